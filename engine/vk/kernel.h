#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "shader.h"
#include "vk/vulkan.h"

namespace headlight::vk {

class Device;

/// What a kernel binds in set 0: `count` buffers, of which those whose bit is set in `texels` are uniform texel buffers
/// (read through a format, which some devices do faster, lavapipe several times), the others storage buffers.
struct Bindings {
  std::uint32_t count = 0;
  std::uint32_t texels = 0;
};
VkDescriptorType descriptorType(const Bindings& bindings, std::uint32_t binding);

/// A compute pipeline: one shader with its specialization constants (constant_id 0, 1, ...), bindings and push
/// constants.
class Kernel {
 public:
  Kernel(Device& device, VkPipelineCache cache, const Shader& shader, Bindings bindings, std::size_t pushBytes,
         std::span<const std::uint32_t> constants);
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  const char* name() const { return name_; }
  VkPipeline pipeline() const { return pipeline_; }
  VkPipelineLayout layout() const { return layout_; }
  VkDescriptorSetLayout setLayout() const { return setLayout_; }
  const Bindings& bindings() const { return bindings_; }
  std::size_t pushBytes() const { return pushBytes_; }

 private:
  void destroy();

  Device& device_;
  const char* name_;
  Bindings bindings_;
  std::size_t pushBytes_;
  VkDescriptorSetLayout setLayout_ = VK_NULL_HANDLE;
  VkPipelineLayout layout_ = VK_NULL_HANDLE;
  VkPipeline pipeline_ = VK_NULL_HANDLE;
};

}  // namespace headlight::vk
