#include "session/generation.h"

#include <cmath>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <utility>

#include "base/error.h"
#include "commands.h"
#include "io/assets.h"
#include "io/model_files.h"
#include "token_json.h"

namespace headlight::app {
namespace {

using Json = nlohmann::ordered_json;

/// What the model's files say, changed by what the command line says.
GenerationConfig configOf(const Options& options) {
  const std::filesystem::path model = io::findModel(options.model);
  GenerationConfig config = readGenerationConfig(io::findModelFiles(model).folder, describeModel(model));
  if (options.temperature || options.topK || options.topP || options.seed) config.sample = true;
  if (options.temperature) config.sampling.temperature = *options.temperature;
  if (options.topK) config.sampling.topK = *options.topK;
  if (options.topP) config.sampling.topP = *options.topP;
  if (options.seed) config.sampling.seed = *options.seed;
  if (options.beams) config.beams = *options.beams;
  if (options.lengthPenalty) config.lengthPenalty = *options.lengthPenalty;
  if (options.maxNewTokens) config.maxNewTokens = *options.maxNewTokens;
  if (options.earlyStopping)
    config.earlyStopping = *options.earlyStopping == "true"    ? EarlyStopping::WhenFull
                           : *options.earlyStopping == "never" ? EarlyStopping::Never
                                                               : EarlyStopping::Likely;
  if (config.beams == 1 && (options.lengthPenalty || options.earlyStopping))
    fail(options.lengthPenalty ? "--length-penalty" : "--early-stopping",
         ": compares texts of a beam search; ask for one with --beams N, from 2 on");
  return config;
}

Inputs inputsOf(const Opened& opened, std::size_t written, const GenerationConfig& config) {
  const ModelInfo& model = *opened.model->info();
  std::vector<Input> inputs;
  for (std::size_t place = 0; place < opened.given.size(); ++place) {
    if (const auto* picture = std::get_if<GivenPicture>(&opened.given[place])) {
      inputs.emplace_back(picture->input);
      continue;
    }
    TokenInput input = std::get<GivenText>(opened.given[place]).input;
    if (place == written) input.ids = asPrompt(input.ids, config, model);
    inputs.emplace_back(std::move(input));
  }
  return inputs;
}

GenerationState run(const Opened& opened, Inputs inputs, const GenerationConfig& config) {
  GenerationState last;
  const Job job = generationJob(
      {std::move(inputs), opened.changes, config, [&](const GenerationState& state) { last = state; }}, {});
  const Loaded loaded{opened.backend, {std::shared_ptr<void>(), opened.model.get()}};
  while (job.slice(loaded, {})) {
  }
  return last;
}

/// The text that ids make; their numbers where there is no tokenizer.
std::string textOf(const text::Tokenizer* tokenizer, const std::vector<std::int32_t>& ids) {
  if (tokenizer) return tokenizer->decode(ids, true);
  std::string text;
  for (const std::int32_t id : ids) text += (text.empty() ? "" : " ") + shownToken(tokenizer, id);
  return text;
}

Json tokensJson(const text::Tokenizer* tokenizer, const std::vector<std::int32_t>& ids) {
  Json all = Json::array();
  for (const std::int32_t id : ids) all.push_back(tokenJson(tokenizer, id));
  return all;
}

Json writtenJson(const text::Tokenizer* tokenizer, const WrittenToken& token) {
  Json one = tokenJson(tokenizer, token.id);
  one["probability"] = std::exp(double{token.logProbability});
  return one;
}

const char* stateName(BeamNode::State state) {
  switch (state) {
    case BeamNode::State::Alive:
      return "alive";
    case BeamNode::State::Finished:
      return "finished";
    case BeamNode::State::Pruned:
      break;
  }
  return "pruned";
}

/// "tree": every token that was weighed, "parent" by place in it (-1: what stood); "hypotheses": those that ended.
Json beamsJson(const text::Tokenizer* tokenizer, const BeamTree& tree) {
  Json beams;
  beams["hypotheses"] = Json::array();
  for (std::size_t place = 0; place < tree.ended.size(); ++place) {
    std::vector<std::int32_t> ids;
    for (const int node : tree.wayTo(tree.ended[place]))
      ids.push_back(tree.nodes[static_cast<std::size_t>(node)].token);
    beams["hypotheses"].push_back({{"score", tree.endedScores[place]}, {"text", textOf(tokenizer, ids)}, {"ids", ids}});
  }
  beams["tree"] = Json::array();
  for (const BeamNode& node : tree.nodes) {
    Json one = tokenJson(tokenizer, node.token);
    one.update({{"score", node.score}, {"parent", node.parent}, {"state", stateName(node.state)}});
    beams["tree"].push_back(std::move(one));
  }
  return beams;
}

Json asJson(const Opened& opened, const Inputs& inputs, std::size_t written, const GenerationState& state,
            const std::string& text) {
  const ModelInfo& model = *opened.model->info();
  Json all{{"model", model.name}, {"weights", model.weightsHash}, {"device", opened.backend->deviceName()}};
  for (std::size_t place = 0; place < inputs.size(); ++place)
    if (const auto* given = std::get_if<TokenInput>(&inputs[place]))
      all["inputs"][model.inputs[place].name] = tokensJson(opened.tokenizers[place].get(), given->ids);
  const text::Tokenizer* tokenizer = opened.tokenizers[written].get();
  all["text"] = text;
  all["written"] = Json::array();
  for (const WrittenToken& token : state.tokens) all["written"].push_back(writtenJson(tokenizer, token));
  all["end"] = state.end ? writtenJson(tokenizer, *state.end) : Json();
  all["limit"] = state.limit;
  all["stopped_at_limit"] = state.stoppedAtLimit();
  if (state.beams) all["beams"] = beamsJson(tokenizer, *state.beams);
  return all;
}

void printStep(const text::Tokenizer* tokenizer, const std::string& place, const WrittenToken& token,
               std::ostream& out) {
  const std::string shown = shownToken(tokenizer, token.id);
  out << std::setw(5) << place << std::setw(8) << 100 * std::exp(double{token.logProbability}) << " %  " << shown
      << std::string(12 - std::min<std::size_t>(codePoints(shown), 11), ' ') << "id " << token.id << '\n';
}

void printSteps(const text::Tokenizer* tokenizer, const GenerationState& state, std::ostream& out) {
  out << std::fixed << std::setprecision(2);
  for (std::size_t step = 0; step < state.tokens.size(); ++step)
    printStep(tokenizer, std::to_string(step), state.tokens[step], out);
  if (state.end) printStep(tokenizer, "end", *state.end, out);
  if (!state.beams) return;
  out << std::setprecision(4);
  for (std::size_t place = 0; place < state.beams->ended.size(); ++place) {
    std::vector<std::int32_t> ids;
    for (const int node : state.beams->wayTo(state.beams->ended[place]))
      ids.push_back(state.beams->nodes[static_cast<std::size_t>(node)].token);
    out << "beam " << place << std::setw(10) << state.beams->endedScores[place] << "  " << textOf(tokenizer, ids)
        << '\n';
  }
}

}  // namespace

void generate(const Options& options, std::ostream& out) {
  const GenerationConfig config = configOf(options);
  const Opened opened = openModel(options);
  const ModelInfo& model = *opened.model->info();
  if (!config.notApplied.empty()) {
    std::cerr << "headlight: " << model.name
              << ": its generation configuration asks for what this version does not do:";
    for (const std::string& key : config.notApplied) std::cerr << ' ' << key;
    std::cerr << '\n';
  }
  const auto written = static_cast<std::size_t>(model.stack(generatedStack(model)).input);
  const text::Tokenizer* tokenizer = opened.tokenizers[written].get();
  const Inputs inputs = inputsOf(opened, written, config);
  const GenerationState state = run(opened, inputs, config);
  std::vector<std::int32_t> ids = std::get<TokenInput>(inputs[written]).ids;
  for (const WrittenToken& token : state.tokens) ids.push_back(token.id);
  const std::string text = textOf(tokenizer, ids);
  if (options.json) {
    out << asJson(opened, inputs, written, state, text).dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  } else {
    if (options.steps) printSteps(tokenizer, state, out);
    out << text << '\n';
  }
  if (state.stoppedAtLimit())
    std::cerr << "headlight: " << model.name << ": stopped at its limit of " << state.limit
              << " tokens, before a token that ends the text; --max-new-tokens sets another limit\n";
}

}  // namespace headlight::app
