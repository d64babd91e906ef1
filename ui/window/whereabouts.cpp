#include "ui/window/whereabouts.h"

#include <utility>

#include "base/within.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/window/lens_area.h"
#include "ui/window/live_target.h"
#include "ui/window/window_context.h"

namespace headlight::ui {
namespace {

constexpr int restMs = 200;  // with what Autosave waits, less than a second

}  // namespace

Whereabouts::Whereabouts(const WindowContext& context, LensArea& lensArea, LiveTarget& live)
    : context_(context), lensArea_(lensArea), live_(live) {
  timer_.setSingleShot(true);
  timer_.setInterval(restMs);
  connect(&timer_, &QTimer::timeout, this, [this] {
    if (coming_) return;  // on the way to another one
    SavedPlace place = now();
    if (place == last_) return;
    last_ = std::move(place);
    emit changed(last_);
  });
  const auto look = [this] {
    if (!timer_.isActive()) timer_.start();
  };
  // Zoom, scroll and options: whatever changes, the lens paints it.
  connect(&lensArea.lens(), &LensWidget::painted, this, look);
  connect(&lensArea, &LensArea::viewChanged, this, look);
  connect(&context.selection, &Selection::headChanged, this, look);
  connect(&context.selection, &Selection::lockChanged, this, look);
  connect(&live, &LiveTarget::modeChanged, this, look);
}

SavedPlace Whereabouts::now() const {
  const Selection& selection = context_.selection;
  SavedPlace place{lensArea_.lens().view().name().id, selection.layer(), selection.head(), selection.attention(),
                   selection.lockedRow()};
  if (live_.hasTarget()) place.live = live_.mode() == LiveTarget::Mode::Live;
  place.drawing = lensArea_.lens().drawing();
  return place;
}

void Whereabouts::goTo(const SavedPlace& place, const ModelInfo& model) {
  Selection& selection = context_.selection;
  if (place.live) live_.bringBack(*place.live ? LiveTarget::Mode::Live : LiveTarget::Mode::Typed);
  const AttentionId attention = shownAttention(model, place.attention);
  if (place.attention || selection.attention()) selection.chooseAttention(attention);
  selection.lockRow(-1);
  chooseHead(place, model);
  lensArea_.setView(place.view);
  coming_ = Coming{place, context_.document.revision()};
}

void Whereabouts::chooseHead(const SavedPlace& place, const ModelInfo& model) {
  const StackInfo& stack = model.stack(shownAttention(model, context_.selection.attention()).stack);
  context_.selection.chooseHead(within(place.layer, 0, stack.layers - 1), within(place.head, 0, stack.heads - 1));
}

void Whereabouts::shown(const ShownTrace& shown) {
  if (!coming_ || !shown.trace || shown.trace->revision() < coming_->revision) return;
  const SavedPlace place = std::exchange(coming_, std::nullopt)->place;
  // Meanwhile the lens had the trace of the model before, which may have had no such layer.
  chooseHead(place, shown.trace->model());
  if (!place.drawing.isEmpty()) lensArea_.lens().setDrawing(place.drawing);
  const int row = place.lockedRow;
  const StackId queries = shownAttention(shown.trace->model(), context_.selection.attention()).stack;
  if (row >= 0 && row < shown.trace->rows(queries)) context_.selection.lockRow(row);
}

}  // namespace headlight::ui
