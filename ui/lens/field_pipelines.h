#pragma once

#include <memory>

#include "vk/vulkan.h"

namespace headlight::vk {
class Device;
}

namespace headlight::ui {

/// What VulkanFields draws with, made once per device: render pass (clear, draw, then ready to be copied), the field
/// pipeline and the reduction. Set 0: binding 0 pattern, 1 frame buffer, 2 reduced map. `device` must outlive it.
class FieldPipelines {
 public:
  static constexpr VkFormat format = VK_FORMAT_B8G8R8A8_UNORM;  // QImage::Format_RGB32 on little-endian machines

  explicit FieldPipelines(vk::Device& device);
  ~FieldPipelines();
  FieldPipelines(const FieldPipelines&) = delete;
  FieldPipelines& operator=(const FieldPipelines&) = delete;

  VkRenderPass renderPass() const { return renderPass_; }
  VkPipelineLayout layout() const { return layout_; }
  VkDescriptorSetLayout setLayout() const { return setLayout_; }
  VkPipeline fields() const { return fields_; }
  VkPipeline reduction() const { return reduction_; }

 private:
  void makeRenderPass();
  void makeLayout();
  void makeFields();
  void makeReduction();
  void destroy();

  vk::Device& device_;
  VkRenderPass renderPass_ = VK_NULL_HANDLE;
  VkDescriptorSetLayout setLayout_ = VK_NULL_HANDLE;
  VkPipelineLayout layout_ = VK_NULL_HANDLE;
  VkPipeline fields_ = VK_NULL_HANDLE;
  VkPipeline reduction_ = VK_NULL_HANDLE;
};

}  // namespace headlight::ui
