#include "ui/document/edited_picture.h"

#include <algorithm>
#include <cmath>

#include "ui/document/picture_commands.h"

namespace headlight::ui {

EditedPicture::EditedPicture(QUndoStack& undo, QObject* parent) : QObject(parent), undo_(undo) {}

void EditedPicture::tellAll() {
  emit pixelsChanged({});
  emit changed();
}

void EditedPicture::open(vision::Picture picture, PictureOrigin origin, const QString& name) {
  if (picture.empty()) return;
  if (empty()) return restore(std::move(picture), nullptr, std::move(origin));  // there is nothing to go back to
  endStroke();
  auto original = std::make_shared<const vision::Picture>(picture);
  auto* command = new OpenCommand(*this, std::move(picture), original, std::move(origin));  // undo_ owns it
  command->setText(name);
  undo_.push(command);
}

void EditedPicture::restore(vision::Picture picture, std::shared_ptr<const vision::Picture> original,
                            PictureOrigin origin, std::optional<QRect> crop, PatchEdits patches) {
  stroke_.reset();
  undo_.clear();  // its steps are of other pixels
  turned_ = false;
  drawnOn_ = original != nullptr && *original != picture;
  original_ = original ? std::move(original) : std::make_shared<const vision::Picture>(picture);
  // Turned or not cannot be told from the pixels: of another shape, the picture itself stands for its original.
  const bool fits = original_->width == picture.width && original_->height == picture.height;
  base_ = fits ? original_ : std::make_shared<const vision::Picture>(picture);
  source_ = std::move(picture);
  origin_ = std::move(origin);
  crop_ = crop && QRect(QPoint(0, 0), size()).contains(*crop) ? crop : std::nullopt;
  patches_ = std::move(patches);
  tellAll();
}

void EditedPicture::reset() {
  if (!original_ || !touched()) return;
  endStroke();
  auto* command = new OpenCommand(*this, *original_, original_, origin_);  // undo_ owns it
  command->setText(tr("going back to the original"));
  undo_.push(command);
}

void EditedPicture::beginStroke(const Brush& brush, QPointF at) {
  if (empty()) return;
  endStroke();
  stroke_ = std::make_unique<Stroke>(Stroke{brush, at, {}});
  strokeTo(at);
}

void EditedPicture::strokeTo(QPointF at, double width) {
  if (!stroke_) return;
  if (width > 0) stroke_->brush.width = width;
  const QPointF from = stroke_->at;
  stroke_->at = at;
  const QRect area = brushArea(source_, stroke_->brush, from, at);
  if (area.isEmpty()) return;
  stroke_->before.keep(source_, area);
  const QRect drawn = drawBrush(source_, stroke_->brush, from, at, base_.get());
  if (drawn.isEmpty()) return;
  emit pixelsChanged(drawn);
  emit changed();
}

void EditedPicture::endStroke() {
  if (!stroke_) return;
  const std::unique_ptr<Stroke> stroke = std::move(stroke_);
  if (stroke->before.empty()) return;
  QString name;
  switch (stroke->brush.kind) {
    case BrushKind::Paint:
      name = tr("a stroke");
      break;
    case BrushKind::Original:
      name = tr("erasing");
      break;
    case BrushKind::Blur:
      name = tr("blurring");
      break;
    case BrushKind::Noise:
      name = tr("noise");
      break;
  }
  const bool drawnOnBefore = drawnOn_;
  drawnOn_ = true;
  undo_.push(new StrokeCommand(*this, std::move(stroke->before), drawnOnBefore, name));
}

void EditedPicture::cancelStroke() {
  if (!stroke_) return;
  const std::unique_ptr<Stroke> stroke = std::move(stroke_);
  const QRect changed = stroke->before.exchange(source_);
  if (changed.isEmpty()) return;
  emit pixelsChanged(changed);
  emit this->changed();
}

void EditedPicture::fill(QPoint at, const QColor& colour) {
  endStroke();
  const QRect area = floodArea(source_, at);
  if (area.isEmpty()) return;
  PixelTiles before;
  before.keep(source_, area);
  floodFill(source_, at, colour);
  const bool drawnOnBefore = drawnOn_;
  drawnOn_ = true;
  undo_.push(new StrokeCommand(*this, std::move(before), drawnOnBefore, tr("filling")));
  emit pixelsChanged(area);
  emit changed();
}

void EditedPicture::turnRight() {
  if (empty()) return;
  endStroke();
  undo_.push(new TurnCommand(*this, false));
}

void EditedPicture::mirror() {
  if (empty()) return;
  endStroke();
  undo_.push(new TurnCommand(*this, true));
}

void EditedPicture::setCrop(std::optional<QRect> crop, quint64 gesture) {
  if (crop) crop = crop->intersected(QRect(QPoint(0, 0), size()));
  if (crop == crop_ || (crop && (crop->width() < smallestCrop || crop->height() < smallestCrop))) return;
  undo_.push(new CropCommand(*this, crop, gesture));
}

void EditedPicture::setPatches(const PatchEdits& patches, const QString& name, quint64 gesture) {
  if (patches == patches_ || (patches.none() && patches_.none())) return;
  auto* command = new PatchCommand(*this, patches, gesture);  // undo_ owns it
  command->setText(name);
  undo_.push(command);
}

void EditedPicture::exchange(PixelTiles& tiles, bool drawnOn) {
  cancelStroke();
  drawnOn_ = drawnOn;
  const QRect changed = tiles.exchange(source_);
  emit pixelsChanged(changed);
  emit this->changed();
}

void EditedPicture::turn(bool clockwise) {
  cancelStroke();
  const QSize before = size();
  source_ = ui::turned(source_, clockwise);
  base_ = std::make_shared<const vision::Picture>(ui::turned(*base_, clockwise));
  if (crop_) {
    const QRect c = *crop_;
    crop_ = clockwise ? QRect(before.height() - c.y() - c.height(), c.x(), c.height(), c.width())
                      : QRect(c.y(), before.width() - c.x() - c.width(), c.height(), c.width());
  }
  tellAll();
}

void EditedPicture::mirrorNow() {
  cancelStroke();
  source_ = mirrored(source_);
  base_ = std::make_shared<const vision::Picture>(mirrored(*base_));
  if (crop_) crop_->moveLeft(source_.width - crop_->x() - crop_->width());
  tellAll();
}

void EditedPicture::applyCrop(const std::optional<QRect>& crop) {
  crop_ = crop;
  emit changed();
}

void EditedPicture::applyPatches(const PatchEdits& patches) {
  patches_ = patches;
  emit changed();
}

vision::Picture fittedToEditor(vision::Picture picture) {
  const double pixels = static_cast<double>(picture.width) * picture.height;
  if (pixels <= static_cast<double>(EditedPicture::mostPixels)) return picture;
  const double factor = std::sqrt(static_cast<double>(EditedPicture::mostPixels) / pixels);
  const QSize size(std::max(1, static_cast<int>(picture.width * factor)),
                   std::max(1, static_cast<int>(picture.height * factor)));
  return pictureOf(imageOf(std::as_const(picture)).scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
}

}  // namespace headlight::ui
