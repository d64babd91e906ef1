#include "vk/kernel.h"

#include <string>
#include <vector>

#include "vk/device.h"
#include "vk/result.h"

namespace headlight::vk {

VkDescriptorType descriptorType(const Bindings& bindings, std::uint32_t binding) {
  return bindings.texels >> binding & 1 ? VK_DESCRIPTOR_TYPE_UNIFORM_TEXEL_BUFFER : VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
}

Kernel::Kernel(Device& device, VkPipelineCache cache, const Shader& shader, Bindings bindings, std::size_t pushBytes,
               std::span<const std::uint32_t> constants)
    : device_(device), name_(shader.name), bindings_(bindings), pushBytes_(pushBytes) {
  const auto made = [&](VkResult result, const char* what) {
    if (result == VK_SUCCESS) return;
    destroy();
    check(result, (std::string(what) + " of " + name_).c_str(), device_.name());
  };

  std::vector<VkDescriptorSetLayoutBinding> slots(bindings.count);
  for (std::uint32_t i = 0; i < bindings.count; ++i)
    slots[i] = {i, descriptorType(bindings, i), 1, VK_SHADER_STAGE_COMPUTE_BIT, nullptr};
  VkDescriptorSetLayoutCreateInfo set{};
  set.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO;
  set.bindingCount = static_cast<std::uint32_t>(slots.size());
  set.pBindings = slots.data();
  made(vkCreateDescriptorSetLayout(device_.handle(), &set, nullptr, &setLayout_), "creating the bindings");

  const VkPushConstantRange push{VK_SHADER_STAGE_COMPUTE_BIT, 0, static_cast<std::uint32_t>(pushBytes)};
  VkPipelineLayoutCreateInfo layout{};
  layout.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
  layout.setLayoutCount = 1;
  layout.pSetLayouts = &setLayout_;
  layout.pushConstantRangeCount = pushBytes ? 1 : 0;
  layout.pPushConstantRanges = &push;
  made(vkCreatePipelineLayout(device_.handle(), &layout, nullptr, &layout_), "creating the layout");

  VkShaderModuleCreateInfo words{};
  words.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
  words.codeSize = shader.words.size_bytes();
  words.pCode = shader.words.data();
  VkShaderModule module = VK_NULL_HANDLE;
  made(vkCreateShaderModule(device_.handle(), &words, nullptr, &module), "loading the shader");

  std::vector<VkSpecializationMapEntry> entries(constants.size());
  for (std::uint32_t i = 0; i < entries.size(); ++i) entries[i] = {i, i * 4, 4};
  const VkSpecializationInfo special{static_cast<std::uint32_t>(entries.size()), entries.data(), constants.size_bytes(),
                                     constants.data()};
  VkComputePipelineCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
  info.layout = layout_;
  info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
  info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
  info.stage.module = module;
  info.stage.pName = "main";
  info.stage.pSpecializationInfo = &special;
  const VkResult result = vkCreateComputePipelines(device_.handle(), cache, 1, &info, nullptr, &pipeline_);
  vkDestroyShaderModule(device_.handle(), module, nullptr);
  made(result, "creating the pipeline");
}

Kernel::~Kernel() { destroy(); }

void Kernel::destroy() {
  vkDestroyPipeline(device_.handle(), pipeline_, nullptr);
  vkDestroyPipelineLayout(device_.handle(), layout_, nullptr);
  vkDestroyDescriptorSetLayout(device_.handle(), setLayout_, nullptr);
}

}  // namespace headlight::vk
