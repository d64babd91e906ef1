// Names, words and input of the Image view.
#include <algorithm>

#include "base/within.h"
#include "ui/views/image_footer.h"
#include "ui/views/image_options.h"
#include "ui/views/image_view.h"
#include "ui/views/view_host.h"

namespace headlight::ui {

ViewName ImageView::name() const {
  return {.id = id,
          .title = tr("Image"),
          .entry = tr("&Image"),
          .tip = tr("Attention on the picture"),
          .shortcut = QKeySequence(Qt::CTRL | Qt::Key_3)};
}

Legend ImageView::legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  Legend legend = View::legend(nullptr, state);
  legend.colormap = state.picture.colormap;
  legend.log = legend.perRow = false;
  // One query's row, or one column: it has one range of its own.
  if (legend.range != RangeMode::Shared) legend.range = RangeMode::Own;
  if (!trace) return legend;
  legend.high = static_cast<double>(rangeOf(trace, state));
  using Shown = PictureState::Shown;
  switch (state.picture.shown) {
    case Shown::Rollout:
      legend.words = tr("rollout");
      break;
    case Shown::Norms:
      legend.words = tr("length of vectors");
      break;
    case Shown::Positions:
    case Shown::Occlusion:
      legend.low = -legend.high;
      legend.signedMap = true;
      legend.colormap = Colormap::Diverging;
      legend.words = state.picture.shown == Shown::Positions ? tr("cosine similarity") : tr("change of the class");
      break;
    default:
      if (state.picture.dropSpecial && state.picture.renormalise)
        legend.words = legend.range == RangeMode::Shared ? tr("shared, renormalised") : tr("own range, renormalised");
      break;
  }
  return legend;
}

QSizeF ImageView::wholeSize(const Trace&, const ViewState&, QSizeF asked) const {
  return asked.height() > 0 ? asked : QSizeF(asked.width(), 724);
}

QString ImageView::title(const ViewState& state) const {
  return tr("Attention on the picture, layer %1, head %2").arg(state.layer).arg(state.head);
}

QString ImageView::caption(const Trace& trace, const ViewState& state) const {
  using Shown = PictureState::Shown;
  const Shown shown = state.picture.shown;
  const QString heads = shown == Shown::Mean      ? tr("L%1, mean of heads").arg(state.layer)
                        : shown == Shown::Largest ? tr("L%1, largest of heads").arg(state.layer)
                                                  : QStringLiteral("L%1H%2").arg(state.layer).arg(state.head);
  const SiteId site{patchStack(trace.model()), Site::Pattern, state.layer};
  return QStringLiteral("%1 · %2 · %3")
      .arg(heads, queryCaption(trace, state), QString::fromStdString(trace.model().siteName(site)));
}

OptionsRow* ImageView::makeOptions(ViewHost& host, QWidget* parent) { return new ImageOptions(*this, host, parent); }
OptionsRow* ImageView::makeFooter(ViewHost& host, QWidget* parent) { return new ImageFooter(*this, host, parent); }

void ImageView::pointed(const Hit& hit, ViewState& state) const {
  if (hit.query == hit.key && hit.query >= 0) state.picture.lastPatch = hit.query;
}

void ImageView::click(ViewHost& host, const Hit& hit, Qt::KeyboardModifiers modifiers) {
  Selection& selection = host.selection();
  PictureState next = host.state().picture;
  if (hit.query < 0 && hit.key < 0) {
    if (hit.head < 0) return selection.chooseHead(hit.layer, selection.head());
    if (modifiers.testFlag(Qt::ControlModifier)) {
      // Heads put together: the one that was shown, and those that are added.
      if (next.shown != PictureState::Shown::Chosen) next.chosen = {selection.head()};
      next.shown = PictureState::Shown::Chosen;
      const auto found = std::lower_bound(next.chosen.begin(), next.chosen.end(), hit.head);
      if (found == next.chosen.end() || *found != hit.head)
        next.chosen.insert(found, hit.head);
      else if (next.chosen.size() > 1)
        next.chosen.erase(found);
    } else {
      next.shown = PictureState::Shown::Head;
      selection.chooseHead(hit.layer, hit.head);
    }
    return host.setPicture(std::move(next));
  }
  const int pointed = next.toQuery() ? hit.query : hit.key;
  if (patchRows(*host.trace()).isSpecial(pointed)) {
    next.special = pointed;
    selection.lockRow(-1);
    return host.setPicture(std::move(next));
  }
  selection.lockRow(selection.lockedRow() == pointed ? -1 : pointed);
}

bool ImageView::press(ViewHost& host, int key, Qt::KeyboardModifiers modifiers) {
  const PatchPlaces places = patchRows(*host.trace());
  if (places.grid.count() == 0) return false;
  const StackInfo& stack = host.trace()->model().stack(patchStack(host.trace()->model()));
  Selection& selection = host.selection();
  if (key == Qt::Key_PageUp || key == Qt::Key_PageDown) {
    const int layer = selection.layer() + (key == Qt::Key_PageUp ? -1 : 1);
    selection.chooseHead(within(layer, 0, stack.layers - 1), selection.head());
    return true;
  }
  const Step step = stepOf(key);
  if (step.toStart) {
    if (places.first() == 0) return true;
    selection.lockRow(-1);
    PictureState next = host.state().picture;
    next.special = 0;
    host.setPicture(std::move(next));
    return true;
  }
  if (step.none() || step.toEnd) return false;
  if (modifiers.testFlag(Qt::ControlModifier)) {
    selection.chooseHead(within(selection.layer() + step.down, 0, stack.layers - 1),
                         within(selection.head() + step.right, 0, stack.heads - 1));
    return true;
  }
  int row = queryRow(places, host.state());
  // The first step from a special token lands in the middle.
  if (!places.isPatch(row))
    row = places.rowOf(places.grid.rows / 2, places.grid.columns / 2);
  else
    row = places.rowOf(within(places.lineOf(row) + step.down, 0, places.grid.rows - 1),
                       within(places.columnOf(row) + step.right, 0, places.grid.columns - 1));
  host.showKeyboardCard();
  selection.lockRow(row);
  selection.hover(row, row);
  return true;
}

MenuPlace ImageView::menuPlace(const Trace& trace, const ViewState& state, QSizeF size) const {
  const int row = query(trace, state);
  const QRectF patch = layout(trace, state, size).patch(row);
  if (patch.isNull()) return View::menuPlace(trace, state, size);
  return {patch.center(), row, row};
}

}  // namespace headlight::ui
