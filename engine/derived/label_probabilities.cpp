#include "derived/label_probabilities.h"

#include <algorithm>
#include <cmath>

namespace headlight::derived {

std::vector<double> labelProbabilities(std::span<const float> logits, LabelKind kind) {
  std::vector<double> all(logits.begin(), logits.end());
  if (kind == LabelKind::AnyOf)
    for (double& value : all) value = 1 / (1 + std::exp(-value));
  if (kind != LabelKind::OneOf || all.empty()) return all;
  const double largest = *std::ranges::max_element(all);
  double sum = 0;
  for (double& value : all) sum += value = std::exp(value - largest);
  for (double& value : all) value /= sum;
  return all;
}

}  // namespace headlight::derived
