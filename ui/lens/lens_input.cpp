// Mouse and keyboard of the lens.
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "ui/lens/lens_private.h"

namespace headlight::ui {
namespace {

constexpr double wheelStep = 1.2;    // zoom per notch
constexpr double keyStep = 1.5;      // zoom per key
constexpr double dragThreshold = 4;  // px before a press becomes a drag

}  // namespace

void LensWidget::Private::setHoveredHead(int layer, int head) {
  if (state.hoveredLayer == layer && state.hoveredHead == head) return;
  state.hoveredLayer = layer;
  state.hoveredHead = head;
  q.update();
}

void LensWidget::Private::point(QPointF at, bool inside) {
  if (state.pointerInside != inside) q.update();
  state.pointerInside = inside;
  const auto hit = trace && inside ? view().hit(*trace, current(), q.size(), at) : std::nullopt;
  const bool thumbnail = hit && hit->query < 0 && hit->key < 0 && !hit->more;
  setHoveredHead(thumbnail ? hit->layer : -1, thumbnail ? hit->head : -1);
  if (hit && (hit->query >= 0 || hit->key >= 0)) {
    const int query = hit->query >= 0 ? hit->query : hit->key;
    selection.hover(query, hit->key >= 0 ? hit->key : query);
    if (shown == LensView::Image && hit->query == hit->key) state.picture.lastPatch = hit->query;
  } else if (selection.hoveredQuery() >= 0 || selection.hoveredKey() >= 0) {
    selection.hover(-1, -1);
  }
  const bool zoomed = shown == LensView::Matrix && state.zoom > 1;
  q.setCursor(dragged                                           ? Qt::ClosedHandCursor
              : thumbnail || (hit && hit->more)                 ? Qt::PointingHandCursor
              : zoomed && hit && hit->query >= 0 && !hit->title ? Qt::OpenHandCursor
                                                                : Qt::ArrowCursor);
}

void LensWidget::Private::clampView() {
  if (!trace) return;
  const int rows = MatrixView::layout(*trace, current(), q.size()).rows;
  state.zoom = std::clamp(state.zoom, 1.0, MatrixView::largestZoom(rows));
  const double most = rows - rows / state.zoom;
  state.origin = {std::clamp(state.origin.x(), 0.0, most), std::clamp(state.origin.y(), 0.0, most)};
  const auto grid = AllHeadsView::grid(*trace, current(), q.size());
  state.scroll = std::clamp(state.scroll, 0.0, std::max(0.0, grid.contentHeight - q.height()));
}

void LensWidget::Private::zoomAround(QPointF at, double factor) {
  if (!trace || shown != LensView::Matrix) return;
  const auto before = MatrixView::layout(*trace, current(), q.size());
  const QPointF in(std::clamp(at.x(), before.field.left(), before.field.right()) - before.field.left(),
                   std::clamp(at.y(), before.field.top(), before.field.bottom()) - before.field.top());
  const QPointF cell(before.firstColumn + in.x() / before.cell, before.firstRow + in.y() / before.cell);
  state.zoom = std::clamp(state.zoom * factor, 1.0, MatrixView::largestZoom(before.rows));
  const double size = before.field.width() / before.rows * state.zoom;
  state.origin = {cell.x() - in.x() / size, cell.y() - in.y() / size};  // the cell under the pointer stays there
  clampView();
  q.update();
}

void LensWidget::zoomIn() { d_->zoomAround(QRectF(rect()).center(), keyStep); }
void LensWidget::zoomOut() { d_->zoomAround(QRectF(rect()).center(), 1 / keyStep); }
void LensWidget::zoomToFit() {
  d_->state.zoom = 1;
  d_->state.origin = {};
  d_->clampView();
  update();
}

void LensWidget::mouseMoveEvent(QMouseEvent* event) {
  if (d_->inspector && d_->gpu && !d_->dragged && d_->gpu->mouse(*event)) {
    d_->point(event->position(), false);
    update();
    return;
  }
  d_->keyboardCard = false;
  if (d_->pressed && d_->shown == LensView::Matrix && d_->trace) {
    const QPointF moved = event->position() - d_->pressedAt;
    if (!d_->dragged && std::hypot(moved.x(), moved.y()) > dragThreshold && d_->state.zoom > 1) d_->dragged = true;
    if (d_->dragged) {
      const auto layout = MatrixView::layout(*d_->trace, d_->current(), size());
      d_->state.origin = d_->pressedOrigin - moved / layout.cell;
      d_->clampView();
      update();
    }
  }
  d_->point(event->position(), true);
}

void LensWidget::mousePressEvent(QMouseEvent* event) {
  if (d_->inspector && d_->gpu && d_->gpu->mouse(*event)) {
    update();
    return;
  }
  if (event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
  d_->state.keyboardFocus = false;
  d_->pressed = true;
  d_->dragged = false;
  d_->pressedAt = event->position();
  d_->clampView();
  d_->pressedOrigin = d_->state.origin;
  update();
}

void LensWidget::mouseReleaseEvent(QMouseEvent* event) {
  if (d_->inspector && d_->gpu && d_->gpu->mouse(*event) && !d_->pressed) {
    update();
    return;
  }
  const bool click = d_->pressed && !d_->dragged && event->button() == Qt::LeftButton;
  d_->pressed = d_->dragged = false;
  d_->point(event->position(), rect().contains(event->position().toPoint()));
  if (!click || !d_->trace) return;
  const auto hit = d_->view().hit(*d_->trace, d_->current(), size(), event->position());
  if (!hit) return;
  if (hit->more) {
    emit moreAsked(QStringLiteral("attention"));
  } else if (d_->shown == LensView::Image) {
    d_->clickPicture(*hit, event->modifiers());
  } else if (hit->query < 0 && hit->key < 0) {
    d_->selection.chooseHead(hit->layer, hit->head);
    if (d_->shown == LensView::AllHeads) emit headActivated(hit->layer, hit->head);
  } else if (hit->query >= 0) {
    d_->selection.lockRow(d_->selection.lockedRow() == hit->query ? -1 : hit->query);
  }
}

void LensWidget::leaveEvent(QEvent* event) {
  if (d_->gpu) d_->gpu->pointerLeft();
  d_->pressed = d_->dragged = false;
  d_->point({}, false);
  QWidget::leaveEvent(event);
}

void LensWidget::wheelEvent(QWheelEvent* event) {
  if (d_->inspector && d_->gpu && d_->gpu->wheel(*event)) {
    update();
    event->accept();
    return;
  }
  const double notches = event->angleDelta().y() / 120.0;
  if (notches == 0) return event->ignore();
  if (d_->shown == LensView::Image) return event->ignore();
  if (d_->shown == LensView::Matrix) {
    d_->zoomAround(event->position(), std::pow(wheelStep, notches));
  } else {
    d_->state.scroll -= notches * 60;
    d_->clampView();
    update();
  }
  d_->point(event->position(), true);
  event->accept();
}

void LensWidget::Private::scrollTo(int layer, int head) {
  if (!trace) return;
  const auto grid = AllHeadsView::grid(*trace, current(), q.size());
  const int index = grid.indexOf(layer, head);
  if (index < 0) return;
  const QRectF place = grid.place(index);
  state.scroll = std::max(state.scroll, place.bottom() + 24 - q.height());
  state.scroll = std::min(state.scroll, place.top() - grid.top);
  clampView();
}

bool LensWidget::Private::moveHead(int key) {
  const auto grid = AllHeadsView::grid(*trace, current(), q.size());
  const int last = static_cast<int>(grid.order.size()) - 1;
  int index = std::max(0, grid.indexOf(selection.layer(), selection.head()));
  switch (key) {
    case Qt::Key_Left:
      index = std::max(0, index - 1);
      break;
    case Qt::Key_Right:
      index = std::min(last, index + 1);
      break;
    case Qt::Key_Up:
      index = index >= grid.columns ? index - grid.columns : index;
      break;
    case Qt::Key_Down:
      index = index + grid.columns <= last ? index + grid.columns : index;
      break;
    case Qt::Key_Home:
      index = 0;
      break;
    case Qt::Key_End:
      index = last;
      break;
    default:
      return false;
  }
  const auto [layer, head] = grid.order[static_cast<std::size_t>(index)];
  selection.chooseHead(layer, head);
  scrollTo(layer, head);
  setHoveredHead(layer, head);
  keyboardCard = true;
  return true;
}

bool LensWidget::Private::moveCell(int key, Qt::KeyboardModifiers modifiers) {
  const StackInfo& stack = trace->model().stack(shownStack(trace->model()));
  const auto layout = MatrixView::layout(*trace, current(), q.size());
  const int rows = layout.rows;
  if (trace->rows(stack.stack) < 1) return false;
  const bool toHead = modifiers.testFlag(Qt::ControlModifier);
  int query = layout.placeOf(selection.hoveredQuery()), column = layout.placeOf(selection.hoveredKey());
  int layer = selection.layer(), head = selection.head();
  if (query < 0 || column < 0) {
    const int locked = selection.lockedRow() >= 0 ? layout.placeOf(selection.lockedRow()) : -1;
    query = locked >= 0 ? locked : rows - 1;
    column = query;
  }
  int down = 0, right = 0;
  switch (key) {
    case Qt::Key_Left:
      right = -1;
      break;
    case Qt::Key_Right:
      right = 1;
      break;
    case Qt::Key_Up:
      down = -1;
      break;
    case Qt::Key_Down:
      down = 1;
      break;
    case Qt::Key_Home:
      right = -rows;
      break;
    case Qt::Key_End:
      right = rows;
      break;
    default:
      return false;
  }
  if (toHead) {
    layer = std::clamp(layer + down, 0, stack.layers - 1);
    head = std::clamp(head + std::clamp(right, -1, 1), 0, stack.heads - 1);
    selection.chooseHead(layer, head);
    return true;
  }
  keyboardCard = true;
  query = std::clamp(query + down, 0, rows - 1);
  column = std::clamp(column + right, 0, rows - 1);
  const double shownCells = rows / state.zoom;
  const auto follow = [&](double origin, int cell) {
    return std::clamp(origin, cell + 1 - shownCells, static_cast<double>(cell));
  };
  state.origin = {follow(state.origin.x(), column), follow(state.origin.y(), query)};
  clampView();
  selection.hover(layout.rowAt(query), layout.rowAt(column));
  return true;
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
    if (d_->keyboardCard) {
      d_->keyboardCard = false;
      d_->setHoveredHead(-1, -1);
      d_->selection.hover(-1, -1);
    } else {
      d_->selection.lockRow(-1);
    }
    return event->accept();
  }
  if (event->modifiers() == Qt::NoModifier && key == Qt::Key_X) {
    const bool hovered = d_->state.hoveredLayer >= 0 && d_->state.hoveredHead >= 0;
    emit switchHeadAsked(hovered ? d_->state.hoveredLayer : d_->selection.layer(),
                         hovered ? d_->state.hoveredHead : d_->selection.head());
    return event->accept();
  }
  if (d_->shown == LensView::Image && d_->pressPicture(key, event->modifiers())) return event->accept();
  const bool open = key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space;
  if (d_->shown == LensView::AllHeads) {
    if (d_->moveHead(key)) return event->accept();
    if (key == Qt::Key_PageDown || key == Qt::Key_PageUp) {
      d_->state.scroll += (key == Qt::Key_PageDown ? 0.8 : -0.8) * height();
      d_->clampView();
      return event->accept();
    }
    if (open) {
      event->accept();
      emit headActivated(d_->selection.layer(), d_->selection.head());
      return;
    }
  } else if (d_->shown == LensView::Matrix) {
    if (event->modifiers() == Qt::NoModifier && key == Qt::Key_D && hasBaseline()) {
      setDifference(!d_->state.difference);
      return event->accept();
    }
    if (event->modifiers() == Qt::NoModifier && key == Qt::Key_C && d_->selection.hoveredQuery() >= 0 &&
        d_->selection.hoveredKey() >= 0) {
      emit cutAsked(d_->selection.hoveredQuery(), d_->selection.hoveredKey());
      return event->accept();
    }
    if (key == Qt::Key_Plus || key == Qt::Key_Equal) return zoomIn(), event->accept();
    if (key == Qt::Key_Minus) return zoomOut(), event->accept();
    if (key == Qt::Key_0) return zoomToFit(), event->accept();
    if (d_->moveCell(key, event->modifiers())) return event->accept();
    if (open && d_->selection.hoveredQuery() >= 0) {
      const int row = d_->selection.hoveredQuery();
      d_->selection.lockRow(d_->selection.lockedRow() == row ? -1 : row);
      return event->accept();
    }
  }
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
  d_->clampView();
  QWidget::resizeEvent(event);
}

void LensWidget::focusInEvent(QFocusEvent* event) {
  d_->state.keyboardFocus = event->reason() != Qt::MouseFocusReason && event->reason() != Qt::ActiveWindowFocusReason;
  QWidget::focusInEvent(event);
  update();
}

void LensWidget::focusOutEvent(QFocusEvent* event) {
  d_->state.keyboardFocus = false;
  if (d_->keyboardCard) {
    d_->keyboardCard = false;
    d_->setHoveredHead(-1, -1);
    d_->selection.hover(-1, -1);
  }
  QWidget::focusOutEvent(event);
  update();
}

bool LensWidget::event(QEvent* event) {
  // Typing into the inspector must not trigger the window's shortcuts.
  if (event->type() == QEvent::ShortcutOverride && d_->inspector && d_->gpu) {
    auto* pressed = static_cast<QKeyEvent*>(event);
    if (pressed->modifiers() == Qt::NoModifier && !pressed->text().isEmpty() &&
        d_->gpu->covered().contains(mapFromGlobal(QCursor::pos()))) {
      event->accept();
      return true;
    }
  }
  return QWidget::event(event);
}

}  // namespace headlight::ui
