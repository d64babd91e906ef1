#include "lesson_bench.h"

#include <stdexcept>

#include "generation/generation_config.h"
#include "io/model_files.h"
#include "models/load_model.h"
#include "run/run.h"
#include "session/generation.h"
#include "text/id_tokenizer.h"
#include "ui/document/predicted_row.h"
#include "ui/lessons/step_work.h"
#include "ui/views/view.h"
#include "vision/preprocess.h"

namespace headlight::ui {

void LessonBench::open(const QString& folder) {
  if (const auto found = all_.find(folder); found != all_.end()) {
    opened_ = &found->second;
    return;
  }
  Opened opened;
  opened.loaded.backend = makeBackend("cpu", 0);
  opened.loaded.model = loadModel(folder.toStdString(), *opened.loaded.backend);
  const ModelInfo& info = *opened.loaded.model->info();
  if (info.image()) opened.files.preprocessing = vision::readPreprocessConfig(folder.toStdString(), info);
  for (const InputInfo& input : info.inputs)
    if (input.text())
      opened.files.vocabularies[input.name] = std::make_shared<const Vocabulary>(
          text::loadTokenizerOrIds(folder.toStdString(), input.name, input.text()->vocabulary));
  opened_ = &(all_[folder] = std::move(opened));
}

void LessonBench::show(const Lesson& lesson, const StepState& state) {
  const QString folder = modelFolder(*state.model);
  open(folder);
  const ModelInfo& info = model();
  document_ = std::make_unique<Document>();
  selection_ = std::make_unique<Selection>();
  const SavedWork work = workOfStep(state, lesson, folder);
  bringBack(work, *document_);
  document_->read(info, document_->readersFor(info, opened_->files));
  if (!document_->dropMisfits(info).empty()) throw std::runtime_error("the model has not what a what-if names");
  view_ = state.view.value_or(QString());
  if (state.head) {
    const auto attention = state.head->attentionIn(info);
    if (!attention) throw std::runtime_error("the model has no head " + toString(*state.head).toStdString());
    if (state.head->of != HeadRef::Of::Main) selection_->chooseAttention(*attention);
    selection_->chooseHead(state.head->layer, std::max(0, state.head->head));
  }
  const auto given = [&] {
    const auto inputs = givenBy(document_->readers());
    if (!inputs) throw std::runtime_error("there is nothing to compute");
    return *inputs;
  };
  if (state.live.value_or(false)) writeTarget();
  Request request;
  request.revision = document_->revision();
  request.inputs = given();
  request.plan = info.everySite();
  request.changes = activeChanges(document_->whatIfs(), info, rowCounts(info, document_->rowsByStack(info)));
  request.logitsByLayer = true;
  for (std::size_t place = 0; place < document_->readers().size(); ++place)
    if (static_cast<int>(place) == info.stacks.back().input)
      request.predictedRow = document_->readers()[place]->predictedRow(info, document_->whatIfs(), -1);
  const auto trace = runModel(*opened_->loaded.model, *opened_->loaded.backend, request);
  std::shared_ptr<const Trace> baseline;
  if (!request.changes.empty()) {
    Request plain = request;
    plain.changes.clear();
    baseline = runModel(*opened_->loaded.model, *opened_->loaded.backend, plain);
  }
  shown_ = shownTraceOf(trace, baseline, *document_);
  const AttentionId attention = shownAttention(info, selection_->attention());
  const auto rowIn = [&](const RowRef& row, StackId stack, const char* what) {
    const auto found = row.in(shown_.rowsOf(stack).names.names);
    if (!found) throw std::runtime_error(std::string(what) + ": there is no row " + toString(row).toStdString());
    return *found;
  };
  if (state.locked && state.locked->number != noRow)
    selection_->lockRow(rowIn(*state.locked, attention.stack, "locked"));
  const int query = state.pointedQuery ? rowIn(*state.pointedQuery, attention.stack, "pointed") : -1;
  const int key = state.pointedKey ? rowIn(*state.pointedKey, info.attention(attention).keys, "pointed") : query;
  selection_->hover(query, key);
}

void LessonBench::writeTarget() {
  const ModelInfo& info = model();
  auto config = readGenerationConfig(io::findModelFiles(info.folder).folder, info);
  config.beams = 1;
  config.sample = false;
  if (!config.maxLength && !config.maxNewTokens) config.maxLength = info.text()->maxTokens;
  auto& target = dynamic_cast<TextDocument&>(document_->main());
  int front = 0;
  while (front < target.rows() && target.tokens()[static_cast<std::size_t>(front)].added) ++front;
  Inputs inputs = givenBy(document_->readers()).value();
  const auto place = static_cast<std::size_t>(info.stack(info.output()->stack).input);
  auto& ids = std::get<TokenInput>(inputs[place]).ids;
  ids.resize(static_cast<std::size_t>(front));
  ids = asPrompt(ids, config, info);
  GenerationState last;
  const Job job = generationJob({inputs, {}, config, [&](const GenerationState& state) { last = state; }}, {});
  while (job.slice(opened_->loaded, {})) {
  }
  std::vector<std::int32_t> written;
  for (const WrittenToken& token : last.tokens) written.push_back(token.id);
  target.putTokens(front, written, QString());
}

LessonFacts LessonBench::facts(std::optional<int> answer, bool drawn) const {
  return {shown_, *document_, *selection_, view_, drawn, answer};
}

}  // namespace headlight::ui
