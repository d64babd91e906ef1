#include "trace/change_factors.h"

namespace headlight {

float attentionTemperature(std::span<const Intervention> changes, AttentionId attention, int layer) {
  float temperature = 1;
  for (const Intervention& change : changes)
    if (const auto* it = std::get_if<AttentionTemperature>(&change))
      if (AttentionId(it->stack, it->attention) == attention && (it->layer == everyLayer || it->layer == layer))
        temperature *= it->temperature;
  return temperature;
}

float relativeBiasFactor(std::span<const Intervention> changes, StackId stack, int layer) {
  float factor = 1;
  for (const Intervention& change : changes)
    if (const auto* it = std::get_if<ScaleRelativeBias>(&change))
      if (it->stack == stack && (it->layer == everyLayer || it->layer == layer)) factor *= it->factor;
  return factor;
}

}  // namespace headlight
