#include "opened.h"

#include <algorithm>
#include <iostream>
#include <utility>

#include "base/error.h"
#include "info/check_input.h"
#include "io/assets.h"
#include "io/model_files.h"
#include "relative_bias.h"
#include "text/display_piece.h"

namespace headlight::app {
namespace {

/// On standard error, so that what is printed stays what it is.
void tellWhatIsNotRun(const ModelInfo& model) {
  if (!model.headNotRun.empty())
    std::cerr << "headlight: " << model.name << ": the head of " << model.headNotRun
              << " is not run by this version: attention only\n";
  if (model.notUsed.empty()) return;
  constexpr std::size_t most = 5;
  std::cerr << "headlight: " << model.name << ": not used:";
  for (std::size_t i = 0; i < std::min(most, model.notUsed.size()); ++i)
    std::cerr << (i > 0 ? ", " : " ") << model.notUsed[i];
  if (model.notUsed.size() > most) std::cerr << " and " << model.notUsed.size() - most << " more";
  std::cerr << '\n';
}

}  // namespace

Opened openModel(const Options& options) {
  Opened opened;
  opened.folder = io::findModel(options.model);
  const ModelInfo model = describeModel(opened.folder);
  const std::filesystem::path folder = io::findModelFiles(opened.folder).folder;
  opened.tokenizers = readTokenizers(model, folder);
  opened.tokenizer = opened.tokenizers[static_cast<std::size_t>(model.stacks.back().input)];
  opened.given = readGiven(options, model, folder, opened.tokenizers);
  opened.backend = makeBackend(options.deviceOrAuto(), options.threads, options.weights.value_or(WeightStorage::F32));
  opened.model = loadModel(opened.folder, *opened.backend);
  opened.changes = relativeBiasChanges(options.relativeBias, *opened.model->info());
  // Of a model that says nothing there is one sentence, why it cannot predict.
  if (options.command != Options::Command::Predict || opened.model->info()->output())
    tellWhatIsNotRun(*opened.model->info());
  return opened;
}

const GivenText* Opened::textOf(StackId stack) const {
  return std::get_if<GivenText>(&given.at(static_cast<std::size_t>(model->info()->stack(stack).input)));
}

const GivenText* Opened::text() const { return textOf(model->info()->stacks.back().stack); }

const GivenPicture* Opened::picture() const {
  for (const Given& one : given)
    if (const auto* picture = std::get_if<GivenPicture>(&one)) return picture;
  return nullptr;
}

std::shared_ptr<const Trace> runOnce(const Opened& opened, CapturePlan plan, int row) {
  return runOnce(opened, opened.given, std::move(plan), row);
}

std::shared_ptr<const Trace> runOnce(const Opened& opened, const std::vector<Given>& all, CapturePlan plan, int row) {
  Request request;
  request.predictedRow = row;
  request.changes = opened.changes;
  std::vector<Input> inputs;
  for (const Given& given : all) {
    if (const auto* text = std::get_if<GivenText>(&given))
      inputs.emplace_back(text->input);
    else
      inputs.emplace_back(std::get<GivenPicture>(given).input);
  }
  request.inputs = std::move(inputs);
  request.logitsByLayer = opened.picture() != nullptr;
  request.plan = std::move(plan);
  if (const std::string warning = warningOf(*opened.model->info(), request.inputs); !warning.empty())
    std::cerr << "headlight: " << warning << '\n';
  return runModel(*opened.model, *opened.backend, request);
}

int predictedRow(const Opened& opened, const GivenText& text, std::optional<int> asked) {
  if (asked) return *asked;
  if (!opened.model->info()->says(Says::HiddenToken)) return -1;
  const std::string name = opened.model->info()->name;
  const std::optional<std::int32_t> mask = opened.tokenizer ? opened.tokenizer->mask() : std::nullopt;
  if (!mask) fail(name, ": predicts tokens in their places; name one with --row, from 0 on");
  const auto found = std::ranges::find(text.input.ids, *mask);
  if (found == text.input.ids.end())
    fail(name, ": predicts tokens that are masked; write ", opened.tokenizer->bytesOf(*mask),
         " into the text, or name a token's row with --row");
  return static_cast<int>(found - text.input.ids.begin());
}

std::string segmentOf(const Opened& opened, int row) {
  const GivenText* given = opened.text();
  if (!given || !given->pair) return {};
  const TokenInput& input = given->input;
  if (input.second.contains(row)) return "B";
  const bool added = opened.tokenizer->isSpecial(input.ids[static_cast<std::size_t>(row)]);
  return row < input.second.first && !added ? "A" : "";
}

std::string shownToken(const Opened& opened, std::int32_t id) { return shownToken(opened.tokenizer.get(), id); }

std::string shownToken(const text::Tokenizer* tokenizer, std::int32_t id) {
  const std::string bytes = tokenizer ? tokenizer->bytesOf(id) : std::string();
  return bytes.empty() ? "#" + std::to_string(id) : text::displayPiece(bytes);
}

}  // namespace headlight::app
