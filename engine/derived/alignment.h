#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace headlight::derived {

/// Rows of two inputs that stand side by side; -1: the other input has nothing there.
struct AlignedRows {
  int a = -1, b = -1;
  bool same = false;  ///< both hold the same token; else one was replaced by the other, or one is alone
  bool both() const { return a >= 0 && b >= 0; }
  bool operator==(const AlignedRows&) const = default;
};

/// Two lists of token ids, a before b where only one of them has something, every row of both once and in order. What
/// is the same is a longest common subsequence (Myers 1986, "An O(ND) difference algorithm and its variations", the
/// greedy algorithm: time and memory grow with the number of differences). Between two of its tokens the first tokens
/// of both replace each other, and what is left over on one side stands alone. Of lists that differ in more than
/// `mostEdits` tokens what lies between the common beginning and the common end counts as replaced.
std::vector<AlignedRows> alignTokens(std::span<const std::int32_t> a, std::span<const std::int32_t> b,
                                     int mostEdits = 2000);

/// Rows of pictures: as many, each beside the one of its number. Of other numbers none stands beside another.
std::vector<AlignedRows> alignRows(int a, int b);

}  // namespace headlight::derived
