// Names, words and input of the arcs.
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/document/what_if.h"
#include "ui/theme/theme.h"
#include "ui/views/arcs_options.h"
#include "ui/views/arcs_view.h"
#include "ui/views/view_host.h"

namespace headlight::ui {
namespace {

constexpr double rowsPerNotch = 3;

}  // namespace

ViewName ArcsView::name() const {
  return {.id = id,
          .title = tr("Arcs"),
          .entry = tr("A&rcs"),
          .tip = tr("Two columns of tokens, joined by what looks at what"),
          .shortcut = QKeySequence(Qt::CTRL | Qt::Key_4)};
}

Legend ArcsView::legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  Legend legend;
  if (trace && showsDifference(state)) {
    legend.signedMap = true;
    legend.colormap = Colormap::Diverging;
    const Difference& made =
        differences_.of(trace, state.baseline, shownAttention(trace->model(), state), state.layer, state.head);
    legend.high = static_cast<double>(made.largest);
    legend.low = -legend.high;
    return legend;
  }
  legend.high = static_cast<double>(state.high.value_or(1.0F));
  legend.ink = colourOf(*state.theme, 0);
  legend.words = options_.share < ArcsOptions::mostShare ? tr("weight; the top %1 % of each query").arg(options_.share)
                                                         : tr("weight; every key");
  return legend;
}

QSizeF ArcsView::wholeSize(const Trace& trace, const ViewState& state, QSizeF asked) const {
  const AttentionInfo attention = trace.model().attention(shownAttention(trace.model(), state));
  const int longest = std::max({1, trace.rows(attention.id.stack), trace.keys(attention.id)});
  constexpr double any = 2000;
  const double around = any - layout(trace, state, {asked.width(), any}).arcs.height();
  const bool given = asked.height() > 0;
  const double step = given ? leastStep : within(760.0 / longest, leastStep, 30.0);
  const double needed = std::ceil(around + step * longest);
  return {asked.width(), given ? std::max(asked.height(), needed) : needed};
}

QString ArcsView::title(const ViewState& state) const {
  return tr("Attention as arcs, layer %1, head %2").arg(state.layer).arg(state.head);
}

QString ArcsView::caption(const Trace& trace, const ViewState& state) const {
  QStringList heads;
  for (const DrawnHead& head : drawnHeads(trace.model(), state))
    heads << QStringLiteral("L%1H%2").arg(state.layer).arg(head.head);
  const SiteId site = patternSite(shownAttention(trace.model(), state), state.layer);
  return QStringLiteral("%1 · %2").arg(heads.join(QStringLiteral(", ")),
                                       QString::fromStdString(trace.model().siteName(site)));
}

OptionsRow* ArcsView::makeOptions(ViewHost& host, QWidget* parent) { return new ArcsOptionsRow(*this, host, parent); }

void ArcsView::forgetModel() {
  options_.picked.clear();
  options_.lockedKey = -1;
  options_.zoom = 1;
  options_.scroll = 0;
  source_ = {};
  differences_ = {};
}

void ArcsView::settle(const ViewHost& host) {
  options_.scroll = within(options_.scroll, 0.0, 1.0);
  if (!host.trace()) return;
  if (options_.lockedKey >= host.trace()->keys(shownAttention(host.trace()->model(), host.state())))
    options_.lockedKey = -1;
  if (layout(*host.trace(), host.state(), host.sceneSize()).overflow <= 0) options_.scroll = 0;
}

void ArcsView::scrollBy(ViewHost& host, double pixels) {
  const Layout l = layout(*host.trace(), host.state(), host.sceneSize());
  if (l.overflow <= 0) return;
  options_.scroll = within(options_.scroll + pixels / l.overflow, 0.0, 1.0);
  host.update();
}

bool ArcsView::wheel(ViewHost& host, QPointF, double notches) {
  const Layout l = layout(*host.trace(), host.state(), host.sceneSize());
  if (l.overflow <= 0) return false;
  scrollBy(host, -notches * rowsPerNotch * std::max(l.query.step, l.key.step));
  return true;
}

bool ArcsView::beginDrag(ViewHost& host) {
  settle(host);
  dragScroll_ = options_.scroll;
  return layout(*host.trace(), host.state(), host.sceneSize()).overflow > 0;
}

void ArcsView::drag(ViewHost& host, QPointF moved) {
  const Layout l = layout(*host.trace(), host.state(), host.sceneSize());
  if (l.overflow <= 0) return;
  options_.scroll = within(dragScroll_ - moved.y() / l.overflow, 0.0, 1.0);
  host.update();
}

void ArcsView::zoom(ViewHost& host, QPointF at, double factor) {
  if (!host.trace()) return;
  const Layout before = layout(*host.trace(), host.state(), host.sceneSize());
  const bool byQuery = before.query.count * before.query.step >= before.key.count * before.key.step;
  const auto longest = [byQuery](const Layout& l) -> const Column& { return byQuery ? l.query : l.key; };
  const double y = within(at.y(), before.arcs.top(), before.arcs.bottom());
  const double row = (y - longest(before).first) / longest(before).step;
  options_.zoom = within(before.zoom * factor, before.leastZoom, mostZoom);
  const Layout after = layout(*host.trace(), host.state(), host.sceneSize());
  // The row under the pointer stays there.
  if (after.overflow > 0)
    options_.scroll = within(((row + 0.5) * longest(after).step - (y - after.arcs.top())) / after.overflow, 0.0, 1.0);
  settle(host);
  host.update();
}

void ArcsView::zoomToFit(ViewHost& host) {
  if (!host.trace()) return;
  options_.zoom = layout(*host.trace(), host.state(), host.sceneSize()).leastZoom < 1 ? 0 : 1;
  options_.scroll = 0;
  host.update();
}

Qt::CursorShape ArcsView::cursor(const Hit& hit) const {
  return hit.query >= 0 || hit.key >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor;
}

void ArcsView::pickOrDrop(ViewHost& host, int head) {
  Selection& selection = host.selection();
  auto& picked = options_.picked;
  const auto put = [&picked](int one) {
    if (std::ranges::find(picked, one) != picked.end()) return;
    const auto free = std::ranges::find(picked, -1);
    free == picked.end() ? picked.push_back(one) : void(*free = one);
  };
  const auto found = std::ranges::find(picked, head);
  if (found == picked.end() && head != selection.head()) {
    put(selection.head());  // it stays when another is chosen
    put(head);
  } else if (found == picked.end()) {
    put(head);
  } else {
    *found = -1;
    const auto other = std::ranges::find_if(picked, [](int one) { return one >= 0; });
    // The chosen head is always drawn: another one is chosen in its place.
    if (head == selection.head() && other != picked.end()) selection.chooseHead(selection.layer(), *other);
  }
  host.optionsEdited();
}

void ArcsView::lockOrUnlock(ViewHost& host, const Hit& hit) {
  Selection& selection = host.selection();
  // Beside a locked row a hit has both: what was clicked is the other one.
  const bool query = hit.alone ? hit.query >= 0 : selection.lockedRow() < 0;
  const int row = query ? hit.query : hit.key;
  const int before = query ? selection.lockedRow() : options_.lockedKey;
  options_.lockedKey = query || row == before ? -1 : row;
  selection.lockRow(query && row != before ? row : -1);
  host.optionsEdited();
}

void ArcsView::click(ViewHost& host, const Hit& hit, Qt::KeyboardModifiers) {
  if (hit.query < 0 && hit.key < 0)
    pickOrDrop(host, hit.head);
  else
    lockOrUnlock(host, hit);
}

bool ArcsView::press(ViewHost& host, int key, Qt::KeyboardModifiers modifiers) {
  Selection& selection = host.selection();
  const bool plain = modifiers == Qt::NoModifier;
  if (plain && key == Qt::Key_Escape && options_.lockedKey >= 0) {
    options_.lockedKey = -1;
    host.optionsEdited();
    return true;
  }
  if (plain && key == Qt::Key_D && host.state().baseline) {
    options_.difference = !options_.difference;
    host.optionsEdited();
    return true;
  }
  if (plain && key == Qt::Key_K && !showsDifference(host.state())) return pickOrDrop(host, selection.head()), true;
  const Focus focused = focus(*host.trace(), host.state());
  if (plain && key == Qt::Key_C && focused.pair) {
    emit host.cutAsked(focused.query, focused.key);
    return true;
  }
  const QPointF middle = QRectF(QPointF(0, 0), host.sceneSize()).center();
  if (key == Qt::Key_Plus || key == Qt::Key_Equal) return zoom(host, middle, zoomStep), true;
  if (key == Qt::Key_Minus) return zoom(host, middle, 1 / zoomStep), true;
  if (key == Qt::Key_0) return zoomToFit(host), true;
  if (key == Qt::Key_PageDown || key == Qt::Key_PageUp) {
    scrollBy(host, (key == Qt::Key_PageDown ? 0.8 : -0.8) * host.sceneSize().height());
    return true;
  }
  if (const Step step = stepOf(key); !step.none()) {
    if (!modifiers.testFlag(Qt::ControlModifier)) return moveRow(host, step);
    const AttentionInfo attention =
        host.trace()->model().attention(shownAttention(host.trace()->model(), host.state()));
    const int layers = host.trace()->model().stack(attention.id.stack).layers;
    const int right = step.right - (step.toStart ? 1 : 0) + (step.toEnd ? 1 : 0);
    selection.chooseHead(within(selection.layer() + step.down, 0, layers - 1),
                         within(selection.head() + right, 0, attention.heads - 1));
    return true;
  }
  if (!opens(key) || !focused.any()) return false;
  const bool query = focused.pair ? !focused.fromQuery : focused.fromQuery;
  lockOrUnlock(host, {.query = query ? focused.query : -1, .key = query ? -1 : focused.key, .alone = true});
  return true;
}

void ArcsView::showRow(const ViewHost& host, const Column& column, int row) {
  const Layout l = layout(*host.trace(), host.state(), host.sceneSize());
  const double length = column.count * column.step, over = length - l.arcs.height();
  if (over <= 0) return;
  const double top = row * column.step, scroll = options_.scroll * over;
  options_.scroll = within(within(scroll, top + column.step - l.arcs.height(), top) / over, 0.0, 1.0);
}

bool ArcsView::moveRow(ViewHost& host, const Step& step) {
  Selection& selection = host.selection();
  const Layout l = layout(*host.trace(), host.state(), host.sceneSize());
  const Focus now = focus(*host.trace(), host.state());
  bool query = now.pair ? !now.fromQuery : now.fromQuery;
  int row = now.pair ? now.other() : now.any() ? now.row() : l.query.count - 1;
  if (step.right != 0) {
    const Column& from = query ? l.query : l.key;
    query = (step.right < 0 ? l.left() : l.right()).queries;
    const Column& to = query ? l.query : l.key;
    // At the same height.
    row = static_cast<int>(std::lround((from.middle(row) - to.first) / to.step));
  }
  const Column& column = query ? l.query : l.key;
  const int last = column.count - 1;
  row = step.toStart ? 0 : step.toEnd ? last : within(row + (now.any() ? step.down : 0), 0, last);
  host.showKeyboardCard();
  showRow(host, column, row);
  const int locked = selection.lockedRow();
  if (query)
    selection.hover(row, locked < 0 ? options_.lockedKey : -1);
  else
    selection.hover(locked, row);
  host.update();
  return true;
}

MenuPlace ArcsView::menuPlace(const Trace& trace, const ViewState& state, QSizeF size) const {
  const Layout l = layout(trace, state, size);
  const Focus focused = focus(trace, state);
  if (!focused.any()) return {l.arcs.center()};
  const Column& column = focused.fromQuery ? l.query : l.key;
  const QPointF at(column.names.center().x(), within(column.middle(focused.row()), l.arcs.top(), l.arcs.bottom()));
  return {at, focused.pair ? focused.query : -1, focused.pair ? focused.key : -1};
}

}  // namespace headlight::ui
