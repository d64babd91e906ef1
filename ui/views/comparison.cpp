#include "ui/views/comparison.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "derived/label_probabilities.h"

namespace headlight::ui {
namespace {

/// The ids of the largest `most` values, of equal ones the first.
std::vector<std::int32_t> largest(const std::vector<double>& values, std::size_t most) {
  std::vector<std::int32_t> ids(values.size());
  for (std::size_t id = 0; id < ids.size(); ++id) ids[id] = static_cast<std::int32_t>(id);
  most = std::min(most, ids.size());
  std::ranges::partial_sort(ids, ids.begin() + static_cast<std::ptrdiff_t>(most), [&](std::int32_t x, std::int32_t y) {
    const double a = values[static_cast<std::size_t>(x)], b = values[static_cast<std::size_t>(y)];
    return a != b ? a > b : x < y;
  });
  ids.resize(most);
  return ids;
}

/// Of every entry in either; empty where the model says nothing that has a probability.
std::pair<std::vector<double>, std::vector<double>> probabilitiesOf(const Trace& a, const Trace& b) {
  const OutputInfo* output = b.model().output();
  const auto logitsA = a.predictedLogits(), logitsB = b.predictedLogits();
  if (!output || output->says == Says::Answer || output->kind == LabelKind::Number || logitsA.empty() ||
      logitsA.size() != logitsB.size())
    return {};
  return {derived::labelProbabilities(logitsA, output->kind), derived::labelProbabilities(logitsB, output->kind)};
}

}  // namespace

const StackRows& KeptRun::rowsOf(StackId stack) const {
  static const StackRows none;
  const auto found = rows.find(stack);
  return found == rows.end() ? none : found->second;
}

PatchAnswers patchAnswers(const Trace& a, const Trace& b) {
  const auto [before, after] = probabilitiesOf(a, b);
  if (before.size() < 2) return {};
  PatchAnswers likeliest{largest(before, 1).front(), largest(after, 1).front()};
  if (likeliest.answer != likeliest.instead) return likeliest;
  std::vector<double> lost, gained;
  for (std::size_t id = 0; id < before.size(); ++id) {
    lost.push_back(before[id] - after[id]);
    gained.push_back(after[id] - before[id]);
  }
  const PatchAnswers changed{largest(lost, 1).front(), largest(gained, 1).front()};
  return changed.answer != changed.instead ? changed : PatchAnswers{};  // nothing changes
}

std::vector<AnswerChange> answerChanges(const Trace& a, const Trace& b, std::size_t most) {
  const auto [before, after] = probabilitiesOf(a, b);
  std::vector<std::int32_t> ids = largest(before, most);
  for (const std::int32_t id : largest(after, most))
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  std::vector<AnswerChange> changes;
  for (const std::int32_t id : ids)
    changes.push_back({id, before[static_cast<std::size_t>(id)], after[static_cast<std::size_t>(id)]});
  std::ranges::stable_sort(changes, std::greater(), [](const AnswerChange& one) { return std::max(one.a, one.b); });
  if (changes.size() > most) changes.resize(most);
  return changes;
}

}  // namespace headlight::ui
