#include "derived/pattern_ranges.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>

#include "derived/seen_keys.h"
#include "trace/host_rows.h"

namespace headlight::derived {
namespace {

// Sizes are the exponent and the first five bits behind the point of a float, from 2^-24 up to 1.
constexpr int dropped = 18;
constexpr std::uint32_t smallest = (127U - 24U) << (23 - dropped), largest = 127U << (23 - dropped);
constexpr std::size_t sizes = largest - smallest + 1;

std::size_t sizeOf(float weight) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(weight) >> dropped;
  return std::clamp(bits, smallest, largest) - smallest;
}
float upperEnd(std::size_t size) {
  return std::bit_cast<float>((static_cast<std::uint32_t>(size) + smallest + 1) << dropped);
}

}  // namespace

bool isForced(const Trace& trace, AttentionId attention, int layer, int head, int query) {
  return SeenKeys(trace, attention, layer).forced(head, query);
}

std::vector<HeadRange> headRanges(const Trace& trace, AttentionId attention, int layer) {
  const PatternNumbers* numbers = trace.patternNumbers(attention, layer);
  if (numbers == nullptr) return {};
  const auto heads = static_cast<std::size_t>(trace.model().attention(attention).heads);
  const SeenKeys sees(trace, attention, layer);
  std::vector<HeadRange> ranges(heads);
  std::vector<float> forced(heads, 0.0F);
  for (HeadRange& range : ranges) range.rows.reserve(static_cast<std::size_t>(trace.rows(attention.stack)));
  int query = 0;
  for (const auto& block : *numbers)
    for (const float* row = block->rows.data(); row != block->rows.data() + block->rows.size(); ++query) {
      const bool asked = sees.mayBeForced(query);
      for (std::size_t head = 0; head < heads; ++head, row += PatternSumCount) {
        HeadRange& range = ranges[head];
        const float most = row[PatternMax];
        range.rows.push_back(most);
        float& reached = asked && sees.forced(static_cast<int>(head), query) ? forced[head] : range.largest;
        reached = std::max(reached, most);  // NaN compares false: a broken row does not take the range
      }
    }
  for (std::size_t head = 0; head < heads; ++head)
    if (ranges[head].largest == 0) ranges[head].largest = forced[head];
  return ranges;
}

std::vector<float> WeightPercentiles::of(const Trace& trace, AttentionId attention, int layer) {
  const PatternNumbers* numbers = trace.patternNumbers(attention, layer);
  const Rows* pattern = trace.find(patternSite(attention, layer));
  if (numbers == nullptr || pattern == nullptr) return {};
  const auto heads = static_cast<std::size_t>(trace.model().attention(attention).heads);
  const SeenKeys sees(trace, attention, layer);
  const HostRows rows(*pattern);
  std::vector<Block>& blocks = blocks_[{attention, layer}];
  blocks.resize(numbers->size());
  Counts sums(heads, std::vector<std::uint32_t>(sizes, 0));
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    Block& block = blocks[b];
    if (block.numbers != (*numbers)[b]) {
      block.numbers = (*numbers)[b];
      block.counts.assign(heads, std::vector<std::uint32_t>(sizes, 0));
      const int begin = static_cast<int>(b) * Rows::blockRows, end = std::min(begin + Rows::blockRows, rows.rows());
      for (int query = begin; query < end; ++query)
        for (std::size_t head = 0; head < heads; ++head) {
          if (sees.forced(static_cast<int>(head), query)) continue;
          const SeenKeys::Span seen = sees.of(query);
          const std::span<const float> weights =
              rows.head(query, static_cast<int>(head), static_cast<std::size_t>(seen.end))
                  .subspan(static_cast<std::size_t>(seen.begin));
          for (const float weight : weights)
            if (!std::isnan(weight)) ++block.counts[head][sizeOf(weight)];
        }
    }
    for (std::size_t head = 0; head < heads; ++head)
      for (std::size_t size = 0; size < sizes; ++size) sums[head][size] += block.counts[head][size];
  }
  const std::vector<HeadRange> ranges = headRanges(trace, attention, layer);
  std::vector<float> reached;
  for (std::size_t head = 0; head < heads; ++head) {
    std::uint64_t all = 0, above = 0;
    for (const std::uint32_t count : sums[head]) all += count;
    const auto allowed = static_cast<std::uint64_t>(std::floor(static_cast<double>(all) * (1 - share) + 1e-9));
    std::size_t size = sizes;
    while (size > 0 && above + sums[head][size - 1] <= allowed) above += sums[head][--size];
    reached.push_back(size > 0 ? std::min(upperEnd(size - 1), ranges[head].largest) : ranges[head].largest);
  }
  return reached;
}

}  // namespace headlight::derived
