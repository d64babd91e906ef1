#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "shader.h"
#include "vk/vulkan.h"

namespace headlight::vk {

class Device;

/// A compute pipeline: one shader with its specialization constants (constant_id 0, 1, ...), storage buffers 0 ..
/// bindings - 1 of set 0, and push constants.
class Kernel {
 public:
  Kernel(Device& device, VkPipelineCache cache, const Shader& shader, int bindings, std::size_t pushBytes,
         std::span<const std::uint32_t> constants);
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  const char* name() const { return name_; }
  VkPipeline pipeline() const { return pipeline_; }
  VkPipelineLayout layout() const { return layout_; }
  VkDescriptorSetLayout setLayout() const { return setLayout_; }
  int bindings() const { return bindings_; }
  std::size_t pushBytes() const { return pushBytes_; }

 private:
  void destroy();

  Device& device_;
  const char* name_;
  int bindings_;
  std::size_t pushBytes_;
  VkDescriptorSetLayout setLayout_ = VK_NULL_HANDLE;
  VkPipelineLayout layout_ = VK_NULL_HANDLE;
  VkPipeline pipeline_ = VK_NULL_HANDLE;
};

}  // namespace headlight::vk
