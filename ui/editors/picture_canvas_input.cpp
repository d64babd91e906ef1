// The picture editor's canvas: mouse, tablet and keyboard.
#include <QKeyEvent>
#include <QMouseEvent>
#include <QTabletEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/document/document.h"
#include "ui/document/model_picture.h"
#include "ui/editors/picture_canvas.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr double least = EditedPicture::smallestCrop;

quint64 nextGesture() {
  static quint64 last = 0;
  return ++last;
}

}  // namespace

bool PictureCanvas::drawsStrokes() const {
  return settings_.tool == PictureTool::Brush || settings_.tool == PictureTool::Eraser ||
         settings_.tool == PictureTool::Blur || settings_.tool == PictureTool::Noise;
}

Brush PictureCanvas::brush() const {
  Brush brush;
  brush.width = settings_.width;
  brush.colour = settings_.colour;
  switch (settings_.tool) {
    case PictureTool::Eraser:
      brush.kind = settings_.eraseToOriginal ? BrushKind::Original : BrushKind::Paint;
      brush.colour = picture_.origin().paper;
      break;
    case PictureTool::Blur:
      brush.kind = BrushKind::Blur;
      break;
    case PictureTool::Noise:
      brush.kind = BrushKind::Noise;
      brush.seed = document_.revision();  // another noise with every stroke, the same for the same work
      break;
    default:
      break;
  }
  return brush;
}

void PictureCanvas::setPlace(int place, bool tell) {
  if (place == place_) return;
  const QRectF before = placeRect(place_), after = placeRect(place);
  place_ = place;
  for (const QRectF& where : {before, after})
    if (!where.isEmpty()) update(where.adjusted(-4, -4, 4, 4).toAlignedRect());
  if (tell) {
    const int row = model_ && place >= 0 ? model_->info().specials() + place : -1;
    rows_.hover(row);
  }
  emit currentPlaceChanged();
}

void PictureCanvas::showCursor() {
  if (drag_ == Drag::Pan)
    setCursor(Qt::ClosedHandCursor);
  else if (spaceDown_)
    setCursor(Qt::OpenHandCursor);
  else if (settings_.tool == PictureTool::Crop)
    setCursor(corner_ == 0 || corner_ == 3   ? Qt::SizeFDiagCursor
              : corner_ == 1 || corner_ == 2 ? Qt::SizeBDiagCursor
                                             : Qt::SizeAllCursor);
  else
    setCursor(drawsStrokes() || settings_.tool == PictureTool::Fill ? Qt::CrossCursor : Qt::PointingHandCursor);
}

int PictureCanvas::cornerAt(QPointF at) const {
  const QRectF area = frame();
  if (area.isEmpty()) return -1;
  const QPointF corners[] = {area.topLeft(), area.topRight(), area.bottomLeft(), area.bottomRight()};
  int nearest = -1;
  double best = 12;  // px
  for (int i = 0; i < 4; ++i) {
    const QPointF away = corners[i] - at;
    const double distance = std::hypot(away.x(), away.y());
    if (distance >= best) continue;
    best = distance;
    nearest = i;
  }
  return nearest;
}

void PictureCanvas::erasePatch(int place) {
  const PatchGrid grid = model_->grid();
  const PatchEdits& edits = picture_.patches();
  const PatchFill wanted = restoring_ ? PatchFill::None : settings_.fill;
  if (edits.grid == grid && edits.fillAt(place) == wanted) return;
  picture_.setPatches(withErased(edits, grid, place, wanted),
                      restoring_ ? tr("bringing patches back") : tr("erasing patches"), gesture_);
}

void PictureCanvas::swapPatch(int place) {
  if (swapFrom_ < 0) {
    swapFrom_ = place;
  } else {
    if (swapFrom_ != place)
      picture_.setPatches(withSwapped(picture_.patches(), model_->grid(), swapFrom_, place), tr("swapping patches"));
    swapFrom_ = -1;
  }
  update();
}

void PictureCanvas::usePatchTool(int place) {
  if (place < 0 || !model_) return;
  if (settings_.tool == PictureTool::Swap) return swapPatch(place);
  const PatchEdits& edits = picture_.patches();
  restoring_ = edits.grid == model_->grid() && edits.fillAt(place) == settings_.fill;
  erasePatch(place);
}

void PictureCanvas::press(QPointF at, Qt::KeyboardModifiers modifiers, double pressure) {
  if (picture_.empty()) return;
  pressedAt_ = at;
  gesture_ = nextGesture();
  const QPointF where = toPicture(at);
  const QPoint pixel(static_cast<int>(std::floor(where.x())), static_cast<int>(std::floor(where.y())));
  if (modifiers.testFlag(Qt::AltModifier)) {
    if (QRect(QPoint(0, 0), picture_.size()).contains(pixel))
      emit colourPicked(imageOf(picture_.pixels()).pixelColor(pixel));
    return;
  }
  switch (settings_.tool) {
    case PictureTool::Fill:
      picture_.fill(pixel, settings_.colour);
      break;
    case PictureTool::Patches:
      drag_ = Drag::Patches;
      usePatchTool(placeAt(at));
      break;
    case PictureTool::Swap:
      drag_ = Drag::Swap;
      usePatchTool(placeAt(at));
      break;
    case PictureTool::Crop:
      if (!model_) break;
      corner_ = cornerAt(at);
      pressedCrop_ = model_->seenArea(picture_).toAlignedRect().intersected(QRect(QPoint(0, 0), picture_.size()));
      drag_ = corner_ >= 0 ? Drag::CropCorner : Drag::CropMove;
      break;
    default: {
      Brush with = brush();
      with.width *= pressure;
      drag_ = Drag::Stroke;
      picture_.beginStroke(with, where);
    }
  }
}

void PictureCanvas::move(QPointF at, Qt::KeyboardModifiers modifiers, double pressure) {
  const double reach = settings_.width * scale_ / 2 + 4;
  const auto around = [reach](QPointF point) {
    return QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach).toAlignedRect();
  };
  if (drawsStrokes()) update(around(pointer_));
  const QPointF before = pointer_;
  pointer_ = at;
  pointerInside_ = rect().contains(at.toPoint());
  if (drawsStrokes()) update(around(pointer_));
  switch (drag_) {
    case Drag::Stroke:
      picture_.strokeTo(toPicture(at), settings_.width * pressure);
      return;
    case Drag::Pan:
      offset_ = pressedOffset_ + at - pressedAt_;
      clampOffset();
      update();
      return;
    case Drag::CropMove:
    case Drag::CropCorner:
      dragCrop(at, modifiers.testFlag(Qt::ShiftModifier));
      return;
    case Drag::Patches: {
      // A quick hand must not leave patches out: every few px of the way counts.
      const QPointF way = at - before;
      const int steps = std::max(1, static_cast<int>(std::hypot(way.x(), way.y()) / 4));
      for (int i = 1; i <= steps && model_; ++i)
        if (const int place = placeAt(before + way * i / steps); place >= 0) erasePatch(place);
      break;
    }
    case Drag::Swap:
    case Drag::None:
      break;
  }
  if (settings_.tool == PictureTool::Crop && drag_ == Drag::None) {
    corner_ = cornerAt(at);
    showCursor();
  }
  setPlace(placeAt(at));
}

void PictureCanvas::release(QPointF at) {
  const Drag was = drag_;
  drag_ = Drag::None;
  if (was == Drag::Stroke) picture_.endStroke();
  // Dragged from one patch to another; a click waits for the second one.
  if (was == Drag::Swap && swapFrom_ >= 0)
    if (const int place = placeAt(at); place >= 0 && place != swapFrom_ && placeAt(pressedAt_) == swapFrom_)
      swapPatch(place);
  showCursor();
  update();
}

void PictureCanvas::dragCrop(QPointF at, bool freely) {
  const QRect whole(QPoint(0, 0), picture_.size());
  const QPointF by = (at - pressedAt_) / scale_;
  QRect crop = pressedCrop_;
  if (drag_ == Drag::CropMove) {
    crop.translate(QPoint(static_cast<int>(std::lround(by.x())), static_cast<int>(std::lround(by.y()))));
    crop.moveLeft(within(crop.left(), 0, whole.width() - crop.width()));
    crop.moveTop(within(crop.top(), 0, whole.height() - crop.height()));
  } else {
    // The opposite corner stays; the shape is that of the model's picture, unless Shift lets it be any.
    const bool left = corner_ == 0 || corner_ == 2, top = corner_ < 2;
    const int fixedX = left ? crop.right() + 1 : crop.left(), fixedY = top ? crop.bottom() + 1 : crop.top();
    const double roomX = left ? fixedX : whole.width() - fixedX, roomY = top ? fixedY : whole.height() - fixedY;
    double width = within(crop.width() + (left ? -by.x() : by.x()), least, roomX);
    double height = within(crop.height() + (top ? -by.y() : by.y()), least, roomY);
    if (!freely) {
      width = std::min(std::max(width, height * model_->aspect()), std::min(roomX, roomY * model_->aspect()));
      height = width / model_->aspect();
    }
    const int w = static_cast<int>(std::lround(width)), h = static_cast<int>(std::lround(height));
    crop = QRect(left ? fixedX - w : fixedX, top ? fixedY - h : fixedY, w, h);
  }
  picture_.setCrop(crop, gesture_);
}

void PictureCanvas::nudgeCrop(QPoint direction, bool scaling) {
  if (!model_) return;
  const QSize size = picture_.size();
  const int step = std::max(1, std::min(size.width(), size.height()) / 32);
  QRect crop = model_->seenArea(picture_).toAlignedRect().intersected(QRect(QPoint(0, 0), size));
  if (scaling) {
    const int by = (direction.x() - direction.y()) * step;  // right and up: larger
    const double width = within(static_cast<double>(crop.width() + by), least,
                                std::min<double>(size.width(), size.height() * model_->aspect()));
    const QPoint middle = crop.center();
    crop.setSize(QSize(static_cast<int>(std::lround(width)), static_cast<int>(std::lround(width / model_->aspect()))));
    crop.moveCenter(middle);
  } else {
    crop.translate(direction * step);
  }
  crop.moveLeft(within(crop.left(), 0, size.width() - crop.width()));
  crop.moveTop(within(crop.top(), 0, size.height() - crop.height()));
  picture_.setCrop(crop);
}

void PictureCanvas::useAtPlace() {
  const QRectF where = placeRect(place_);
  if (where.isEmpty()) return;
  press(where.center(), {}, 1);
  release(where.center());
}

void PictureCanvas::mousePressEvent(QMouseEvent* event) {
  setFocus(Qt::MouseFocusReason);
  if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && spaceDown_)) {
    pressedAt_ = event->position();
    pressedOffset_ = offset_;
    drag_ = Drag::Pan;
    showCursor();
  } else if (event->button() == Qt::LeftButton && drag_ == Drag::None) {
    pointer_ = event->position();
    press(event->position(), event->modifiers(), 1);
  }
}

void PictureCanvas::mouseMoveEvent(QMouseEvent* event) { move(event->position(), event->modifiers(), 1); }

void PictureCanvas::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton) release(event->position());
}

void PictureCanvas::tabletEvent(QTabletEvent* event) {
  // A pen's pressure makes the brush wider or narrower; everything else is as with a mouse.
  const double pressure = event->pressure() > 0 ? 0.3 + 0.9 * event->pressure() : 1;
  if (event->type() == QEvent::TabletPress && event->button() == Qt::LeftButton && !spaceDown_) {
    setFocus(Qt::MouseFocusReason);
    tablet_ = true;
    pointer_ = event->position();
    press(event->position(), event->modifiers(), pressure);
    event->accept();
  } else if (event->type() == QEvent::TabletMove && tablet_) {
    move(event->position(), event->modifiers(), pressure);
    event->accept();
  } else if (event->type() == QEvent::TabletRelease && tablet_) {
    tablet_ = false;
    release(event->position());
    event->accept();
  } else {
    event->ignore();  // comes again as a mouse event
  }
}

void PictureCanvas::wheelEvent(QWheelEvent* event) {
  const double steps = event->angleDelta().y() / 120.0;
  if (steps == 0 || drag_ == Drag::Stroke) return;
  zoom(std::pow(1.25, steps), event->position());
  event->accept();
}

void PictureCanvas::leaveEvent(QEvent*) {
  pointerInside_ = false;
  if (drag_ == Drag::None) setPlace(-1);
  update();
}

void PictureCanvas::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void PictureCanvas::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  spaceDown_ = false;
  showCursor();
  update();
}

bool PictureCanvas::zoomsHere() const { return theme_->ground != Ground::Projector; }

bool PictureCanvas::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    auto* key = static_cast<QKeyEvent*>(event);
    // Nothing else may happen to the picture under a brush that is down; zooming is about this picture here.
    const bool zooms = zoomsHere() && (key->matches(QKeySequence::ZoomIn) || key->matches(QKeySequence::ZoomOut) ||
                                       (key->key() == Qt::Key_0 && key->modifiers() == Qt::ControlModifier));
    if (drag_ != Drag::None || zooms) {
      event->accept();
      return true;
    }
  }
  return QWidget::event(event);
}

void PictureCanvas::keyPressEvent(QKeyEvent* event) {
  if (zoomsHere()) {
    if (event->matches(QKeySequence::ZoomIn)) return zoomIn();
    if (event->matches(QKeySequence::ZoomOut)) return zoomOut();
    if (event->key() == Qt::Key_0 && event->modifiers() == Qt::ControlModifier) return zoomToFit();
  }
  if (event->key() == Qt::Key_Escape) {
    if (drag_ == Drag::Stroke) {
      drag_ = Drag::None;
      return picture_.cancelStroke();
    }
    if (swapFrom_ >= 0) {
      swapFrom_ = -1;
      return update();
    }
  }
  if (drag_ != Drag::None) return;
  switch (event->key()) {
    case Qt::Key_Space:
      if (!event->isAutoRepeat()) {
        spaceDown_ = true;
        showCursor();
        update();
      }
      return;
    case Qt::Key_BracketLeft:
      return emit widthAsked(0.8);
    case Qt::Key_BracketRight:
      return emit widthAsked(1.25);
    case Qt::Key_Return:
    case Qt::Key_Enter:
      return useAtPlace();
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down: {
      const QPoint direction((event->key() == Qt::Key_Right) - (event->key() == Qt::Key_Left),
                             (event->key() == Qt::Key_Down) - (event->key() == Qt::Key_Up));
      if (settings_.tool == PictureTool::Crop)
        return nudgeCrop(direction, event->modifiers().testFlag(Qt::ShiftModifier));
      if (!model_ || picture_.empty()) return;
      const PatchGrid grid = model_->grid();
      const int row = place_ < 0 ? 0 : within(place_ / grid.columns + direction.y(), 0, grid.rows - 1);
      const int column = place_ < 0 ? 0 : within(place_ % grid.columns + direction.x(), 0, grid.columns - 1);
      setPlace(row * grid.columns + column);
      setAccessibleDescription(tr("row %1, column %2").arg(row).arg(column));
      return;
    }
    default:
      QWidget::keyPressEvent(event);
  }
}

void PictureCanvas::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
    spaceDown_ = false;
    showCursor();
    update();
    return;
  }
  QWidget::keyReleaseEvent(event);
}

}  // namespace headlight::ui
