// Names, words and input of the view of all heads.
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/document/what_if.h"
#include "ui/views/all_heads_options.h"
#include "ui/views/all_heads_view.h"
#include "ui/views/head_ranges.h"
#include "ui/views/numbers.h"
#include "ui/views/view_host.h"

namespace headlight::ui {

ViewName AllHeadsView::name() const {
  return {.id = id,
          .title = tr("All heads"),
          .entry = tr("&All heads"),
          .tip = tr("Every head of every layer"),
          .shortcut = QKeySequence(Qt::CTRL | Qt::Key_1)};
}

Legend AllHeadsView::legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  Legend legend = View::legend(trace, state);
  legend.perHead = legend.range != RangeMode::Shared && !legend.perRow && !state.high;
  if (!trace) return legend;
  if (state.high) {
    ViewState every = state;
    every.range = RangeMode::Shared;  // any head may be beyond
    legend.clamped = largestWeight(*trace, every, state.layer, state.head) > *state.high;
  }
  if (!showsPatchMaps(*trace, state)) return legend;
  legend.colormap = state.picture.colormap;
  legend.log = legend.perRow = legend.clamped = false;
  legend.perHead = legend.range != RangeMode::Shared && !state.high;
  if (legend.perHead) legend.range = RangeMode::Own;
  if (legend.range == RangeMode::Shared && !state.high) legend.high = static_cast<double>(sharedHigh(trace, state));
  return legend;
}

Colormap& AllHeadsView::colormap(const Trace* trace, ViewState& state) const {
  return trace && showsPatchMaps(*trace, state) ? state.picture.colormap : state.colormap;
}

QSizeF AllHeadsView::wholeSize(const Trace& trace, const ViewState& state, QSizeF asked) const {
  constexpr double unlimited = 16384;
  const bool given = asked.height() > 0;
  const double needed =
      std::ceil(grid(trace, state, {asked.width(), given ? asked.height() : unlimited}).contentHeight);
  return {asked.width(), given ? std::max(asked.height(), needed) : needed};
}

QString AllHeadsView::title(const ViewState&) const { return tr("Attention, all heads"); }

QString AllHeadsView::caption(const Trace& trace, const ViewState& state) const {
  QString words = trace.model().attentions().size() > 1
                      ? tr("every head of %1, ").arg(attentionName(trace.model(), shownAttention(trace.model(), state)))
                      : tr("every head, ");
  if (showsPatchMaps(trace, state)) words += queryCaption(trace, state) + QStringLiteral(", ");
  return words +
         tr("%1 below each")
             .arg(headNumberWords(shownNumber(trace.model(), state),
                                  ofPatches(trace, shownAttention(trace.model(), state).stack))) +
         (options_.coloured ? tr(", frames by it from 0 to %1").arg(decimal(numberReach(trace, state), 2)) : QString());
}

OptionsRow* AllHeadsView::makeOptions(ViewHost& host, QWidget* parent) {
  return new AllHeadsOptionsRow(*this, host, parent);
}

void AllHeadsView::click(ViewHost& host, const Hit& hit, Qt::KeyboardModifiers) {
  if (hit.pin) {
    host.selection().togglePin({shownAttention(host.trace()->model(), host.state()), hit.layer, hit.head});
    return;
  }
  host.selection().chooseHead(hit.layer, hit.head);
  emit host.headActivated(hit.layer, hit.head);
}

bool AllHeadsView::wheel(ViewHost& host, QPointF, double notches) {
  scrollBy(host, -notches * 60);
  return true;
}

void AllHeadsView::scrollBy(ViewHost& host, double pixels) {
  options_.scroll += pixels;
  settle(host);
  host.update();
}

bool AllHeadsView::press(ViewHost& host, int key, Qt::KeyboardModifiers) {
  if (moveHead(host, key)) return true;
  if (key == Qt::Key_PageDown || key == Qt::Key_PageUp) {
    scrollBy(host, (key == Qt::Key_PageDown ? 0.8 : -0.8) * host.sceneSize().height());
    return true;
  }
  if (!opens(key) || grid(*host.trace(), host.state(), host.sceneSize()).order.empty()) return false;
  emit host.headActivated(host.selection().layer(), host.selection().head());
  return true;
}

bool AllHeadsView::moveHead(ViewHost& host, int key) {
  const Step step = stepOf(key);
  if (step.none()) return false;
  const Grid g = grid(*host.trace(), host.state(), host.sceneSize());
  const int last = static_cast<int>(g.order.size()) - 1;
  if (last < 0) return true;
  int index = std::max(0, g.indexOf(host.selection().layer(), host.selection().head()));
  const int below = index + step.down * g.columns;
  if (below >= 0 && below <= last) index = below;
  index = step.toStart ? 0 : step.toEnd ? last : within(index + step.right, 0, last);
  const auto [layer, head] = g.order[static_cast<std::size_t>(index)];
  host.selection().chooseHead(layer, head);
  scrollTo(host, layer, head);
  host.setHoveredHead(layer, head);
  host.showKeyboardCard();
  return true;
}

void AllHeadsView::scrollTo(const ViewHost& host, int layer, int head) {
  if (!host.trace()) return;
  const Grid g = grid(*host.trace(), host.state(), host.sceneSize());
  const int index = g.indexOf(layer, head);
  if (index < 0) return;
  const QRectF place = g.place(index);
  options_.scroll = std::max(options_.scroll, place.bottom() + 24 - host.sceneSize().height());
  options_.scroll = std::min(options_.scroll, place.top() - g.top);
  settle(host);
}

void AllHeadsView::settle(const ViewHost& host) {
  if (!host.trace()) return;
  const double most = grid(*host.trace(), host.state(), host.sceneSize()).contentHeight - host.sceneSize().height();
  options_.scroll = within(options_.scroll, 0.0, most);
}

void AllHeadsView::enter(ViewHost& host) { scrollTo(host, host.selection().layer(), host.selection().head()); }

MenuPlace AllHeadsView::menuPlace(const Trace& trace, const ViewState& state, QSizeF size) const {
  const Grid g = grid(trace, state, size);
  const int index = g.indexOf(state.layer, state.head);
  if (index < 0) return View::menuPlace(trace, state, size);
  return {g.place(index).translated(0, -options_.scroll).center()};
}

}  // namespace headlight::ui
