#include "derived/alignment.h"

#include <algorithm>
#include <utility>

namespace headlight::derived {
namespace {

using Ids = std::span<const std::int32_t>;

/// Places (in a, in b) of a longest common subsequence; empty where it takes more than `mostEdits` insertions and
/// deletions to make b of a.
std::vector<std::pair<int, int>> commonPlaces(Ids a, Ids b, int mostEdits) {
  const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size()), most = std::min(n + m, mostEdits);
  const auto equal = [&](int x, int y) { return a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(y)]; };
  // reached[d][k + d]: the farthest x on diagonal k = x - y with d edits (Myers' V); of every d, for the way back.
  std::vector<std::vector<int>> reached;
  const auto at = [&](int edits, int diagonal) -> int {
    if (edits < 0 || diagonal < -edits || diagonal > edits) return -1;
    return reached[static_cast<std::size_t>(edits)][static_cast<std::size_t>(diagonal + edits)];
  };
  const auto comesDown = [&](int edits, int diagonal) {
    return diagonal == -edits || (diagonal != edits && at(edits - 1, diagonal - 1) < at(edits - 1, diagonal + 1));
  };
  int edits = 0;
  bool found = false;
  for (; edits <= most && !found; ++edits) {
    reached.emplace_back(static_cast<std::size_t>(2 * edits + 1), -1);
    for (int diagonal = -edits; diagonal <= edits; diagonal += 2) {
      int x = edits == 0                   ? 0
              : comesDown(edits, diagonal) ? at(edits - 1, diagonal + 1)
                                           : at(edits - 1, diagonal - 1) + 1;
      // Beyond the lists there is nothing to reach; these diagonals stay as far as they came.
      while (x < n && x - diagonal < m && x >= 0 && x - diagonal >= 0 && equal(x, x - diagonal)) ++x;
      reached.back()[static_cast<std::size_t>(diagonal + edits)] = x;
      if (diagonal == n - m && x >= n) found = true;
    }
  }
  std::vector<std::pair<int, int>> places;
  if (!found) return places;
  int x = n, y = m;
  for (--edits; edits >= 0; --edits) {
    const int diagonal = x - y;
    const bool down = edits > 0 && comesDown(edits, diagonal);
    const int from = edits == 0 ? 0 : at(edits - 1, down ? diagonal + 1 : diagonal - 1);
    const int begin = edits == 0 ? 0 : down ? from : from + 1;  // x behind the edit, before what is equal
    while (x > begin) places.emplace_back(--x, --y);
    if (edits == 0) break;
    x = from;
    y = from - (down ? diagonal + 1 : diagonal - 1);
  }
  std::ranges::reverse(places);
  return places;
}

/// What stands between two tokens that are the same.
void addGap(std::vector<AlignedRows>& rows, int& a, int& b, int endA, int endB) {
  while (a < endA && b < endB) rows.push_back({a++, b++, false});
  while (a < endA) rows.push_back({a++, -1, false});
  while (b < endB) rows.push_back({-1, b++, false});
}

}  // namespace

std::vector<AlignedRows> alignTokens(Ids a, Ids b, int mostEdits) {
  const auto begin = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  std::size_t end = 0;
  while (end < std::min(a.size(), b.size()) - begin && a[a.size() - 1 - end] == b[b.size() - 1 - end]) ++end;
  const Ids middleA = a.subspan(begin, a.size() - begin - end), middleB = b.subspan(begin, b.size() - begin - end);
  std::vector<AlignedRows> rows;
  int nextA = 0, nextB = 0;
  const auto addSame = [&](int atA, int atB) {
    addGap(rows, nextA, nextB, atA, atB);
    rows.push_back({nextA++, nextB++, true});
  };
  const int first = static_cast<int>(begin);
  for (int row = 0; row < first; ++row) addSame(row, row);
  for (const auto& [x, y] : commonPlaces(middleA, middleB, mostEdits)) addSame(first + x, first + y);
  const int sizeA = static_cast<int>(a.size()), sizeB = static_cast<int>(b.size());
  for (int row = static_cast<int>(end); row > 0; --row) addSame(sizeA - row, sizeB - row);
  addGap(rows, nextA, nextB, sizeA, sizeB);
  return rows;
}

std::vector<AlignedRows> alignRows(int a, int b) {
  std::vector<AlignedRows> rows;
  if (a == b) {
    for (int row = 0; row < a; ++row) rows.push_back({row, row, true});
    return rows;
  }
  for (int row = 0; row < a; ++row) rows.push_back({row, -1, false});
  for (int row = 0; row < b; ++row) rows.push_back({-1, row, false});
  return rows;
}

}  // namespace headlight::derived
