// The Image view in the lens, and context menus.
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <algorithm>

#include "ui/lens/lens_private.h"

namespace headlight::ui {

void LensWidget::setPicture(PictureState picture) {
  // A special token that asks and a locked patch exclude each other.
  if (picture.special != d_->state.picture.special && d_->selection.lockedRow() >= 0) d_->selection.lockRow(-1);
  const bool other = picture.shown != d_->state.picture.shown;
  d_->state.picture = std::move(picture);
  d_->describe();
  update();
  emit optionsChanged();
  if (other && d_->shown == LensView::Image) emit needsChanged();
}

void LensWidget::setOcclusion(std::shared_ptr<const OcclusionMap> map) {
  d_->state.occlusion = std::move(map);
  update();
  emit optionsChanged();
}

const PictureState& LensWidget::picture() const { return d_->state.picture; }

bool LensWidget::hasPicture() const { return d_->trace && d_->trace->grid().count() > 0; }

void LensWidget::Private::namePatches() {
  const PatchPlaces places = patchRows(*trace);
  if (places.grid.count() == 0) return;
  if (state.picture.shown == PictureState::Shown::Occlusion && trace->model().output != OutputHead::ImageClassification)
    state.picture.shown = PictureState::Shown::Head;
  state.tokens = places.shortNames();
  state.special = places.special();
  if (state.picture.lastPatch >= places.count()) state.picture.lastPatch = -1;
}

void LensWidget::Private::clickPicture(const Hit& hit, Qt::KeyboardModifiers modifiers) {
  PictureState next = state.picture;
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
    return q.setPicture(std::move(next));
  }
  const int pointed = next.whoLooks ? hit.query : hit.key;
  const PatchPlaces places = patchRows(*trace);
  if (places.isSpecial(pointed)) {
    next.special = pointed;
    selection.lockRow(-1);
    return q.setPicture(std::move(next));
  }
  selection.lockRow(selection.lockedRow() == pointed ? -1 : pointed);
}

bool LensWidget::Private::pressPicture(int key, Qt::KeyboardModifiers modifiers) {
  const PatchPlaces places = patchRows(*trace);
  const StackInfo& stack = trace->model().stack(shownStack(trace->model()));
  if (places.grid.count() == 0) return false;
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
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
      selection.chooseHead(std::clamp(selection.layer() + (key == Qt::Key_PageUp ? -1 : 1), 0, stack.layers - 1),
                           selection.head());
      return true;
    case Qt::Key_Home:
      if (places.first() == 0) return true;
      selection.lockRow(-1);
      state.picture.special = 0;
      q.setPicture(state.picture);
      return true;
    default:
      return false;
  }
  if (modifiers.testFlag(Qt::ControlModifier)) {
    selection.chooseHead(std::clamp(selection.layer() + down, 0, stack.layers - 1),
                         std::clamp(selection.head() + right, 0, stack.heads - 1));
    return true;
  }
  int row = queryRow(places, current());
  if (!places.isPatch(row)) row = places.rowOf(places.grid.rows / 2, places.grid.columns / 2);
  // A step from what asks; the first step from a special token lands in the middle.
  else
    row = places.rowOf(std::clamp(places.lineOf(row) + down, 0, places.grid.rows - 1),
                       std::clamp(places.columnOf(row) + right, 0, places.grid.columns - 1));
  keyboardCard = true;
  selection.lockRow(row);
  selection.hover(row, row);
  return true;
}

void LensWidget::contextMenuEvent(QContextMenuEvent* event) {
  if (!d_->trace || (d_->inspector && d_->gpu && d_->gpu->covered().contains(event->pos())))
    return QWidget::contextMenuEvent(event);
  event->accept();
  if (event->reason() == QContextMenuEvent::Keyboard) {
    // Beside what the keyboard is on, wherever the pointer is.
    const ViewState now = d_->current();
    if (d_->shown == LensView::AllHeads) {
      const auto grid = AllHeadsView::grid(*d_->trace, now, size());
      const int index = std::max(0, grid.indexOf(now.layer, now.head));
      const QPointF at = grid.place(index).translated(0, -now.scroll).center();
      emit headMenuAsked(now.layer, now.head, mapToGlobal(at.toPoint()));
    } else if (d_->shown == LensView::Image) {
      const int row = ImageView::query(*d_->trace, now);
      const QRectF patch = ImageView::layout(*d_->trace, now, size()).patch(row);
      if (patch.isNull())
        emit headMenuAsked(now.layer, now.head, mapToGlobal(rect().center()));
      else
        emit cellMenuAsked(row, row, mapToGlobal(patch.center().toPoint()));
    } else if (now.hoveredQuery >= 0 && now.hoveredKey >= 0) {
      const auto layout = MatrixView::layout(*d_->trace, now, size());
      const int query = std::max(0, layout.placeOf(now.hoveredQuery)),
                key = std::max(0, layout.placeOf(now.hoveredKey));
      emit cellMenuAsked(now.hoveredQuery, now.hoveredKey, mapToGlobal(layout.cell_(query, key).center().toPoint()));
    } else {
      emit headMenuAsked(now.layer, now.head, mapToGlobal(rect().center()));
    }
    return;
  }
  const auto hit = d_->view().hit(*d_->trace, d_->current(), size(), QPointF(event->pos()));
  if (!hit || hit->more) return;
  if (hit->query >= 0 && hit->key >= 0)
    emit cellMenuAsked(hit->query, hit->key, event->globalPos());
  else
    emit headMenuAsked(hit->layer, hit->head >= 0 ? hit->head : d_->selection.head(), event->globalPos());
}

}  // namespace headlight::ui
