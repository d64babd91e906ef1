#pragma once

#include <cstddef>
#include <string>

#include "backend/eigen/kernels/panel.h"

namespace headlight {

/// One way to compute a product over packed panels. All ways give the same bits (each result is one chain over
/// ascending k), so which one is taken is a question of time alone.
struct PanelWay {
  std::string name;            ///< "v3 turns": its level, and how it walks
  const panel::Shape* shape;   ///< what most panels go through
  const panel::Shape* single;  ///< one panel at a time: what is left over at the end
  int turns;                   ///< how many calls of `shape` take turns over a stretch of k
  int stretch;                 ///< k of one turn; `wholeDepth`: all that x has in the cache
  static constexpr int wholeDepth = 1 << 24;
};

/// The work of one task of `linear`: sums[panel][row][panel::width] = x times neighbouring panels. Weights come from
/// memory once, in runs as long as possible; x stays in the second-level cache.
struct PanelProduct {
  const PanelWay& way;
  panel::Stored stored;
  const std::byte* weights;  ///< the first panel
  int panels;
  int in;
  const float* x;
  std::size_t xStride;
  int rows;
  float* sums;

  void run() const;
};

}  // namespace headlight
