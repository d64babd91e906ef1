#include "ui/window/pass_loop.h"

#include <algorithm>
#include <utility>

#include "info/check_input.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/views/view.h"
#include "ui/window/capture_budget.h"
#include "ui/window/model_inputs.h"
#include "ui/window/session_bridge.h"

namespace headlight::ui {

namespace {

/// The trace was patched from the very traces that the request names.
bool samePatches(const Trace& trace, const Request& request) {
  const auto patches = [](const Intervention& change) { return std::holds_alternative<PatchRows>(change); };
  if (std::ranges::count_if(trace.changes(), patches) != std::ranges::count_if(request.changes, patches)) return false;
  return std::ranges::all_of(request.sources, [&](const auto& source) {
    const auto found = trace.sources().find(source.first);
    return found != trace.sources().end() && found->second.lock() == source.second;
  });
}

}  // namespace

PassLoop::PassLoop(Document& document, Selection& selection, SessionBridge& bridge, const ModelInputs& inputs,
                   const CaptureBudget& budget, Needs needs)
    : document_(document),
      selection_(selection),
      bridge_(bridge),
      inputs_(inputs),
      budget_(budget),
      needs_(std::move(needs)) {
  connect(&document, &Document::changed, this, &PassLoop::documentChanged);
  connect(&bridge, &SessionBridge::published, this, &PassLoop::take);
  connect(&bridge, &SessionBridge::failed, this, &PassLoop::fail);
  connect(&selection, &Selection::headChanged, this, [this] {
    if (planCut_) request();  // the chosen layer comes first
  });
  // Of some models the panels are about the locked row: its logits have to come.
  connect(&selection, &Selection::lockChanged, this, &PassLoop::request);
  connect(&selection, &Selection::placeChanged, this, &PassLoop::request);
  staleTimer_.setInterval(100);
  connect(&staleTimer_, &QTimer::timeout, this, &PassLoop::tellAge);
}

void PassLoop::documentChanged() {
  const bool current = shown_.trace && shown_.trace->revision() == document_.revision();
  // A text that rested (too long, failed) starts to age when something is computed again.
  if (!current && (!staleSince_.isValid() || !staleTimer_.isActive())) staleSince_.start();
  failed_ = false;
  emit edited(document_.revision(), !held_);
  request();
}

std::optional<Request> PassLoop::requestFor(const OpenModel& model, bool coming) {
  const ModelInfo& info = *model.info;
  const PassNeeds needs = needs_(info);
  Request request;
  // Taking over counts the revision up once.
  request.revision = document_.revision() + (coming ? 1 : 0);
  // The model that is about to take over reads the same documents, each in its own way.
  const InputReaders& readers = coming ? inputs_.coming() : document_.readers();
  std::optional<Inputs> inputs = givenBy(readers);
  if (!inputs) return std::nullopt;
  const std::vector<int> rows = rowsByStack(info, *inputs);
  request.inputs = std::move(*inputs);
  request.logitsByLayer = needs.logitsByLayer;
  const int main = info.stacks.back().input;
  // A locked row of another input than the last stack's says nothing of its logits.
  const bool locks = !coming && info.stack(shownAttention(info, selection_.attention()).stack).input == main;
  // The token before a place of a written text says what belongs there.
  const int asked = coming                       ? -1
                    : info.says(Says::NextToken) ? std::max(selection_.place() - 1, -1)
                    : locks                      ? selection_.lockedRow()
                                                 : -1;
  request.predictedRow = readers[static_cast<std::size_t>(main)]->predictedRow(info, document_.whatIfs(), asked);
  request.changes = activeChanges(document_.whatIfs(), info, rowCounts(info, rows));
  request.sources = takeSources(request.changes, bridge_.sources(), info);
  request.baseline = !request.changes.empty();
  FittedPlan fit = budget_.fit(needs.plan, info, rows, request.baseline, selection_.layer());
  planCut_ = !fit.whole();
  emit planFitted(fit, info);
  request.plan = std::move(fit.plan);
  return request;
}

void PassLoop::request() {
  if (held_) return;
  requestOfComing();
  try {
    requestOfServing();
  } catch (const std::exception& error) {
    fail(document_.revision(), QString::fromUtf8(error.what()));  // an image that cannot be brought to size
  }
}

void PassLoop::requestOfComing() {
  const OpenModel* coming = bridge_.coming();
  if (!coming) return;
  std::optional<Request> request;
  try {
    request = requestFor(*coming, true);
  } catch (const std::exception&) {
    // It takes over without a pass, and the same is said when the pass is asked of it again.
  }
  if (request) {
    bridge_.submitComing(std::move(*request));
  } else {
    bridge_.promote();
    showNothing();  // what is shown is of the model before, and of this one nothing comes yet
  }
}

void PassLoop::requestOfServing() {
  const OpenModel* model = bridge_.current();
  if (!model) return;
  if (const InputReader* reader = firstTooLong(document_.readers())) {
    const TooLong found = *reader->tooLong();
    emit tooLong(found.rows, found.most);
    tellAge();
    return;
  }
  emit tooLong(0, 0);
  const InputReader* beyond = firstExtrapolated(document_.readers());
  const TooLong found = beyond ? *beyond->extrapolates() : TooLong{};
  emit extrapolates(found.rows, found.most);
  std::optional<Request> request = requestFor(*model, false);
  if (!request || isShown(*request)) return;
  if (asked_ == request) return;  // the worker is on it, or has failed
  asked_ = *request;
  bridge_.submit(std::move(*request));
  if (!staleTimer_.isActive()) staleTimer_.start();
}

bool PassLoop::isShown(const Request& request) const {
  if (!shown_.trace || shown_.trace->revision() != request.revision) return false;
  const Trace& trace = *shown_.trace;
  const auto& sites = request.plan.sites();
  return (request.predictedRow < 0 || trace.predictedRow() == request.predictedRow) &&
         (!request.logitsByLayer || !trace.logitsByLayer().empty()) && samePatches(trace, request) &&
         std::all_of(sites.begin(), sites.end(), [&](const SiteId& site) { return trace.find(site); });
}

void PassLoop::shorten() {
  if (const InputReader* reader = firstTooLong(document_.readers()))
    reader->document().shorten(reader->tooLong()->most);
  else if (const InputReader* beyond = firstExtrapolated(document_.readers()))
    beyond->document().shorten(beyond->extrapolates()->most);
}

void PassLoop::setFrozen(bool frozen) {
  if (frozen == frozen_ || (frozen && !shown_.trace)) return;
  frozen_ = frozen;
  emit frozenChanged(frozen);
  if (frozen) {
    tellAge();
    return;
  }
  const auto trace = std::exchange(late_, nullptr), baseline = std::exchange(lateBaseline_, nullptr);
  if (trace && !document_.empty()) show(trace, baseline);
  tellAge();
  request();
}

void PassLoop::showNothing() {
  late_ = lateBaseline_ = nullptr;
  setFrozen(false);
  shown_ = {};
  emit shownChanged(shown_);
}

void PassLoop::take(const std::shared_ptr<const Trace>& trace, const std::shared_ptr<const Trace>& baseline) {
  const auto& before = shown_.trace;
  if (before && before->model().folder == trace->model().folder && trace->revision() < before->revision()) return;
  if (before && before->model().folder != trace->model().folder) {
    late_ = lateBaseline_ = nullptr;
    setFrozen(false);
  }
  if (document_.empty()) return;  // of a text that was deleted meanwhile
  if (frozen_ && trace->revision() != before->revision()) {
    late_ = trace;
    lateBaseline_ = baseline;
    return request();
  }
  show(trace, baseline);
  request();  // of a newer revision, or of what the panels have come to need meanwhile
}

void PassLoop::show(const std::shared_ptr<const Trace>& trace, const std::shared_ptr<const Trace>& baseline) {
  const auto holding = hold();
  shown_ = shownTraceOf(trace, baseline, document_);
  if (shown_.current) {
    staleTimer_.stop();
    staleSince_.invalidate();
    emit staleChanged(false, 0);
  }
  emit shownChanged(shown_);
  if (!shown_.current) tellAge();
}

void PassLoop::fail(quint64 revision, const QString& sentence) {
  if (revision != document_.revision()) return;
  failed_ = true;
  emit failed(sentence);
  tellAge();
}

void PassLoop::tellAge() {
  if (frozen_) {  // it is said by a band of its own, not by its age
    staleTimer_.stop();
    return emit staleChanged(false, 0);
  }
  const bool stale = shown_.trace && shown_.trace->revision() != document_.revision() && staleSince_.isValid();
  // Nothing is being computed then, and no clock runs on an idle window.
  const bool resting = firstTooLong(document_.readers()) || failed_ || document_.empty();
  const int age = !stale ? 0 : resting ? -1 : static_cast<int>(staleSince_.elapsed());
  if (!stale || resting) staleTimer_.stop();
  emit staleChanged(stale, age);
}

}  // namespace headlight::ui
