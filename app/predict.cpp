#include <algorithm>
#include <cmath>
#include <functional>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <ostream>

#include "attention_rows.h"
#include "base/error.h"
#include "commands.h"
#include "derived/answer_spans.h"
#include "derived/label_probabilities.h"
#include "picture_json.h"
#include "relative_bias.h"
#include "token_json.h"

namespace headlight::app {
namespace {

struct Choice {
  std::int32_t id;
  double probability;
  float logit;
};

/// The `top` largest logits, ties by id, with their softmax over the whole vocabulary.
std::vector<Choice> likeliest(std::span<const float> logits, int top) {
  std::vector<std::int32_t> order(logits.size());
  std::iota(order.begin(), order.end(), 0);
  const auto at = [&](std::int32_t id) { return logits[static_cast<std::size_t>(id)]; };
  const auto shown = std::min(order.size(), static_cast<std::size_t>(top));
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(),
                    [&](std::int32_t a, std::int32_t b) { return at(a) != at(b) ? at(a) > at(b) : a < b; });
  const double largest = at(order.front());
  double sum = 0;
  for (float logit : logits) sum += std::exp(static_cast<double>(logit) - largest);
  std::vector<Choice> choices;
  for (std::size_t i = 0; i < shown; ++i)
    choices.push_back({order[i], std::exp(static_cast<double>(at(order[i])) - largest) / sum, at(order[i])});
  return choices;
}

/// What all answers begin with.
nlohmann::ordered_json aboutJson(const Opened& opened, const Trace& trace) {
  nlohmann::ordered_json all{{"model", trace.model().name},
                             {"weights", trace.model().weightsHash},
                             {"device", trace.device()},
                             {"output", trace.model().task()}};
  if (!opened.changes.empty()) all["what_ifs"] = whatIfsJson(trace);
  if (opened.picture()) {
    all["picture"] = pictureJson(opened, trace);
    return all;
  }
  all["tokens"] = nlohmann::ordered_json::array();
  for (std::size_t row = 0; row < trace.ids().size(); ++row) {
    all["tokens"].push_back(tokenJson(opened.tokenizer.get(), trace.ids()[row]));
    if (const std::string segment = segmentOf(opened, static_cast<int>(row)); !segment.empty())
      all["tokens"].back()["segment"] = segment;
  }
  return all;
}

/// Of a picture whose sides are no multiples of the patch's; else empty.
std::string droppedPixels(const Opened& opened) {
  const auto [right, below] = opened.picture()->dropped;
  if (right == 0 && below == 0) return {};
  std::string text = "; not looked at, since they fill no patch: ";
  if (right > 0) text += std::to_string(right) + (right == 1 ? " column" : " columns") + " at the right";
  if (right > 0 && below > 0) text += ", ";
  if (below > 0) text += std::to_string(below) + (below == 1 ? " row" : " rows") + " at the bottom";
  return text;
}

void printAbout(const Opened& opened, const Trace& trace, std::ostream& out) {
  out << trace.model().name << " on " << trace.device() << ", ";
  if (const auto& picture = trace.picture())
    out << picture->width << " x " << picture->height << " pixels in " << trace.grid().rows << " x "
        << trace.grid().columns << " patches" << droppedPixels(opened);
  else
    out << trace.ids().size() << (trace.ids().size() == 1 ? " token" : " tokens");
}

/// What the model says besides, in its second output, of how two texts go together; nothing where there are not two, or
/// it says nothing of them.
struct PairVerdict {
  std::vector<std::string> labels;
  std::vector<double> probabilities;
  std::span<const float> logits;
};
PairVerdict pairVerdict(const Opened& opened, const Trace& trace) {
  const std::vector<OutputInfo>& outputs = trace.model().outputs;
  if (outputs.size() < 2 || !outputs[1].ofPair || !opened.text() || !opened.text()->pair) return {};
  const std::span<const float> logits = trace.predictedLogits(1);
  return {outputs[1].labels, derived::labelProbabilities(logits, outputs[1].kind), logits};
}

void addVerdict(const PairVerdict& verdict, nlohmann::ordered_json& all) {
  for (std::size_t label = 0; label < verdict.labels.size(); ++label)
    all["sentences"].push_back({{"id", label},
                                {"label", verdict.labels[label]},
                                {"probability", verdict.probabilities[label]},
                                {"logit", verdict.logits[label]}});
}

void printVerdict(const PairVerdict& verdict, std::ostream& out) {
  out << std::fixed;
  for (std::size_t label = 0; label < verdict.labels.size(); ++label)
    out << std::setw(8) << std::setprecision(2) << 100 * verdict.probabilities[label]
        << " %  second text: " << verdict.labels[label] << "  logit " << std::setprecision(4) << verdict.logits[label]
        << '\n';
}

void printTokens(const Opened& opened, const Options& options, int row, std::ostream& out) {
  const std::optional<AttentionRow> attention =
      options.attention.empty() ? std::nullopt : std::optional(AttentionRow::asked(options, *opened.model->info()));
  const auto shared = runOnce(opened, attention ? attention->plan() : CapturePlan(), row);
  const Trace& trace = *shared;
  const std::vector<Choice> choices = likeliest(trace.predictedLogits(), options.top);
  const bool masked = trace.model().says(Says::HiddenToken);
  const std::string before = shownToken(opened, trace.ids()[static_cast<std::size_t>(trace.predictedRow())]);
  if (options.json) {
    nlohmann::ordered_json all = aboutJson(opened, trace);
    all["row"] = trace.predictedRow();
    all["predictions"] = nlohmann::ordered_json::array();
    for (const Choice& choice : choices) {
      all["predictions"].push_back(tokenJson(opened.tokenizer.get(), choice.id));
      all["predictions"].back().update({{"probability", choice.probability}, {"logit", choice.logit}});
    }
    addVerdict(pairVerdict(opened, trace), all);
    if (attention) all["attention"] = attention->json(opened, trace);
    out << all.dump(2) << '\n';
    return;
  }
  printAbout(opened, trace, out);
  if (masked)
    out << "; in place of token " << trace.predictedRow() << ", " << before;
  else if (options.row)
    out << "; after token " << trace.predictedRow() << ", " << before;
  out << '\n' << std::fixed;
  std::size_t widest = 5;
  for (const Choice& choice : choices) widest = std::max(widest, codePoints(shownToken(opened, choice.id)));
  for (const Choice& choice : choices) {
    const std::string shown = shownToken(opened, choice.id);
    out << std::setw(8) << std::setprecision(2) << 100 * choice.probability << " %  " << shown
        << std::string(widest - codePoints(shown), ' ') << "  id " << std::left << std::setw(6) << choice.id
        << std::right << " logit " << std::setprecision(4) << choice.logit << '\n';
  }
  printVerdict(pairVerdict(opened, trace), out);
  if (attention) attention->print(opened, trace, options.top, out);
}

/// Of 20 cells, by eighths: "███▍".
std::string bar(double share) {
  static constexpr const char* parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto eighths = static_cast<std::size_t>(std::lround(160 * std::clamp(share, 0.0, 1.0)));
  std::string cells;
  for (std::size_t i = 0; i < eighths / 8; ++i) cells += "█";
  return cells + parts[eighths % 8];
}

void printLabels(const Opened& opened, const Trace& trace, const Options& options, std::ostream& out) {
  const OutputInfo& output = *trace.model().output();
  const bool number = output.kind == LabelKind::Number;
  const std::span<const float> logits = trace.predictedLogits();
  const std::vector<double> probability = derived::labelProbabilities(logits, output.kind);
  std::vector<std::size_t> order(logits.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!number) std::ranges::stable_sort(order, std::greater{}, [&](std::size_t label) { return logits[label]; });
  const bool picture = opened.picture() != nullptr;  // their labels are often a thousand
  if (picture) order.resize(std::min(order.size(), static_cast<std::size_t>(options.top)));
  if (options.json) {
    nlohmann::ordered_json all = aboutJson(opened, trace);
    all["labels"] = nlohmann::ordered_json::array();
    for (const std::size_t label : order) {
      nlohmann::ordered_json one{{"id", label}, {"label", output.labels[label]}};
      if (number)
        one["value"] = logits[label];
      else
        one.update({{"probability", probability[label]}, {"logit", logits[label]}});
      all["labels"].push_back(std::move(one));
    }
    out << all.dump(2) << '\n';
    return;
  }
  printAbout(opened, trace, out);
  out << '\n' << std::fixed;
  std::size_t widest = 5;
  for (const std::size_t label : order) widest = std::max(widest, codePoints(output.labels[label]));
  for (const std::size_t label : order) {
    const std::string padded = output.labels[label] + std::string(widest - codePoints(output.labels[label]), ' ');
    if (number)
      out << "  " << padded << "  " << std::setprecision(4) << logits[label] << '\n';
    else
      out << std::setw(8) << std::setprecision(2) << 100 * probability[label] << " %  " << padded << "  logit "
          << std::setprecision(4) << std::setw(picture ? 8 : 0) << logits[label]
          << (picture ? "  " + bar(probability[label]) : "") << '\n';
  }
}

void printLabelPerToken(const Opened& opened, const Trace& trace, const Options& options, std::ostream& out) {
  const ModelInfo& model = trace.model();
  std::vector<int> shape;
  const std::vector<float> logits = siteToHost(trace, {model.stacks.back().stack, Site::Logits, -1}, shape);
  const std::vector<std::string>& names = model.output()->labels;
  nlohmann::ordered_json all = aboutJson(opened, trace);
  std::size_t widest = 5, widestLabel = 1;
  for (const std::int32_t id : trace.ids()) widest = std::max(widest, codePoints(shownToken(opened, id)));
  for (const std::string& label : names) widestLabel = std::max(widestLabel, codePoints(label));
  if (!options.json) {
    printAbout(opened, trace, out);
    out << '\n' << std::fixed << std::setprecision(2);
  }
  for (std::size_t row = 0; row < trace.ids().size(); ++row) {
    const Choice best = likeliest(std::span(logits).subspan(row * names.size(), names.size()), 1).front();
    const std::string& label = names[static_cast<std::size_t>(best.id)];
    if (options.json) {
      all["tokens"][row].update({{"label", label}, {"probability", best.probability}, {"logit", best.logit}});
      continue;
    }
    const std::string shown = shownToken(opened, trace.ids()[row]);
    out << "  " << shown << std::string(widest - codePoints(shown), ' ') << "  " << label
        << std::string(widestLabel - codePoints(label), ' ') << std::setw(8) << 100 * best.probability << " %\n";
  }
  if (options.json) out << all.dump(2) << '\n';
}

/// The text of rows [first, last]; their ids where there is no tokenizer.
std::string textOfRows(const Opened& opened, const Trace& trace, const derived::AnswerSpan& span) {
  const auto ids =
      trace.ids().subspan(static_cast<std::size_t>(span.first), static_cast<std::size_t>(span.last - span.first + 1));
  if (opened.tokenizer) return opened.tokenizer->decode(ids);
  std::string text;
  for (const std::int32_t id : ids) text += (text.empty() ? "" : " ") + shownToken(opened, id);
  return text;
}

void printAnswers(const Opened& opened, const Trace& trace, const Options& options, std::ostream& out) {
  std::vector<int> shape;
  const std::vector<float> logits = siteToHost(trace, {trace.model().output()->stack, Site::Logits, -1}, shape);
  const RowRange among = opened.text()->input.second;
  const derived::AnswerEnds ends = derived::answerEnds(logits, among);
  const std::vector<derived::AnswerSpan> answers = derived::answerSpans(ends, options.top, among);
  if (options.json) {
    nlohmann::ordered_json all = aboutJson(opened, trace);
    for (std::size_t row = 0; row < ends.start.size(); ++row)
      all["tokens"][row].update({{"start", {{"probability", ends.start[row]}, {"logit", logits[2 * row]}}},
                                 {"end", {{"probability", ends.end[row]}, {"logit", logits[2 * row + 1]}}}});
    all["answers"] = nlohmann::ordered_json::array();
    for (const derived::AnswerSpan& answer : answers)
      all["answers"].push_back({{"first", answer.first},
                                {"last", answer.last},
                                {"text", textOfRows(opened, trace, answer)},
                                {"probability", answer.probability()},
                                {"start", answer.start},
                                {"end", answer.end}});
    out << all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    return;
  }
  printAbout(opened, trace, out);
  out << "; start and end are each likely among "
      << (among.empty() ? "all tokens\n" : "the tokens of the second text and the first, which is no answer\n")
      << std::fixed << std::setprecision(2);
  for (const derived::AnswerSpan& answer : answers)
    out << std::setw(8) << 100 * answer.probability() << " %  tokens " << answer.first << " to " << answer.last
        << "  start " << 100 * answer.start << " %  end " << 100 * answer.end << " %  "
        << textOfRows(opened, trace, answer) << '\n';
}

/// Of a masked model that says how two texts go together, where no token is to be predicted: that alone.
bool asksForThePairAlone(const Opened& opened, const Options& options) {
  const std::vector<OutputInfo>& outputs = opened.model->info()->outputs;
  if (options.row || outputs.size() < 2 || !outputs[1].ofPair || !opened.text()->pair) return false;
  const std::optional<std::int32_t> mask = opened.tokenizer->mask();
  return !mask || std::ranges::count(opened.text()->input.ids, *mask) == 0;
}

void printPairAlone(const Opened& opened, const Trace& trace, const Options& options, std::ostream& out) {
  const PairVerdict verdict = pairVerdict(opened, trace);
  if (options.json) {
    nlohmann::ordered_json all = aboutJson(opened, trace);
    addVerdict(verdict, all);
    out << all.dump(2) << '\n';
    return;
  }
  printAbout(opened, trace, out);
  out << '\n';
  printVerdict(verdict, out);
}

}  // namespace

void printPrediction(const Opened& opened, const Options& options, std::ostream& out) {
  const ModelInfo& model = *opened.model->info();
  if (!model.output() && !model.headNotRun.empty())
    fail(model.name, ": this model has a ", model.headNotRun,
         " head, which Headlight does not run: attention only, which headlight render and headlight trace show");
  if (!model.output())
    fail(model.name, ": this model has no head: attention only, which headlight render and headlight trace show");
  const OutputInfo& output = *model.output();
  if (options.row && !output.ofTokens())
    fail("--row: is for models that predict tokens; ", model.name,
         output.says == Says::Answer ? " looks for " : " labels ",
         output.says == Says::Answer  ? "answers in the text"
         : output.ofEveryRow()        ? "every token"
         : model.classifiesPictures() ? "the picture"
                                      : "the text");
  if (!options.attention.empty() && !output.ofTokens())
    fail("--attention: of predict is for models that predict tokens; headlight render draws it of every model");
  if (asksForThePairAlone(opened, options)) return printPairAlone(opened, *runOnce(opened, {}), options, out);
  switch (output.says) {
    case Says::NextToken:
    case Says::HiddenToken:
      return printTokens(opened, options, predictedRow(opened, *opened.text(), options.row), out);
    case Says::Label:
      return printLabels(opened, *runOnce(opened, {}), options, out);
    case Says::LabelPerRow:
      return printLabelPerToken(opened, *runOnce(opened, CapturePlan({{output.stack, Site::Logits, -1}})), options,
                                out);
    case Says::Answer:
      return printAnswers(opened, *runOnce(opened, CapturePlan({{output.stack, Site::Logits, -1}})), options, out);
  }
}

void predict(const Options& options, std::ostream& out) { printPrediction(openModel(options), options, out); }

}  // namespace headlight::app
