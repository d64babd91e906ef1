#pragma once

#include <cstddef>

/// The matrix kernel behind attentionScores and attentionMix: some rows of x times some columns of b. Each result is
/// one chain of fused multiply-adds over k = 0, 1, 2, ... whatever the number of rows, panels or threads, so a row has
/// the same bits computed alone or among others (engine/backend/eigen/README.md).
namespace headlight::tile {

/// Columns of one panel, at every level.
inline constexpr int panelWidth = 16;

/// Consecutive k of b: row i of a segment starts at data + i * stride and holds the panels, panelStride apart.
struct Segment {
  const float* data;
  int count;
};

/// to[r * toStride + c] = scale * (sum over k of x[r * xStride + k] * b[k, c]) + 0, for c < columns. Column c lies in
/// panel c / panelWidth. (+ 0 turns -0 into 0: whether zeros were added after the last seen key must leave no trace.)
struct Step {
  int rows;    ///< at most Kernels::maxRows
  int panels;  ///< 1 or Kernels::panelsFor[rows] of this call's rows, nothing else
  const float* x;
  std::size_t xStride;
  const Segment* segments;
  int segmentCount;
  std::size_t stride;
  std::size_t panelStride;
  float scale;
  float* to;
  std::size_t toStride;
  int columns;
};

inline constexpr int mostRows = 16;

struct Kernels {
  int maxRows;
  int panelsFor[mostRows +
                1];  ///< [rows]: how many panels keep enough chains in flight, and few enough for the registers
  void (*multiply)(const Step&);
};

/// Calls body(first, count) over groups of at most `most` rows, as even as possible.
template <class Body>
void forRowGroups(int rows, int most, const Body& body) {
  const int groups = (rows + most - 1) / most;
  for (int group = 0, first = 0; group < groups; ++group) {
    const int count = (rows - first + groups - group - 1) / (groups - group);
    body(first, count);
    first += count;
  }
}

/// Calls body(first, count) over groups of `many` panels, the rest one by one.
template <class Body>
void forPanelGroups(int panels, int many, const Body& body) {
  for (int begin = 0; begin < panels;) {
    const int count = panels - begin >= many ? many : 1;
    body(begin, count);
    begin += count;
  }
}

}  // namespace headlight::tile
