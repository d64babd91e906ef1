#pragma once

#include <cstddef>
#include <cstdint>

#include "tensor/shape.h"

namespace headlight {

/// The kernels behind `linear`: some rows of x times one panel of a packed weight, a stretch of k at a time. Each
/// result is one chain of fused multiply-adds over k = 0, 1, 2, ... whatever the number of rows, panels or threads, so
/// a row has the same bits computed alone or among others (decisions.md 17). A chain that is interrupted between two
/// stretches waits in memory as the same 32-bit float, which changes nothing.
namespace panel {

/// Outputs of one panel: two vectors. A panel is [in][width] elements, panels follow one another without gaps.
extern const int width;
/// Most rows of one call.
extern const int maxRows;

/// One call.
struct Step {
  const float* x;       ///< rows of x, at the first k of this stretch
  std::size_t xStride;  ///< floats from row to row
  const std::byte* b;   ///< the panel at the first k
  std::size_t bStride;  ///< bytes from panel to panel
  int depth;            ///< how many k
  bool begin;           ///< chains begin here with 0; otherwise they go on from `sums`
  float* sums;          ///< [panels][rows here][width], panels `sumStride` floats apart
  std::size_t sumStride;
  /// What will be read next, fetched on the way: two streams `aheadStride` bytes apart, `aheadStep` bytes of each per
  /// two k. One stream alone brings two thirds of what two bring (Zen 3).
  const std::byte* ahead;
  std::size_t aheadStride;
  std::size_t aheadStep;
};

using Kernel = void (*)(const Step&);

/// One panel, `rows` <= maxRows.
Kernel tallKernel(DType storage, int rows);
/// Two panels side by side, `rows` <= maxRows / 2. Fetches nothing ahead: where little but reading happens, the machine
/// does that best.
Kernel wideKernel(DType storage, int rows);

}  // namespace panel
}  // namespace headlight
