#pragma once

#include <cstddef>
#include <cstdint>

/// The kernels behind `linear`: some rows of x times some panels of a packed weight, a stretch of k at a time. Each
/// result is one chain of fused multiply-adds over k = 0, 1, 2, ... whatever the kernel, the number of rows, panels or
/// threads, so a row has the same bits computed alone or among others (engine/backend/eigen/README.md). A chain that is
/// interrupted between two stretches waits in memory as the same 32-bit float, which changes nothing.
namespace headlight::panel {

/// Outputs of one panel. A panel is [in][width] elements, panels follow one another without gaps. The same at every
/// level, so that a packed weight serves the kernels of each; a line of f32 is one cache line.
inline constexpr int width = 16;
/// Most rows of x in one call, whatever the shape.
inline constexpr int mostRows = 12;

/// Stored elements that the kernels widen.
enum Stored : std::uint8_t { StoredF32, StoredF16, StoredBf16, StoredCount };

/// One call.
struct Step {
  const float* x;       ///< rows of x, at the first k of this stretch
  std::size_t xStride;  ///< floats from row to row
  const std::byte* b;   ///< the first panel at the first k
  std::size_t bStride;  ///< bytes from panel to panel
  int depth;            ///< how many k
  bool begin;           ///< chains begin here with 0; otherwise they go on from `sums`
  float* sums;          ///< [panels][rows here][width], panels `sumStride` floats apart
  std::size_t sumStride;
  /// What will be read next, fetched on the way: two streams `aheadStride` bytes apart, `aheadStep` bytes of each per
  /// k and panel (per two k of one panel). One stream alone brings two thirds of what two bring (Zen 3).
  const std::byte* ahead;
  std::size_t aheadStride;
  std::size_t aheadStep;
};

using Kernel = void (*)(const Step&);

/// Whether Step::ahead is read, and into which cache: the first level, for what comes next, or the second, for what is
/// further off (Zen 4: 8 rows from memory 81 against 68 GFLOP/s; on Zen 3 it made no difference). Without, the machine
/// is trusted to see what comes.
enum class Fetch : std::uint8_t { None, First, Second };

/// One way to multiply: `panels` side by side, at most `rows` rows of x in one call.
struct Shape {
  int panels;
  int rows;
  Fetch fetch;
  const Kernel* kernels[StoredCount];  ///< [stored][rows of the call - 1]
};

/// The shapes of one level; the first one has one panel.
struct Kernels {
  const Shape* shapes;
  int count;
};

}  // namespace headlight::panel
