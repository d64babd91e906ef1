#include "ui/window/compare_actions.h"

#include <algorithm>
#include <utility>

#include "session/patch_sweep.h"
#include "ui/document/document.h"
#include "ui/lens/lens_widget.h"
#include "ui/views/compare_view.h"
#include "ui/window/pass_loop.h"
#include "ui/window/session_bridge.h"
#include "ui/window/status_line.h"
#include "ui/window/window_context.h"

namespace headlight::ui {
namespace {

constexpr int mostPasses = 3;    // one that was under way, and one that the memory did not allow more
constexpr int longestText = 36;  // characters of a title

/// What a kept run has to have: every pattern, and each row that can be patched.
std::vector<SiteId> sitesToKeep(const ModelInfo& model) {
  std::vector<SiteId> sites;
  for (const AttentionInfo& attention : model.attentions())
    for (const SiteId& site : everyPattern(model, attention.id)) sites.push_back(site);
  if (!model.output()) return sites;
  const StackId stack = model.output()->stack;
  for (const Site site : CompareView::sites(model))
    for (int layer = 0; layer < model.stack(stack).layers; ++layer) sites.push_back({stack, site, layer});
  return sites;
}

}  // namespace

CompareActions::CompareActions(const WindowContext& context, PassLoop& loop, LensWidget& lens,
                               std::function<bool()> busy)
    : context_(context), loop_(loop), lens_(lens), busy_(std::move(busy)) {
  connect(&lens, &LensWidget::keepAsked, this, &CompareActions::keep);
  connect(&lens, &LensWidget::patchAsked, this, &CompareActions::togglePatch);
  connect(&lens, &LensWidget::optionsChanged, this, &CompareActions::look);
  connect(&lens, &LensWidget::needsChanged, this, &CompareActions::look);
  SessionBridge& bridge = context.bridge;
  connect(&bridge, &SessionBridge::patched, this, [this](std::shared_ptr<const PatchMap> map, int left) {
    if (!sweeping_) return;
    const double all = std::max(1.0, static_cast<double>(map->readings.size()));
    patching_ =
        std::make_shared<const PatchReadings>(PatchReadings{asked_.source, asked_.target, std::move(map), left, {}});
    context_.status.setProgress(1 - left / all);
    if (left > 0) context_.status.showProgress();
    tell();
  });
  connect(&bridge, &SessionBridge::patchesEnded, this, [this](const QString& sentence) {
    if (!sweeping_) return;
    endSweep();
    if (!sentence.isEmpty()) {
      patching_ =
          std::make_shared<const PatchReadings>(PatchReadings{asked_.source, asked_.target, nullptr, 0, sentence});
      tell();
    }
  });
  connect(&bridge, &SessionBridge::promoted, this, [this] { letGoOfOthers(*context_.bridge.current()->info, {}); });
  // Other long work took the place of the map.
  connect(&bridge, &SessionBridge::checked, this, &CompareActions::lookAgain);
  connect(&bridge, &SessionBridge::writingEnded, this, &CompareActions::lookAgain);
}

void CompareActions::keep() {
  const auto& trace = lens_.trace();
  if (!trace) return context_.status.note(tr("there is nothing to keep yet"));
  waiting_ = mostPasses;
  shown(loop_.shown());
  if (waiting_ > 0) loop_.request();
}

void CompareActions::letGo() {
  waiting_ = 0;
  if (!kept_) return;
  kept_.reset();
  context_.bridge.setSources({});
  patching_.reset();
  stop();
  asked_ = {};
  tell();
  emit keptChanged(false);
  loop_.request();  // patches from it rest now
}

void CompareActions::letGoOfOthers(const ModelInfo& model, const std::string& device) {
  if (!kept_ || (kept_->trace->model() == model && (device.empty() || kept_->trace->device() == device))) return;
  context_.status.note(tr("what was kept as A was of another model or device"));
  letGo();
}

void CompareActions::addNeeds(const ModelInfo& model, PassNeeds& needs) const {
  if (waiting_ > 0)
    for (const SiteId& site : sitesToKeep(model)) needs.plan.add(site);
}

void CompareActions::shown(const ShownTrace& shown) {
  if (!shown.trace) return;
  if (const OpenModel* model = context_.bridge.current(); model && model->info != named_) tell();
  letGoOfOthers(shown.trace->model(), shown.trace->device());
  if (waiting_ > 0 && shown.current) {
    const std::vector<SiteId> sites = sitesToKeep(shown.trace->model());
    const bool whole =
        std::ranges::all_of(sites, [&](const SiteId& site) { return shown.trace->find(site) != nullptr; });
    // What the memory does not hold is hatched beside what is.
    if (whole || --waiting_ == 0) take(shown.trace);
  }
  look();
}

void CompareActions::take(const std::shared_ptr<const Trace>& trace) {
  waiting_ = 0;
  kept_ = std::make_shared<const KeptRun>(KeptRun{trace, lens_.state().rows, textOf()});
  context_.status.note(tr("kept as A"));
  context_.bridge.setSources({{keptSource, trace}});
  tell();
  emit keptChanged(true);
  loop_.request();  // patches are taken from this one now
}

QString CompareActions::textOf() const {
  // Of a translation what is translated.
  const auto* text = dynamic_cast<const TextDocument*>(context_.document.inputs().front());
  if (!text) return tr("the picture");
  const QString line = text->text().simplified();
  return QStringLiteral("“%1”").arg(line.size() > longestText ? line.left(longestText - 1) + QChar(0x2026) : line);
}

void CompareActions::togglePatch(const PatchRows& patch) {
  Document& document = context_.document;
  const int index = document.findWhatIf(patch);
  if (index >= 0)
    document.removeWhatIf(index);
  else
    document.addWhatIf(patch);
}

void CompareActions::stop() {
  if (!sweeping_) return;
  context_.bridge.stopLongWork();
  endSweep();
}

void CompareActions::giveWay() {
  if (!sweeping_) return;
  sweeping_ = false;
  asked_ = {};
}

void CompareActions::endSweep() {
  sweeping_ = false;
  context_.status.endWork();
}

void CompareActions::lookAgain() {
  if (!sweeping_ && asked_ == Asked{}) return;
  if (sweeping_) endSweep();
  asked_ = {};
  look();
}

void CompareActions::look() {
  const auto* view = dynamic_cast<const CompareView*>(&lens_.view());
  const auto& trace = lens_.trace();
  const OpenModel* model = context_.bridge.current();
  const bool wanted = view && view->patches() && trace && kept_ && model && *model->info == trace->model();
  if (!wanted) {
    stop();
    asked_ = {};
    return;
  }
  const ViewState state = lens_.state();
  const std::shared_ptr<const Trace> target = state.baseline ? state.baseline : trace;
  const OutputInfo* output = trace->model().output();
  const StackId stack = output ? output->stack : trace->model().stacks.back().stack;
  const Asked now{kept_->trace->serial(), target->serial(), {stack, view->options().site, 0}, view->options().answer};
  if (now == asked_ || busy_()) return;
  asked_ = now;
  if (const std::string why = whyNoPatching(trace->model(), now.site); !why.empty()) {
    patching_ = std::make_shared<const PatchReadings>(
        PatchReadings{now.source, now.target, nullptr, 0, QString::fromStdString(why)});
    return tell();
  }
  PatchQuestion question{.source = kept_->trace, .target = target, .site = now.site};
  question.rows = alignedRows(*kept_->trace, *target, stack);
  const PatchAnswers answers = patchAnswers(*kept_->trace, *target);
  const bool chosen = now.answer >= 0 && now.answer < output->logits;
  question.answer = chosen ? now.answer : answers.answer;
  if (!chosen || now.answer != answers.instead) question.instead = answers.instead;
  sweeping_ = true;
  context_.status.beginWork(tr("Stop patching"));
  context_.bridge.patchRows(std::move(question));
}

void CompareActions::tell() {
  const OpenModel* model = context_.bridge.current();
  const OutputInfo* output = model ? model->info->output() : nullptr;
  auto made = std::make_shared<Comparison>(Comparison{kept_, {}, patching_});
  named_ = model ? model->info : nullptr;
  if (output) {
    const auto vocabulary = output->ofTokens() ? model->files.vocabularyOf(model->info->input(output->stack))
                                               : std::shared_ptr<const Vocabulary>();
    made->nameOf = [vocabulary, labels = output->labels](std::int32_t id) {
      if (vocabulary) return vocabulary->shown(id);
      const auto at = static_cast<std::size_t>(id);
      return at < labels.size() ? QString::fromStdString(labels[at]) : QStringLiteral("#%1").arg(id);
    };
  }
  lens_.setComparison(std::move(made));
}

}  // namespace headlight::ui
