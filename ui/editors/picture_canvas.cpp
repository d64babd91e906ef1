// The picture editor's canvas: what it shows. Mouse, tablet and keyboard are in picture_canvas_input.cpp.
#include "ui/editors/picture_canvas.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/document/document.h"
#include "ui/document/model_picture.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr double largestScale = 48;  // screen px per px of the picture
constexpr double handleSize = 9;     // px, corners of the crop frame

}  // namespace

PictureCanvas::PictureCanvas(Document& document, ImageDocument& image, RowSelection& rows, QWidget* parent)
    : QWidget(parent), document_(document), picture_(image.picture()), rows_(rows), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("pictureCanvas"));
  setAccessibleName(tr("Picture"));
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setMinimumSize(96, 96);
  connect(&picture_, &EditedPicture::pixelsChanged, this, &PictureCanvas::takePixels);
  connect(&picture_, &EditedPicture::changed, this, [this] {
    // Edited patches and the frame may be anywhere; a stroke has said where it is.
    if (!picture_.stroking() || !picture_.patches().none()) update();
  });
  connect(&rows_, &RowSelection::hoverChanged, this, [this] {
    if (drag_ == Drag::Stroke || pointerInside_) return;
    const int place = model_ ? rows_.hovered() - model_->info().specials() : -1;
    if (place != place_ && !hasFocus()) setPlace(std::max(-1, place), false);
  });
  showCursor();
}

void PictureCanvas::setTheme(const Theme& theme) {
  theme_ = &theme;
  update();
}

void PictureCanvas::setModel(const ModelPicture* model) {
  model_ = model;
  setPlace(-1, false);
  swapFrom_ = -1;
  // A crop or patches under the pointer are the last model's; a stroke is the picture's own and goes on.
  if (drag_ != Drag::Stroke && drag_ != Drag::Pan) drag_ = Drag::None;
  update();
}

void PictureCanvas::setSettings(const PictureToolSettings& settings) {
  if (settings.tool != settings_.tool) {
    picture_.endStroke();
    swapFrom_ = -1;
    drag_ = Drag::None;
  }
  settings_ = settings;
  showCursor();
  update();
}

void PictureCanvas::setGridShown(bool shown) {
  gridShown_ = shown;
  update();
}

double PictureCanvas::fitScale() const {
  if (picture_.empty()) return 1;
  return std::min(static_cast<double>(width()) / picture_.size().width(),
                  static_cast<double>(height()) / picture_.size().height());
}

void PictureCanvas::zoomToFit() {
  fitted_ = true;
  scale_ = fitScale();
  clampOffset();
  takePixels({});
}

void PictureCanvas::zoom(double factor, QPointF at) {
  if (picture_.empty()) return;
  const QPointF under = toPicture(at);
  scale_ = within(scale_ * factor, fitScale(), largestScale);
  fitted_ = scale_ <= fitScale() * 1.001;
  offset_ = at - under * scale_;
  clampOffset();
  takePixels({});
}

void PictureCanvas::clampOffset() {
  const QSizeF shown = QSizeF(picture_.size()) * scale_;
  const auto inside = [](double offset, double shownLength, double room) {
    return shownLength <= room ? (room - shownLength) / 2 : within(offset, room - shownLength, 0.0);
  };
  offset_ = {inside(offset_.x(), shown.width(), width()), inside(offset_.y(), shown.height(), height())};
}

void PictureCanvas::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  if (fitted_ || scale_ < fitScale())
    zoomToFit();
  else
    clampOffset();
}

void PictureCanvas::takePixels(const QRect& where) {
  if (picture_.empty()) return;
  if (where.isNull()) {
    if (fitted_ || scale_ < fitScale()) {
      fitted_ = true;
      scale_ = fitScale();
    }
    clampOffset();
    // Painting samples four pixels for each of the screen's: a picture that is much larger is averaged first.
    reduction_ = std::max(1, static_cast<int>(std::floor(1 / (scale_ * devicePixelRatioF()))));
    reduced_ = reduction_ < 2 ? QImage()
                              : QImage((picture_.size().width() + reduction_ - 1) / reduction_,
                                       (picture_.size().height() + reduction_ - 1) / reduction_, QImage::Format_RGB32);
    reduce(QRect(QPoint(0, 0), picture_.size()));
    update();
    return;
  }
  reduce(where);
  update(QRectF(fromPicture(where.topLeft()), QSizeF(where.size()) * scale_).adjusted(-2, -2, 2, 2).toAlignedRect());
}

void PictureCanvas::reduce(const QRect& where) {
  if (reduced_.isNull()) return;
  const vision::Picture& pixels = picture_.pixels();
  for (int row = where.top() / reduction_; row <= where.bottom() / reduction_; ++row) {
    auto* line = reinterpret_cast<QRgb*>(reduced_.scanLine(row));
    const int bottom = std::min(pixels.height, (row + 1) * reduction_);
    for (int column = where.left() / reduction_; column <= where.right() / reduction_; ++column) {
      const int right = std::min(pixels.width, (column + 1) * reduction_);
      unsigned sum[3] = {}, count = 0;
      for (int y = row * reduction_; y < bottom; ++y) {
        const std::uint8_t* pixel =
            pixels.rgb.data() + 3 * (static_cast<std::ptrdiff_t>(y) * pixels.width + column * reduction_);
        for (int x = column * reduction_; x < right; ++x, ++count)
          for (unsigned& channel : sum) channel += *pixel++;
      }
      line[column] =
          qRgb(static_cast<int>(sum[0] / count), static_cast<int>(sum[1] / count), static_cast<int>(sum[2] / count));
    }
  }
}

QRectF PictureCanvas::frame() const {
  if (!model_ || picture_.empty()) return {};
  const QRectF area = model_->seenArea(picture_);
  return {fromPicture(area.topLeft()), area.size() * scale_};
}

int PictureCanvas::placeAt(QPointF at) const {
  const QRectF area = frame();
  if (area.isEmpty() || !area.contains(at)) return -1;
  const PatchGrid grid = model_->grid();
  const int row = std::min(grid.rows - 1, static_cast<int>((at.y() - area.top()) / area.height() * grid.rows));
  const int column = std::min(grid.columns - 1, static_cast<int>((at.x() - area.left()) / area.width() * grid.columns));
  return row * grid.columns + column;
}

QRectF PictureCanvas::placeRect(int place) const {
  const QRectF area = frame();
  if (area.isEmpty() || place < 0 || place >= model_->grid().count()) return {};
  const PatchGrid grid = model_->grid();
  const double width = area.width() / grid.columns, height = area.height() / grid.rows;
  return {area.left() + place % grid.columns * width, area.top() + place / grid.columns * height, width, height};
}

void PictureCanvas::paintPicture(QPainter& painter) const {
  const QRectF shown(offset_, QSizeF(picture_.size()) * scale_);
  // Pixels of a small picture are squares, as the model has them.
  painter.setRenderHint(QPainter::SmoothPixmapTransform, scale_ < 3);
  if (reduced_.isNull())
    painter.drawImage(shown, imageOf(picture_.pixels()));
  else
    painter.drawImage(QRectF(offset_, QSizeF(reduced_.size()) * (scale_ * reduction_)), reduced_);
  painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
}

void PictureCanvas::paintEditedPatches(QPainter& painter) const {
  const PatchEdits& edits = picture_.patches();
  if (!model_ || edits.none() || edits.grid != model_->grid() || model_->seen().empty()) return;
  const QImage seen = imageOf(model_->seen());
  const int patchWidth = model_->info().patchWidth, patchHeight = model_->info().patchHeight;
  for (int place = 0; place < edits.grid.count(); ++place) {
    if (!edits.editedAt(place)) continue;
    const QRectF from(place % edits.grid.columns * patchWidth, place / edits.grid.columns * patchHeight, patchWidth,
                      patchHeight);
    painter.drawImage(placeRect(place), seen, from);
  }
}

void PictureCanvas::paintFrame(QPainter& painter) const {
  const QRectF area = frame();
  if (area.isEmpty()) return;
  const QRectF shown(offset_, QSizeF(picture_.size()) * scale_);
  const QRectF inside = area.intersected(shown);
  painter.setPen(Qt::NoPen);
  QPainterPath rest;
  rest.addRect(shown);
  QPainterPath seen;
  seen.addRect(inside);
  const bool cropping = settings_.tool == PictureTool::Crop;
  const bool whole = inside.adjusted(-1, -1, 1, 1).contains(shown);
  if (!whole) painter.fillPath(rest.subtracted(seen), QColor(0, 0, 0, 128));
  if (whole && !cropping) return;
  painter.setBrush(Qt::NoBrush);
  painter.setRenderHint(QPainter::Antialiasing, false);
  const QRectF line = area.intersected(QRectF(rect())).adjusted(0.5, 0.5, -0.5, -0.5);
  painter.setPen(QPen(Qt::black, 3));
  painter.drawRect(line);
  painter.setPen(QPen(Qt::white, 1));
  painter.drawRect(line);
  if (!cropping) return;
  for (const QPointF& corner : {area.topLeft(), area.topRight(), area.bottomLeft(), area.bottomRight()}) {
    QRectF handle(corner.x() - handleSize / 2, corner.y() - handleSize / 2, handleSize, handleSize);
    handle.moveLeft(within(handle.left(), 0.0, width() - handleSize));
    handle.moveTop(within(handle.top(), 0.0, height() - handleSize));
    painter.setPen(QPen(Qt::black, 1));
    painter.setBrush(Qt::white);
    painter.drawRect(handle.adjusted(0.5, 0.5, -0.5, -0.5));
  }
}

void PictureCanvas::paintGrid(QPainter& painter) const {
  const QRectF area = frame();
  const bool needed = gridShown_ || settings_.tool == PictureTool::Patches || settings_.tool == PictureTool::Swap;
  if (area.isEmpty() || !needed) return;
  const PatchGrid grid = model_->grid();
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(QPen(QColor(128, 128, 128, 150), 1));
  for (int row = 1; row < grid.rows; ++row) {
    const double y = std::round(area.top() + area.height() * row / grid.rows) + 0.5;
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
  }
  for (int column = 1; column < grid.columns; ++column) {
    const double x = std::round(area.left() + area.width() * column / grid.columns) + 0.5;
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
  }
}

void PictureCanvas::paintPlace(QPainter& painter, int place, const QColor& color) const {
  const QRectF where = placeRect(place);
  if (where.isEmpty()) return;
  // A line of its colour between a dark and a light one, so that it shows on any picture.
  painter.setBrush(Qt::NoBrush);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(QColor(0, 0, 0, 200), 4));
  painter.drawRect(where);
  painter.setPen(QPen(color, 2));
  painter.drawRect(where);
}

void PictureCanvas::paintBrush(QPainter& painter) const {
  if (!pointerInside_ || !drawsStrokes() || drag_ == Drag::Pan || spaceDown_) return;
  const double radius = std::max(1.5, settings_.width * scale_ / 2);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(QColor(255, 255, 255, 220), 2.5));
  painter.drawEllipse(pointer_, radius, radius);
  painter.setPen(QPen(Qt::black, 1));
  painter.drawEllipse(pointer_, radius, radius);
}

void PictureCanvas::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), theme_->canvas);
  if (picture_.empty()) return;
  paintPicture(painter);
  paintEditedPatches(painter);
  paintFrame(painter);
  paintGrid(painter);
  if (swapFrom_ >= 0) paintPlace(painter, swapFrom_, theme_->focus);
  const bool byPatch = settings_.tool == PictureTool::Patches || settings_.tool == PictureTool::Swap;
  if (place_ >= 0 && (byPatch || !pointerInside_)) paintPlace(painter, place_, theme_->beam);
  paintBrush(painter);
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setBrush(Qt::NoBrush);
  if (hasFocus()) {
    painter.setPen(theme_->pen(theme_->focus, 2));
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
  } else {
    painter.setPen(theme_->border);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
  }
}

}  // namespace headlight::ui
