#include "vk/buffer.h"

#include <utility>

#include "vk/device.h"

namespace headlight::vk {

Buffer::Buffer(std::shared_ptr<Device> device, VkDeviceSize bytes, MemoryUse use)
    : device_(std::move(device)), bytes_(bytes), range_(device_->memory().allocate(bytes, use)) {}

Buffer::~Buffer() {
  // Whoever recorded a use of it held a handle until its submit, so the last ticket covers every use.
  device_->memory().release(range_, device_->submitted());
}

}  // namespace headlight::vk
