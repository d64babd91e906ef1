#pragma once

#include <cstddef>
#include <cstdint>

#include "backend/activation.h"
#include "backend/eigen/kernels/panel.h"
#include "backend/eigen/kernels/tile.h"

/// The inner loops of the CPU backend, compiled once for each level of processors: the same sources with other flags,
/// each in a namespace of its own (HEADLIGHT_CPU_LEVEL: v2, v3, v4; `base` where the compiler's own choice is the only
/// one). Only plain data crosses this border, and nothing here may come from a template or an inline function of
/// another library: the linker keeps one copy of such a function for the whole program, and that copy could have been
/// compiled for a processor that this machine does not have. tests/engine/backend/level_symbols.cmake watches over it.
namespace headlight {

/// What patternStatistics says of one row of one head.
struct PatternRowNumbers {
  float most, least, entropyBits, distance;
};

/// One task of `linear` after its products: y = activation(sums + bias).
struct FinishStep {
  const float* sums;      ///< [panels][rows][panel::width]
  std::size_t panelSums;  ///< floats from panel to panel
  int rows;
  int columns;        ///< real columns, at most panels * panel::width
  const float* bias;  ///< [columns] or null
  Activation activation;
  float* y;
  std::size_t yStride;
};

/// binary32 to binary16, to nearest even.
using ToHalf = void (*)(const float* from, std::size_t count, std::uint16_t* to);

/// All kernels of one level. Widths are in floats, strides in floats from row to row.
struct CpuKernels {
  const char* level;  ///< "v2", "v3", "v4", "base"
  const panel::Kernels* panels;
  const tile::Kernels* tiles;
  void (*finish)(const FinishStep&);
  /// Keys [0, count) of one head as panels [headWidth][tile::panelWidth], filled up with zeros.
  void (*packKeys)(const float* key, std::size_t stride, int count, int headWidth, float* to);
  /// scores[i] += scale * table[first + i] for i < count; outside of [0, entries) the nearest entry stands.
  void (*addBias)(const float* table, int entries, int first, float scale, int count, float* scores);
  /// In place: the first `seen` of `capacity` scores; what is not seen becomes 0.
  void (*softmax)(float* row, int seen, int capacity);
  void (*layerNorm)(const float* x, const float* weight, const float* bias, float epsilon, int width, float* y);
  void (*rmsNorm)(const float* x, const float* weight, float epsilon, int width, float* y);
  /// `here`: the row's own position, counted from the first of its `seen` > 0 keys.
  PatternRowNumbers (*measure)(const float* row, int seen, int here);
  void (*turn)(float* head, const float* turns, std::size_t half);
  void (*add)(const float* a, const float* b, std::size_t count, float* y);
  void (*multiply)(const float* a, const float* b, std::size_t count, float* y);
  void (*activate)(const float* x, std::size_t count, Activation activation, float* y);
  ToHalf toHalf;  ///< null where the processor has no instruction for it
};

}  // namespace headlight
