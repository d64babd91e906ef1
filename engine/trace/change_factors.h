#pragma once

#include <span>

#include "trace/intervention.h"

namespace headlight {

/// The product of the temperatures that hold for a layer; 1 where there is none.
float attentionTemperature(std::span<const Intervention> changes, AttentionId attention, int layer);
/// The product of the factors of a stack's relative bias that hold for a layer; 1 where there is none.
float relativeBiasFactor(std::span<const Intervention> changes, StackId stack, int layer);

}  // namespace headlight
