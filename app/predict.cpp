#include <algorithm>
#include <cmath>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <numeric>
#include <ostream>

#include "base/error.h"
#include "commands.h"
#include "text/utf8.h"

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

/// `token` is how lists show it; `text` what it adds, null for bytes that make no character.
nlohmann::ordered_json tokenJson(const Opened& opened, std::int32_t id) {
  nlohmann::ordered_json token{{"id", id}, {"token", shownToken(opened, id)}};
  if (!opened.tokenizer) return token;
  const std::string bytes = opened.tokenizer->bytesOf(id);
  if (text::firstInvalidUtf8(bytes) == std::string::npos)
    token["text"] = bytes;
  else
    token["text"] = nullptr;
  return token;
}

/// Columns of a terminal: code points, which is right for everything but wide characters and combining marks.
std::size_t codePoints(const std::string& utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return !text::isContinuation(c); }));
}

}  // namespace

void printPrediction(const Opened& opened, const Trace& trace, const Options& options, std::ostream& out) {
  const std::vector<Choice> choices = likeliest(trace.predictedLogits(), options.top);
  if (!std::isfinite(choices.front().logit))
    fail(trace.model().name, ": the model computed a logit that is no number for this input");
  if (options.json) {
    nlohmann::ordered_json all{
        {"model", trace.model().name}, {"weights", trace.model().weightsHash}, {"device", trace.device()}};
    all["tokens"] = nlohmann::ordered_json::array();
    for (std::int32_t id : trace.ids()) all["tokens"].push_back(tokenJson(opened, id));
    all["predictions"] = nlohmann::ordered_json::array();
    for (const Choice& choice : choices) {
      all["predictions"].push_back(tokenJson(opened, choice.id));
      all["predictions"].back().update({{"probability", choice.probability}, {"logit", choice.logit}});
    }
    out << all.dump(2) << '\n';
    return;
  }
  out << trace.model().name << " on " << trace.device() << ", " << trace.ids().size()
      << (trace.ids().size() == 1 ? " token\n" : " tokens\n");
  std::size_t widest = 5;
  for (const Choice& choice : choices) widest = std::max(widest, codePoints(shownToken(opened, choice.id)));
  out << std::fixed;
  for (const Choice& choice : choices) {
    const std::string shown = shownToken(opened, choice.id);
    out << std::setw(8) << std::setprecision(2) << 100 * choice.probability << " %  " << shown
        << std::string(widest - codePoints(shown), ' ') << "  id " << std::left << std::setw(6) << choice.id
        << std::right << " logit " << std::setprecision(4) << choice.logit << '\n';
  }
}

void predict(const Options& options, std::ostream& out) {
  const Opened opened = openModel(options);
  printPrediction(opened, *runOnce(opened, {}), options, out);
}

}  // namespace headlight::app
