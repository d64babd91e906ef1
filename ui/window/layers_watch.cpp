#include "ui/window/layers_watch.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "session/logit_lens.h"
#include "ui/lens/lens_widget.h"
#include "ui/views/layers_view.h"
#include "ui/window/session_bridge.h"

namespace headlight::ui {

LayersWatch::LayersWatch(SessionBridge& bridge, LensWidget& lens, std::function<bool()> busy, QObject* parent)
    : QObject(parent), bridge_(bridge), lens_(lens), busy_(std::move(busy)) {
  connect(&lens, &LensWidget::optionsChanged, this, &LayersWatch::look);
  connect(&lens, &LensWidget::needsChanged, this, &LayersWatch::look);
  connect(&bridge, &SessionBridge::layersRead, this, &LayersWatch::take);
  // Other long work took the place of what was being read.
  connect(&bridge, &SessionBridge::checked, this, &LayersWatch::lookAgain);
  connect(&bridge, &SessionBridge::writingEnded, this, &LayersWatch::lookAgain);
  connect(&bridge, &SessionBridge::patchesEnded, this, &LayersWatch::lookAgain);
}

void LayersWatch::lookAgain() {
  asked_.reset();
  look();
}

void LayersWatch::setSurpriseWanted(bool wanted) {
  if (wanted == surprise_) return;
  surprise_ = wanted;
  lookAgain();
}

void LayersWatch::look() {
  const auto* view = dynamic_cast<const LayersView*>(&lens_.view());
  const std::shared_ptr<const Trace>& trace = lens_.trace();
  const bool surprise = surprise_ && trace && trace->model().says(Says::NextToken);
  if (!trace || (!view && !surprise)) {
    if (asked_ && !busy_()) bridge_.stopLongWork();
    asked_.reset();
    return;
  }
  const OpenModel* model = bridge_.current();
  if (!model || !(*model->info == trace->model()) || !whyNoLens(trace->model()).empty() || busy_()) return;
  std::vector<int> rows = view ? view->rowsInSight(*trace, lens_.state(), lens_.sceneSize()) : std::vector<int>();
  if (surprise)
    for (int row = 0; row + 1 < trace->rows(trace->model().output()->stack); ++row) rows.push_back(row);
  const bool same = asked_ == trace && (byLayer_ || !view);
  if (same && std::ranges::all_of(rows, [this](int row) { return rows_.contains(row); })) return;
  if (surprise && asked_ && !std::ranges::equal(asked_->changes(), trace->changes())) emit surpriseRead({});
  asked_ = trace;
  byLayer_ = view != nullptr;
  if (!same) rows_.clear();
  // Of this trace what was asked for before is read on.
  std::vector<int> wanted = rows;
  wanted.insert(wanted.end(), rows_.begin(), rows_.end());
  rows_.insert(rows.begin(), rows.end());
  LensQuestion question;
  question.trace = trace;
  question.rows = std::move(wanted);
  question.byLayer = byLayer_;
  question.known = known_;
  question.before = knownOf_;
  bridge_.readLayers(std::move(question));
}

void LayersWatch::take(std::shared_ptr<const LogitLens> read, int left) {
  if (!asked_ || asked_ != lens_.trace()) return;
  known_ = read;
  knownOf_ = asked_;
  if (surprise_) emit surpriseRead(read->surprise);
  if (!byLayer_) return;  // of one layer alone there is nothing to show by layer
  const OutputInfo& output = *asked_->model().output();
  const OpenModel* model = bridge_.current();
  const auto vocabulary = output.ofTokens() && model ? model->files.vocabularyOf(asked_->model().input(output.stack))
                                                     : std::shared_ptr<const Vocabulary>();
  lens_.setReadings(std::make_shared<const LayerReadings>(named(*asked_, std::move(read), left, [&](std::int32_t id) {
    if (vocabulary) return vocabulary->shown(id);
    const auto at = static_cast<std::size_t>(id);
    return at < output.labels.size() ? QString::fromStdString(output.labels[at]) : QStringLiteral("#%1").arg(id);
  })));
}

}  // namespace headlight::ui
