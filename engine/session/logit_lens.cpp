#include "session/logit_lens.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "base/error.h"
#include "derived/label_probabilities.h"

namespace headlight {
namespace {

constexpr auto tellEvery = std::chrono::milliseconds(100);
constexpr float none = std::numeric_limits<float>::quiet_NaN();

/// -log2 of one entry's share of the softmax.
float surpriseOf(std::span<const float> logits, std::int32_t id) {
  const auto most = static_cast<double>(*std::ranges::max_element(logits));
  double sum = 0;
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - most);
  return static_cast<float>((std::log(sum) + most - static_cast<double>(logits[static_cast<std::size_t>(id)])) /
                            std::log(2.0));
}

class Reader {
 public:
  explicit Reader(LensQuestion question) : asked_(std::move(question)) {}

  bool slice(const Model& model, Backend& backend, const std::stop_token& stop) {
    if (!begun_) {
      begin(*model.info());
      if (!left_.empty() && known_) tell();  // what stays is there at once
    }
    if (left_.empty()) return tell(), false;
    readRow(model, backend, left_.front(), stop);
    left_.erase(left_.begin());
    const auto now = std::chrono::steady_clock::now();
    if (left_.empty() || now - told_ >= tellEvery) tell();
    return !left_.empty();
  }
  LogitLens& lens() { return lens_; }

 private:
  void begin(const ModelInfo& info) {
    if (const std::string why = whyNoLens(info); !why.empty()) fail(why);
    if (!asked_.trace || !(asked_.trace->model() == info)) fail("logit lens: the trace is not one of ", info.name);
    const OutputInfo& output = *info.output();
    lens_.stack = output.stack;
    lens_.layers = info.stack(output.stack).layers;
    lens_.wholeInput = !output.ofEveryRow();
    const int rows = lens_.wholeInput ? 1 : asked_.trace->rows(output.stack);
    lens_.readings.resize(static_cast<std::size_t>(rows));
    lens_.surprise.assign(static_cast<std::size_t>(rows), none);
    takeKnown(info.stack(output.stack));
    std::vector<int> wanted = asked_.rows;
    if (lens_.wholeInput) wanted = {0};
    for (const int row : wanted)
      if (row >= 0 && row < rows && !lens_.has(row) && std::ranges::find(left_, row) == left_.end())
        left_.push_back(row);
    told_ = std::chrono::steady_clock::now();
    begun_ = true;
  }

  /// Rows of a causal stack hang on those before them alone; that a reading also says how likely the next token was
  /// makes that token count too.
  void takeKnown(const StackInfo& stack) {
    const LogitLens* known = asked_.known.get();
    const Trace* before = asked_.before.get();
    if (!known || !before || lens_.wholeInput || known->layers != lens_.layers || known->stack != lens_.stack) return;
    const Trace& now = *asked_.trace;
    if (!(before->model() == now.model()) || before->device() != now.device() ||
        !std::ranges::equal(before->changes(), now.changes()))
      return;
    const auto same = [&] {
      const auto ids = now.ids(stack.stack), old = before->ids(stack.stack);
      return static_cast<int>(std::ranges::mismatch(ids, old).in1 - ids.begin());
    };
    int keep = 0;
    if (before->serial() == now.serial() || before->inputs() == now.inputs()) {
      keep = now.rows(stack.stack);
    } else if (stack.causal && stack.lengthMattersFrom == 0 && now.inputs().size() == 1) {
      keep = same() - 1;
    }
    for (int row = 0; row < std::min(keep, static_cast<int>(known->readings.size())); ++row) {
      const auto at = static_cast<std::size_t>(row);
      if (known->readings[at].empty() ||
          (asked_.byLayer && known->readings[at].size() < static_cast<std::size_t>(lens_.layers)))
        continue;
      lens_.readings[at] = known->readings[at];
      known_ = true;
      if (at + 1 < lens_.surprise.size() && at + 1 < known->surprise.size())
        lens_.surprise[at + 1] = known->surprise[at + 1];
    }
  }

  void readRow(const Model& model, Backend& backend, int row, const std::stop_token& stop) {
    const Trace& from = *asked_.trace;
    Request request;
    request.inputs = from.inputs();
    request.changes.assign(from.changes().begin(), from.changes().end());
    for (const auto& [name, source] : from.sources())
      if (std::shared_ptr<const Trace> there = source.lock()) request.sources[name] = std::move(there);
    request.logitsByLayer = asked_.byLayer;
    if (!lens_.wholeInput) request.predictedRow = row;
    const std::shared_ptr<const Trace> made = runModel(model, backend, request, stop, PassStart(asked_.trace));
    const OutputInfo& output = *made->model().output();
    const std::span<const float> last = made->predictedLogits();
    const LensReading end = readingOf(last, output.kind, -1);
    const auto at = static_cast<std::size_t>(row);
    std::vector<LensReading> readings;
    const auto& byLayer = made->logitsByLayer();
    for (std::size_t layer = 0; layer + 1 < byLayer.size(); ++layer)
      readings.push_back(readingOf(byLayer[layer], output.kind, end.top.front().id));
    readings.push_back(end);
    lens_.readings[at] = std::move(readings);
    if (output.says != Says::NextToken || at + 1 >= lens_.surprise.size()) return;
    const std::int32_t next = from.ids(output.stack)[at + 1];
    if (next >= 0 && static_cast<std::size_t>(next) < last.size()) lens_.surprise[at + 1] = surpriseOf(last, next);
  }

  void tell() {
    told_ = std::chrono::steady_clock::now();
    if (asked_.read) asked_.read(lens_, static_cast<int>(left_.size()));
  }

  LensQuestion asked_;
  LogitLens lens_;
  std::vector<int> left_;
  bool begun_ = false, known_ = false;
  std::chrono::steady_clock::time_point told_;
};

}  // namespace

std::string whyNoLens(const ModelInfo& model) {
  const OutputInfo* output = model.output();
  if (!output) return model.name + " has no head, so there is nothing that it would say after a layer";
  if (output->says == Says::Answer)
    return model.name + " answers by comparing all rows with each other, so a row says nothing by itself";
  if (output->kind == LabelKind::Number) return model.name + " says a number, which has no likeliest answer";
  if (model.stack(output->stack).recurrent)
    return model.name + " is made of recurrent cells, whose states its head does not read layer by layer";
  return {};
}

LensReading readingOf(std::span<const float> logits, LabelKind kind, std::int32_t answer) {
  LensReading made;
  if (logits.empty()) return made;
  std::vector<double> labels;
  if (kind != LabelKind::OneOf) labels = derived::labelProbabilities(logits, kind);
  std::int32_t place = 0;
  std::array<std::pair<double, std::int32_t>, 5> best;
  best.fill({-std::numeric_limits<double>::infinity(), -1});
  for (const float logit : logits) {
    // The first of equal ones stays first.
    std::pair<double, std::int32_t> one{static_cast<double>(logit), place++};
    if (!(one.first > best.back().first)) continue;
    for (auto& other : best)
      if (one.first > other.first) std::swap(one, other);
  }
  const double most = best.front().first;
  double sum = 0, weighted = 0;
  if (labels.empty())
    for (const float logit : logits) {
      const double down = static_cast<double>(logit) - most, share = std::exp(down);
      sum += share;
      weighted += share * down;
    }
  const auto probability = [&](std::int32_t id) {
    const auto at = static_cast<std::size_t>(id);
    return static_cast<float>(labels.empty() ? std::exp(static_cast<double>(logits[at]) - most) / sum : labels[at]);
  };
  for (std::size_t i = 0; i < best.size(); ++i)
    if (best[i].second >= 0) made.top[i] = {best[i].second, probability(best[i].second)};
  const std::int32_t asked = answer >= 0 ? answer : made.top.front().id;
  if (asked >= 0 && static_cast<std::size_t>(asked) < logits.size()) made.answer = probability(asked);
  made.entropyBits = labels.empty() ? static_cast<float>((std::log(sum) - weighted / sum) / std::log(2.0)) : none;
  return made;
}

Job logitLensJob(LensQuestion question, std::function<void(std::string error)> ended) {
  const auto reader = std::make_shared<Reader>(std::move(question));
  return {[reader](const Loaded& loaded, std::stop_token stop) {
            return reader->slice(*loaded.model, *loaded.backend, stop);
          },
          std::move(ended)};
}

LogitLens logitLens(const Model& model, Backend& backend, LensQuestion question) {
  Reader reader(std::move(question));
  while (reader.slice(model, backend, {})) {
  }
  return std::move(reader.lens());
}

}  // namespace headlight
