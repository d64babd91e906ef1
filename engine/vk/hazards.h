#pragma once

#include <cstdint>
#include <vector>

#include "vk/vulkan.h"

namespace headlight::vk {

/// Bytes [begin, end) of a VkBuffer, read, written or both.
struct Access {
  VkBuffer buffer;
  VkDeviceSize begin;
  VkDeviceSize end;
  bool reads;
  bool writes;
};

/// Whether a command must wait for the ones recorded since the last barrier: read after write, write after read, write
/// after write, by memory range, because a pool gives neighbouring ranges of one VkBuffer to different tensors.
class Hazards {
 public:
  /// True when any of `accesses` conflicts with what was recorded.
  bool conflicts(const std::vector<Access>& accesses) const;
  void record(const std::vector<Access>& accesses);
  /// A barrier over everything was put.
  void clear() { recorded_.clear(); }
  bool empty() const { return recorded_.empty(); }

 private:
  std::vector<Access> recorded_;
};

}  // namespace headlight::vk
