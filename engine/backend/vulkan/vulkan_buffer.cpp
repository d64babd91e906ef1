#include "backend/vulkan/vulkan_buffer.h"

namespace headlight {

void VulkanBuffer::download(std::size_t offset, std::span<std::byte> to) const {
  device()->download(*memory_, offset, to);
}

}  // namespace headlight
