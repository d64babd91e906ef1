// What the row over the lens sets and reads.
#include <algorithm>

#include "ui/lens/lens_private.h"

namespace headlight::ui {

void LensWidget::setRange(RangeMode range) {
  d_->state.range = range;
  update();
  emit optionsChanged();
}
void LensWidget::setScale(Scale scale) {
  d_->state.scale = scale;
  update();
  emit optionsChanged();
}
void LensWidget::setColormap(Colormap colormap) {
  const bool overPicture =
      d_->shown == LensView::Image || (d_->shown == LensView::AllHeads && hasPicture() && d_->state.picture.patchMaps);
  (overPicture ? d_->state.picture.colormap : d_->state.colormap) = colormap;
  update();
  emit optionsChanged();
}
void LensWidget::setFigure(ViewState::Figure figure) {
  d_->state.figure = figure;
  update();
  emit optionsChanged();
}
void LensWidget::setSort(ViewState::Sort sort) {
  d_->state.sort = sort;
  update();
  emit optionsChanged();
}
void LensWidget::setDifference(bool difference) {
  if (d_->state.difference == difference) return;
  d_->state.difference = difference;
  update();
  emit optionsChanged();
}
bool LensWidget::differenceShown() const {
  return d_->shown == LensView::Matrix && d_->trace && MatrixView::showsDifference(d_->state);
}
void LensWidget::setSpecialRows(std::vector<bool> rows) { d_->state.special = std::move(rows); }
bool LensWidget::hasSpecialRows() const {
  const auto& rows = d_->state.special;
  return d_->trace && std::find(rows.begin(), rows.end(), true) != rows.end() &&
         std::find(rows.begin(), rows.end(), false) != rows.end();
}
void LensWidget::setSpecialHidden(bool hidden) {
  if (d_->state.hideSpecial == hidden) return;
  d_->state.hideSpecial = hidden;
  zoomToFit();
  emit optionsChanged();
}
bool LensWidget::specialHidden() const { return d_->state.hideSpecial && hasSpecialRows(); }
bool LensWidget::hasBaseline() const { return d_->trace && d_->state.baseline; }
QString LensWidget::headTag() const {
  if (!d_->trace) return {};
  return ui::headTag(d_->trace->changes(), shownStack(d_->trace->model()), d_->selection.layer(), d_->selection.head());
}
RangeMode LensWidget::range() const { return d_->state.range; }
Scale LensWidget::scale() const { return d_->state.scale; }
Colormap LensWidget::colormap() const { return d_->state.colormap; }
ViewState::Figure LensWidget::figure() const { return d_->state.figure; }
ViewState::Sort LensWidget::sort() const { return d_->state.sort; }

LensWidget::Legend LensWidget::legend() const {
  const ViewState now = d_->current();
  Legend legend;
  legend.colormap = now.colormap;
  legend.log = now.scale == Scale::Log;
  legend.shared = now.range == RangeMode::Shared;
  legend.low = now.low.value_or(0.0F);
  legend.perHead = d_->shown == LensView::AllHeads && !legend.shared && !now.high;
  if (d_->shown == LensView::Image || (d_->shown == LensView::AllHeads && hasPicture() && now.picture.patchMaps)) {
    legend.colormap = now.picture.colormap;
    legend.log = false;
  }
  if (!d_->trace) return legend;
  if (d_->shown == LensView::Image) {
    legend.high = static_cast<double>(d_->picture.rangeOf(d_->trace, now));
    using Shown = PictureState::Shown;
    switch (now.picture.shown) {
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
        legend.words = now.picture.shown == Shown::Positions ? tr("cosine similarity") : tr("change of the class");
        break;
      default:
        if (now.picture.dropSpecial && now.picture.renormalise)
          legend.words = legend.shared ? tr("shared, renormalised") : tr("own range, renormalised");
        break;
    }
    return legend;
  }
  if (d_->shown == LensView::AllHeads && hasPicture() && now.picture.patchMaps && legend.shared && !now.high) {
    legend.high = static_cast<double>(d_->allHeads.sharedHigh(d_->trace, now));
    return legend;
  }
  if (differenceShown()) {
    legend = {};
    legend.signedMap = true;
    legend.colormap = Colormap::Diverging;
    legend.high = static_cast<double>(d_->matrix.largestShown(d_->trace, now));
    legend.low = -legend.high;
    return legend;
  }
  if (d_->shown == LensView::Matrix && specialHidden()) {
    legend.high = static_cast<double>(d_->matrix.largestShown(d_->trace, now));
    return legend;
  }
  legend.high = rangeHigh(*d_->trace, now, now.layer, now.head);
  ViewState free = now;
  free.high.reset();
  if (d_->shown == LensView::AllHeads) free.range = RangeMode::Shared;  // any head of the picture may be beyond
  legend.clamped = now.high && rangeHigh(*d_->trace, free, now.layer, now.head) > *now.high;
  return legend;
}

}  // namespace headlight::ui
