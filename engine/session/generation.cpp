#include "session/generation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "info/check_input.h"
#include "trace/trace.h"

namespace headlight {
namespace {

/// What both ways of writing need: the text that stands, and a pass over it and what follows.
class Passing {
 public:
  Passing(const Generation& generation, const ModelInfo& model)
      : generation_(generation),
        stack_(generatedStack(model)),
        input_(static_cast<std::size_t>(model.stack(stack_).input)) {
    const TextInputInfo* text = model.textOf(stack_);
    if (!text) fail(model.name, ": cannot write on, since its ", model.stack(stack_).name, " reads no text");
    rowsByStack(model, generation.inputs);  // refuses inputs that are not this model's
    prompt_ = std::get<TokenInput>(generation.inputs[input_]).ids;
    limit_ = lengthLimit(generation.config, static_cast<int>(prompt_.size()), *text);
  }
  const std::vector<std::int32_t>& prompt() const { return prompt_; }
  int limit() const { return limit_; }

  /// Over `ids`, started from `before`.
  std::shared_ptr<const Trace> run(const Loaded& loaded, const std::vector<std::int32_t>& ids,
                                   const std::shared_ptr<const Trace>& before, SpareBlocks* spares,
                                   const std::stop_token& stop) {
    Request request;
    request.inputs = generation_.inputs;
    request.inputs[input_] = TokenInput{ids};
    request.changes = generation_.changes;
    request.sources = generation_.sources;
    auto trace = runModel(*loaded.model, *loaded.backend, request, stop, before, spares);
    computedRows_.clear();
    for (const StackInfo& stack : trace->model().stacks)
      computedRows_.push_back(trace->rows(stack.stack) - trace->firstRow(stack.stack, 0));
    return trace;
  }
  /// What is told of every way of writing.
  GenerationState state(bool done, std::vector<WrittenToken> tokens, std::optional<WrittenToken> end) const {
    GenerationState state;
    state.endForced =
        end && !generation_.config.forcedLast.empty() && static_cast<int>(prompt_.size() + tokens.size()) + 1 >= limit_;
    state.tokens = std::move(tokens);
    state.end = end;
    state.done = done;
    state.limit = limit_;
    state.computedRows = computedRows_;
    return state;
  }

 private:
  const Generation& generation_;
  StackId stack_;
  std::size_t input_;
  std::vector<std::int32_t> prompt_;
  int limit_ = 0;
  std::vector<int> computedRows_;
};

class Writer {
 public:
  virtual ~Writer() = default;
  /// One pass; false when nothing is left to do.
  virtual bool slice(const Loaded& loaded, const std::stop_token& stop) = 0;
};

/// The likeliest token, or one that is drawn, one after the other.
class OneByOne final : public Writer {
 public:
  OneByOne(const Generation& generation, const ModelInfo& model)
      : generation_(generation),
        passing_(generation, model),
        ids_(passing_.prompt()),
        rules_(generation.config, static_cast<int>(ids_.size()), passing_.limit()) {}

  bool slice(const Loaded& loaded, const std::stop_token& stop) override {
    if (full()) return tell(true);
    last_ = passing_.run(loaded, ids_, last_, &spares_, stop);
    const WrittenToken token = choose(last_->predictedLogits());
    if (std::ranges::find(generation_.config.ends, token.id) != generation_.config.ends.end()) {
      end_ = token;
      return tell(true);
    }
    ids_.push_back(token.id);
    written_.push_back(token);
    return tell(full());
  }

 private:
  bool full() const { return static_cast<int>(ids_.size()) >= passing_.limit(); }

  WrittenToken choose(std::span<const float> logits) const {
    std::vector<float> scores(logits.begin(), logits.end());
    rules_.apply(scores, ids_);
    std::vector<float> plain(logits.begin(), logits.end());
    logSoftmax(plain);
    const GenerationConfig& config = generation_.config;
    const auto id = config.sample
                        ? Distribution(scores, config.sampling).draw(uniformAt(config.sampling.seed, ids_.size()))
                        : static_cast<std::int32_t>(std::ranges::max_element(scores) - scores.begin());
    return {id, plain[static_cast<std::size_t>(id)]};
  }

  bool tell(bool done) const {
    generation_.written(passing_.state(done, written_, end_));
    return !done;
  }

  const Generation& generation_;
  Passing passing_;
  std::vector<std::int32_t> ids_;
  ScoreRules rules_;
  std::vector<WrittenToken> written_;
  std::optional<WrittenToken> end_;
  std::shared_ptr<const Trace> last_;
  SpareBlocks spares_;
};

/// A beam's pass a slice; when all are there, a step of the search.
class Beams final : public Writer {
 public:
  Beams(const Generation& generation, const ModelInfo& model)
      : generation_(generation),
        passing_(generation, model),
        search_(generation.config, passing_.prompt(), passing_.limit()) {}

  bool slice(const Loaded& loaded, const std::stop_token& stop) override {
    if (search_.done()) return tell();
    const std::size_t beam = traces_.size();
    const auto parent = static_cast<std::size_t>(search_.parents()[beam]);
    traces_.push_back(passing_.run(loaded, search_.running()[beam], parent < before_.size() ? before_[parent] : nullptr,
                                   nullptr, stop));
    if (traces_.size() < search_.running().size()) return true;
    std::vector<std::vector<float>> logits;
    for (const auto& trace : traces_) {
      const std::span<const float> predicted = trace->predictedLogits();
      logits.emplace_back(predicted.begin(), predicted.end());
    }
    search_.step(logits);
    before_ = std::exchange(traces_, {});
    return tell();
  }

 private:
  bool tell() const {
    const BeamTree& tree = search_.tree();
    std::vector<WrittenToken> tokens;
    float before = 0;
    for (const int place : tree.wayTo(tree.best())) {
      const BeamNode& node = tree.nodes[static_cast<std::size_t>(place)];
      tokens.push_back({node.token, node.score - before});
      before = node.score;
    }
    const std::vector<std::int32_t>& ends = generation_.config.ends;
    std::optional<WrittenToken> end;
    if (!tokens.empty() && std::ranges::find(ends, tokens.back().id) != ends.end()) {
      end = tokens.back();
      tokens.pop_back();
    }
    GenerationState state = passing_.state(search_.done(), std::move(tokens), end);
    state.beams = std::make_shared<const BeamTree>(tree);
    generation_.written(state);
    return !search_.done();
  }

  const Generation& generation_;
  Passing passing_;
  BeamSearch search_;
  std::vector<std::shared_ptr<const Trace>> before_, traces_;  ///< of the beams, before and after the coming step
};

}  // namespace

Job generationJob(Generation generation, std::function<void(std::string error)> ended) {
  struct Work {
    explicit Work(Generation asked) : generation(std::move(asked)) {}
    Generation generation;
    std::unique_ptr<Writer> writer;  ///< made on the worker, which knows the model
  };
  const auto work = std::make_shared<Work>(std::move(generation));
  const auto slice = [work](const Loaded& loaded, const std::stop_token& stop) {
    if (!work->writer) {
      const ModelInfo& model = *loaded.model->info();
      if (work->generation.config.beams > 1)
        work->writer = std::make_unique<Beams>(work->generation, model);
      else
        work->writer = std::make_unique<OneByOne>(work->generation, model);
    }
    return work->writer->slice(loaded, stop);
  };
  return {slice, std::move(ended)};
}

std::vector<std::int32_t> startOf(const GenerationConfig& config, const ModelInfo& model) {
  if (!config.start)
    fail(model.name, ": neither generation_config.json nor config.json names the token that a text of the ",
         model.stack(generatedStack(model)).name, " starts with (decoder_start_token_id, or bos_token_id)");
  return {*config.start};
}

std::vector<std::int32_t> asPrompt(std::vector<std::int32_t> ids, const GenerationConfig& config,
                                   const ModelInfo& model) {
  while (!ids.empty() && std::ranges::find(config.ends, ids.back()) != config.ends.end()) ids.pop_back();
  if (!model.stack(generatedStack(model)).memory) return ids;
  const std::vector<std::int32_t> start = startOf(config, model);
  if (ids.empty() || ids.front() != start.front()) ids.insert(ids.begin(), start.begin(), start.end());
  return ids;
}

}  // namespace headlight
