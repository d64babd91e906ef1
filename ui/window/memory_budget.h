#pragma once

#include <cstdint>
#include <span>

#include "info/model_info.h"

namespace headlight::ui {

/// Memory that programs can still be given, in bytes: MemAvailable of /proc/meminfo, or what the control group that
/// this process runs in has left, whichever is less. 0 where neither can be read.
std::uint64_t freeMemory();

/// A capture plan cut down to a budget.
struct FittedPlan {
  CapturePlan plan;          ///< what fits
  std::uint64_t wanted = 0;  ///< bytes that everything would take
  int layersLeftOut = 0;     ///< patterns that do not fit
  int othersLeftOut = 0;     ///< other sites that do not fit
  bool whole() const { return layersLeftOut + othersLeftOut == 0; }
};

/// What of `wanted` fits into `budget` bytes for inputs of so many `rows` by stack, kept `copies` times (the trace on
/// screen, the one being computed; twice that with what-ifs). The pattern of `layer` comes first, then sites of a row's
/// width, then the patterns of other layers, nearest first.
FittedPlan fitPlan(const CapturePlan& wanted, const ModelInfo& model, std::span<const int> rows, int copies,
                   std::uint64_t budget, int layer);

}  // namespace headlight::ui
