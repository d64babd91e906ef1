#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "trace/trace.h"

namespace headlight::derived {

/// True for a query that sees one key, as the first one of a causal attention does: its weight is 1 whatever the model
/// is like, and says nothing of the head. Counted after the mask, the window and the trace's own MaskKey and CutEdge.
bool isForced(const Trace& trace, AttentionId attention, int layer, int head, int query);

/// How large the weights of one head are, row by row.
struct HeadRange {
  float largest = 0;  ///< among rows that are not forced; among all where every row is
  std::vector<float>
      rows;  ///< [queries] the largest weight of each, forced ones too; 0 of a row that is NaN all through
};
/// Of every head of a layer, from the numbers that the pass left (no weight is read). Empty where the pattern was not
/// captured. Any thread.
std::vector<HeadRange> headRanges(const Trace& trace, AttentionId attention, int layer);

/// The weight that 99 % of a head's weights do not exceed, counted among keys that are seen, without forced rows. Made
/// of counts by size, one set for each block of 64 rows, which are kept as long as the next traces share the block: an
/// edit counts only the blocks that it changed. Sizes are told apart to 1/32; the answer is rounded up, so that never
/// more than 1 % lie above it. One thread at a time.
class WeightPercentiles {
 public:
  static constexpr double share = 0.99;

  /// [heads]; empty where the pattern was not captured. Downloads blocks that the host cannot read.
  std::vector<float> of(const Trace& trace, AttentionId attention, int layer);

 private:
  using Counts = std::vector<std::vector<std::uint32_t>>;  ///< [heads][sizes]
  struct Block {
    std::shared_ptr<const PatternBlockNumbers> numbers;  ///< names the block, and lives as long as this
    Counts counts;
  };
  std::map<std::pair<AttentionId, int>, std::vector<Block>> blocks_;
};

}  // namespace headlight::derived
