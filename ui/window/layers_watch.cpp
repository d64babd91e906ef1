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
}

void LayersWatch::lookAgain() {
  asked_.reset();
  look();
}

void LayersWatch::look() {
  const auto* view = dynamic_cast<const LayersView*>(&lens_.view());
  const std::shared_ptr<const Trace>& trace = lens_.trace();
  if (!view || !trace) {
    if (asked_ && !busy_()) bridge_.stopLongWork();
    asked_.reset();
    return;
  }
  const OpenModel* model = bridge_.current();
  if (!model || !(*model->info == trace->model()) || !whyNoLens(trace->model()).empty() || busy_()) return;
  const std::vector<int> rows = view->rowsInSight(*trace, lens_.state(), lens_.sceneSize());
  const bool same = asked_ == trace;
  if (same && std::ranges::all_of(rows, [this](int row) { return rows_.contains(row); })) return;
  asked_ = trace;
  if (!same) rows_.clear();
  // Of this trace what was asked for before is read on.
  std::vector<int> wanted = rows;
  wanted.insert(wanted.end(), rows_.begin(), rows_.end());
  rows_.insert(rows.begin(), rows.end());
  LensQuestion question;
  question.trace = trace;
  question.rows = std::move(wanted);
  question.known = known_;
  question.before = knownOf_;
  bridge_.readLayers(std::move(question));
}

void LayersWatch::take(std::shared_ptr<const LogitLens> read, int left) {
  if (!asked_ || asked_ != lens_.trace()) return;
  known_ = read;
  knownOf_ = asked_;
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
