#pragma once

#include <cstddef>
#include <span>

namespace headlight {

/// The one matrix kernel behind linear, attentionScores and attentionMix: some rows of x times some columns of b.
/// Each result is one chain of fused multiply-adds over k = 0, 1, 2, ... whatever the number of rows, panels or
/// threads, so a row has the same bits computed alone or among others (decisions.md 17).
namespace tile {

/// Columns of one panel: two vectors.
extern const int panelWidth;
/// Most rows and most panels of one call.
extern const int maxRows;
extern const int maxPanels;
/// Room for the results of one call, in floats (for arrays on the stack).
inline constexpr int resultCapacity = 12 * 4 * 32;

/// Consecutive k of b: row i of a segment starts at data + i * stride and holds `panels` panels, panelStride apart.
struct Segment {
  const float* data;
  int count;
};

/// How many panels at a time keep enough chains in flight, and few enough for the registers, with that many rows.
int panelsFor(int rows);

/// to[r * panels * panelWidth + c] = sum over k of x[r * xStride + k] * b[k, c], for rows <= maxRows and
/// panels = 1 or panelsFor(rows). Column c lies in panel c / panelWidth.
void multiply(int rows, int panels, const float* x, std::size_t xStride, std::span<const Segment> b, std::size_t stride,
              std::size_t panelStride, float* to);

/// Calls body(first, count) over groups of at most maxRows rows, as even as possible.
template <class Body>
void forRowGroups(int rows, const Body& body) {
  const int groups = (rows + maxRows - 1) / maxRows;
  for (int group = 0, first = 0; group < groups; ++group) {
    const int count = (rows - first + groups - group - 1) / (groups - group);
    body(first, count);
    first += count;
  }
}

/// Calls body(first, count) over groups of panelsFor(rows) panels, the rest one by one.
template <class Body>
void forPanelGroups(int begin, int end, int rows, const Body& body) {
  const int many = panelsFor(rows);
  while (begin < end) {
    const int count = end - begin >= many ? many : 1;
    body(begin, count);
    begin += count;
  }
}

}  // namespace tile
}  // namespace headlight
