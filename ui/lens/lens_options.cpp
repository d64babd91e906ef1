// What the rows beside the lens set.
#include "ui/lens/lens_private.h"
#include "ui/views/saved_drawing.h"

namespace headlight::ui {

void LensWidget::setRange(RangeMode range) {
  d_->state.range = range;
  emit rangeChosen(range);
  optionsEdited();
}

void LensWidget::setScale(Scale scale) {
  d_->state.scale = scale;
  optionsEdited();
}

void LensWidget::setColormap(Colormap colormap) {
  d_->view->colormap(d_->trace.get(), d_->state) = colormap;
  optionsEdited();
}

void LensWidget::setPicture(PictureState picture) {
  // A special token that asks and a locked patch exclude each other.
  if (picture.special != d_->state.picture.special && d_->selection.lockedRow() >= 0) d_->selection.lockRow(-1);
  d_->state.picture = std::move(picture);
  d_->describe();
  optionsEdited();
  d_->readNeeds();
}

QJsonObject LensWidget::drawing() const {
  QJsonObject drawing = savedDrawing(d_->state), views;
  for (const auto& view : d_->views)
    if (const QJsonObject options = view->savedOptions(); !options.isEmpty()) views[view->name().id] = options;
  drawing["views"] = views;
  return drawing;
}

void LensWidget::setDrawing(const QJsonObject& drawing) {
  restoreDrawing(drawing, d_->state);
  PictureState& picture = d_->state.picture;
  if (picture.shown == PictureState::Shown::Occlusion && d_->trace && !d_->trace->model().classifiesPictures())
    picture.shown = PictureState::Shown::Head;
  const QJsonObject views = drawing["views"].toObject();
  for (const auto& view : d_->views) view->restoreOptions(views[view->name().id].toObject());
  d_->view->settle(*this);
  d_->describe();
  optionsEdited();
  d_->readNeeds();
}

void LensWidget::setOcclusion(std::shared_ptr<const OcclusionMap> map) {
  d_->state.occlusion = std::move(map);
  optionsEdited();
}

void LensWidget::setReadings(std::shared_ptr<const LayerReadings> readings) {
  d_->state.readings = std::move(readings);
  optionsEdited();
}

void LensWidget::setComparison(std::shared_ptr<const Comparison> comparison) {
  d_->state.comparison = std::move(comparison);
  optionsEdited();
}

bool LensWidget::differenceShown() const { return d_->trace && d_->view->showsDifference(d_->current()); }

}  // namespace headlight::ui
