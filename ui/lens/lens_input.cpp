// Mouse and keyboard of the lens: what they mean is the view's.
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <cmath>

#include "ui/lens/lens_private.h"

namespace headlight::ui {
namespace {

constexpr double dragThreshold = 4;  // px before a press becomes a drag

/// The event at the place that the scene has it.
QMouseEvent inScene(const QMouseEvent& event, double scale) {
  return QMouseEvent(event.type(), event.position() / scale, event.scenePosition(), event.globalPosition(),
                     event.button(), event.buttons(), event.modifiers());
}

QWheelEvent inScene(const QWheelEvent& event, double scale) {
  return QWheelEvent(event.position() / scale, event.globalPosition(), event.pixelDelta(), event.angleDelta(),
                     event.buttons(), event.modifiers(), event.phase(), event.inverted());
}

}  // namespace

void LensWidget::setHoveredHead(int layer, int head) {
  if (d_->state.hoveredLayer == layer && d_->state.hoveredHead == head) return;
  d_->state.hoveredLayer = layer;
  d_->state.hoveredHead = head;
  update();
}

void LensWidget::showKeyboardCard() { d_->keyboardCard = true; }

void LensWidget::Private::dropKeyboardCard() {
  keyboardCard = false;
  q.setHoveredHead(-1, -1);
  selection.hover(-1, -1);
}

void LensWidget::Private::point(QPointF at, bool inside) {
  if (state.pointerInside != inside) q.update();
  state.pointerInside = inside;
  pointedAt = at;
  const auto hit = trace && inside ? view->hit(*trace, current(), q.sceneSize(), at) : std::nullopt;
  const bool thumbnail = hit && hit->query < 0 && hit->key < 0 && !hit->more;
  q.setHoveredHead(thumbnail ? hit->layer : -1, thumbnail ? hit->head : -1);
  if (hit && (hit->query >= 0 || hit->key >= 0)) {
    // A name beside a pattern of a stack's own rows is a query and a key; beside cross-attention it is the one or the
    // other, of two texts.
    const bool both = !hit->alone && trace->model().attention(shownAttention(trace->model(), current())).ofItself();
    selection.hover(hit->query < 0 && both ? hit->key : hit->query, hit->key < 0 && both ? hit->query : hit->key);
    view->pointed(*hit, state);
  } else if (selection.hoveredQuery() >= 0 || selection.hoveredKey() >= 0) {
    selection.hover(-1, -1);
  }
  q.setCursor(dragged                           ? Qt::ClosedHandCursor
              : thumbnail || (hit && hit->more) ? Qt::PointingHandCursor
              : hit                             ? view->cursor(*hit)
                                                : Qt::ArrowCursor);
}

void LensWidget::Private::pointAgain() {
  if (trace && state.pointerInside && !pressed && !keyboardCard) point(pointedAt, true);
}

void LensWidget::zoomIn() { d_->view->zoom(*this, QRectF(QPointF(0, 0), sceneSize()).center(), ViewInput::zoomStep); }
void LensWidget::zoomOut() {
  d_->view->zoom(*this, QRectF(QPointF(0, 0), sceneSize()).center(), 1 / ViewInput::zoomStep);
}
void LensWidget::zoomToFit() { d_->view->zoomToFit(*this); }

void LensWidget::mouseMoveEvent(QMouseEvent* event) {
  QMouseEvent here = inScene(*event, sceneScale());
  if (d_->inspector && d_->gpu && !d_->dragged && d_->gpu->mouse(here)) {
    d_->point(here.position(), false);
    update();
    return;
  }
  d_->keyboardCard = false;
  if (d_->pressed && d_->trace) {
    const QPointF moved = here.position() - d_->pressedAt;
    if (!d_->dragged && std::hypot(moved.x(), moved.y()) > dragThreshold) d_->dragged = d_->view->beginDrag(*this);
    if (d_->dragged) d_->view->drag(*this, moved);
  }
  d_->point(here.position(), true);
}

void LensWidget::mousePressEvent(QMouseEvent* event) {
  QMouseEvent here = inScene(*event, sceneScale());
  if (d_->inspector && d_->gpu && d_->gpu->mouse(here)) {
    update();
    return;
  }
  if (event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
  d_->state.keyboardFocus = false;
  d_->pressed = true;
  d_->dragged = false;
  d_->pressedAt = here.position();
  update();
}

void LensWidget::mouseReleaseEvent(QMouseEvent* event) {
  QMouseEvent here = inScene(*event, sceneScale());
  if (d_->inspector && d_->gpu && d_->gpu->mouse(here) && !d_->pressed) {
    update();
    return;
  }
  const bool click = d_->pressed && !d_->dragged && event->button() == Qt::LeftButton;
  d_->pressed = d_->dragged = false;
  d_->point(here.position(), rect().contains(event->position().toPoint()));
  if (!click || !d_->trace) return;
  const auto hit = d_->view->hit(*d_->trace, d_->current(), sceneSize(), here.position());
  if (!hit) return;
  if (hit->more)
    emit moreAsked(QStringLiteral("attention"));
  else
    d_->view->click(*this, *hit, event->modifiers());
}

void LensWidget::leaveEvent(QEvent* event) {
  if (d_->gpu) d_->gpu->pointerLeft();
  d_->pressed = d_->dragged = false;
  d_->point({}, false);
  QWidget::leaveEvent(event);
}

void LensWidget::wheelEvent(QWheelEvent* event) {
  QWheelEvent here = inScene(*event, sceneScale());
  if (d_->inspector && d_->gpu && d_->gpu->wheel(here)) {
    update();
    event->accept();
    return;
  }
  const double notches = event->angleDelta().y() / 120.0;
  if (notches == 0) return event->ignore();
  if (!d_->trace || !d_->view->wheel(*this, here.position(), notches)) return event->ignore();
  d_->point(here.position(), true);
  event->accept();
}

void LensWidget::contextMenuEvent(QContextMenuEvent* event) {
  if (!d_->trace ||
      (d_->inspector && d_->gpu && d_->gpu->covered().contains((QPointF(event->pos()) / sceneScale()).toPoint())))
    return QWidget::contextMenuEvent(event);
  event->accept();
  const ViewState now = d_->current();
  if (event->reason() == QContextMenuEvent::Keyboard) {
    // Beside what the keyboard is on, wherever the pointer is.
    const MenuPlace place = d_->view->menuPlace(*d_->trace, now, sceneSize());
    const QPoint at = mapToGlobal((place.at * sceneScale()).toPoint());
    if (place.query >= 0 && place.key >= 0)
      emit cellMenuAsked(place.query, place.key, at);
    else
      emit headMenuAsked(now.layer, now.head, at);
    return;
  }
  const auto hit = d_->view->hit(*d_->trace, now, sceneSize(), QPointF(event->pos()) / sceneScale());
  if (!hit || hit->more) return;
  if (hit->query >= 0 && hit->key >= 0)
    emit cellMenuAsked(hit->query, hit->key, event->globalPos());
  else
    emit headMenuAsked(hit->layer, hit->head >= 0 ? hit->head : d_->selection.head(), event->globalPos());
}

void LensWidget::keyPressEvent(QKeyEvent* event) {
  if (d_->inspector && d_->gpu && d_->gpu->key(*event)) {
    update();
    event->accept();
    return;
  }
  if (!d_->trace) return QWidget::keyPressEvent(event);
  d_->state.keyboardFocus = true;
  update();
  const int key = event->key();
  if (key == Qt::Key_Escape && (d_->keyboardCard || d_->selection.lockedRow() >= 0)) {
    if (d_->keyboardCard)
      d_->dropKeyboardCard();
    else
      d_->selection.lockRow(-1);
    return event->accept();
  }
  if (event->modifiers() == Qt::NoModifier && key == Qt::Key_X) {
    const bool hovered = d_->state.hoveredLayer >= 0 && d_->state.hoveredHead >= 0;
    emit switchHeadAsked(hovered ? d_->state.hoveredLayer : d_->selection.layer(),
                         hovered ? d_->state.hoveredHead : d_->selection.head());
    return event->accept();
  }
  if (event->modifiers() == Qt::NoModifier && key == Qt::Key_P) {
    const ViewState now = d_->current();
    const bool hovered = now.hoveredLayer >= 0 && now.hoveredHead >= 0;
    d_->selection.togglePin({shownAttention(d_->trace->model(), now), hovered ? now.hoveredLayer : now.layer,
                             hovered ? now.hoveredHead : now.head});
    return event->accept();
  }
  if (d_->view->press(*this, key, event->modifiers())) return event->accept();
  QWidget::keyPressEvent(event);
}

void LensWidget::keyReleaseEvent(QKeyEvent* event) {
  if (d_->inspector && d_->gpu && d_->gpu->key(*event)) {
    update();
    return event->accept();
  }
  QWidget::keyReleaseEvent(event);
}

void LensWidget::resizeEvent(QResizeEvent* event) {
  d_->view->settle(*this);
  QWidget::resizeEvent(event);
  d_->pointAgain();
}

void LensWidget::focusInEvent(QFocusEvent* event) {
  d_->state.keyboardFocus = event->reason() != Qt::MouseFocusReason && event->reason() != Qt::ActiveWindowFocusReason;
  QWidget::focusInEvent(event);
  update();
}

void LensWidget::focusOutEvent(QFocusEvent* event) {
  d_->state.keyboardFocus = false;
  if (d_->keyboardCard) d_->dropKeyboardCard();
  QWidget::focusOutEvent(event);
  update();
}

bool LensWidget::event(QEvent* event) {
  // Typing into the inspector must not trigger the window's shortcuts.
  if (event->type() == QEvent::ShortcutOverride && d_->inspector && d_->gpu) {
    auto* pressed = static_cast<QKeyEvent*>(event);
    if (pressed->modifiers() == Qt::NoModifier && !pressed->text().isEmpty() &&
        d_->gpu->covered().contains((QPointF(mapFromGlobal(QCursor::pos())) / sceneScale()).toPoint())) {
      event->accept();
      return true;
    }
  }
  return QWidget::event(event);
}

}  // namespace headlight::ui
