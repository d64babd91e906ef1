#include "run/spare_blocks.h"

#include <atomic>
#include <utility>

namespace headlight {
namespace {

bool sameBlock(const Tensor& a, const Tensor& b) {
  return a.defined() && b.defined() && a.bufferHandle() == b.bufferHandle() && a.offset() == b.offset();
}

}  // namespace

SpareBlocks::Spare SpareBlocks::take(SiteId site, const Tensor& kept, const Shape& shape) {
  const auto found = pairs_.find(site);
  if (found == pairs_.end()) return {};
  Pair& pair = found->second;
  const bool sameTrace = sameBlock(pair.now, kept);
  Tensor before = std::exchange(pair.before, {});
  if (!sameTrace || !before.defined() || before.rowStride() != kept.rowStride() || before.dim(0) < shape[0] ||
      before.rows(0, shape[0]).shape() != shape)
    return {};
  if (before.bufferHandle().use_count() != 1) return {};
  // Whoever dropped the last other handle, perhaps on another thread, has done its reading.
  std::atomic_thread_fence(std::memory_order_acquire);
  return {std::move(before), pair.agree};
}

void SpareBlocks::put(SiteId site, Tensor block, const Tensor& kept, int head) {
  if (!block.defined()) {
    pairs_.erase(site);
    return;
  }
  Pair& pair = pairs_[site];
  // A text that lost its last block goes on in an earlier one, of which what was written last knows nothing.
  if (!sameBlock(pair.now, kept)) pair.now = {};
  pair.before = std::exchange(pair.now, std::move(block));
  pair.agree = head;
}

}  // namespace headlight
