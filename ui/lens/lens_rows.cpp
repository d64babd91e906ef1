// How the rows of what is shown are called, and that what is chosen among them is there.
#include "ui/document/written_rows.h"
#include "ui/lens/lens_private.h"
#include "ui/views/patch_names.h"

namespace headlight::ui {

void LensWidget::Private::nameRows(const ShownTrace& shown) {
  rowsRead.clear();
  state.rows.clear();
  if (!trace) return;
  for (const StackInfo& stack : trace->model().stacks) {
    const InputRows& rows = shown.rowsOf(stack.stack);
    rowsRead[stack.stack] = {rows.names.names, rows.special};
  }
  state.rows = rowsRead;
  nameQueries();
  const PatchPlaces places = patchRows(*trace);
  if (places.grid.count() == 0) return;
  if (state.picture.shown == PictureState::Shown::Occlusion && !trace->model().classifiesPictures())
    state.picture.shown = PictureState::Shown::Head;
  state.rows[patchStack(trace->model())] = {places.shortNames(), places.special()};
  if (state.picture.lastPatch >= places.count()) state.picture.lastPatch = -1;
}

void LensWidget::Private::nameQueries() {
  if (!trace || trace->model().image()) return;
  const ModelInfo& model = trace->model();
  const AttentionInfo attention = model.attention(shownAttention(model, current()));
  state.rows = rowsRead;
  if (standsForWritten(model, attention)) state.rows[attention.id.stack] = asWritten(rowsRead[attention.id.stack]);
}

void LensWidget::Private::keepSelectionInside() {
  const AttentionInfo attention = trace->model().attention(shownAttention(trace->model(), current()));
  const int queries = trace->rows(attention.id.stack), keys = trace->rows(attention.keys);
  for (const int row : std::vector<int>(selection.alsoLocked()))
    if (row >= queries) selection.lockAlso(row);
  if (selection.lockedRow() >= queries) selection.lockRow(-1);
  if (selection.hoveredQuery() >= queries || selection.hoveredKey() >= keys) selection.hover(-1, -1);
  if (selection.layer() >= trace->model().stack(attention.id.stack).layers || selection.head() >= attention.heads)
    selection.chooseHead(0, 0);
}

}  // namespace headlight::ui
