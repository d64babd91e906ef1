#include "ui/lens/field_pipelines.h"

#include <algorithm>
#include <array>

#include "field.h"
#include "shaders/field.frag.h"
#include "shaders/field.vert.h"
#include "shaders/reduce_pattern.comp.h"
#include "vk/device.h"
#include "vk/kernel_cache.h"
#include "vk/result.h"

namespace headlight::ui {
namespace {

constexpr VkShaderStageFlags stages =
    VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT | VK_SHADER_STAGE_COMPUTE_BIT;

/// A shader module for as long as pipelines are being made from it.
class Module {
 public:
  Module(vk::Device& device, const Shader& shader) : device_(device) {
    VkShaderModuleCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
    info.codeSize = shader.words.size_bytes();
    info.pCode = shader.words.data();
    vk::check(vkCreateShaderModule(device.handle(), &info, nullptr, &module_), "loading a shader", device.name());
  }
  ~Module() { vkDestroyShaderModule(device_.handle(), module_, nullptr); }
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;
  VkPipelineShaderStageCreateInfo stage(VkShaderStageFlagBits which) const {
    VkPipelineShaderStageCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
    info.stage = which;
    info.module = module_;
    info.pName = "main";
    return info;
  }

 private:
  vk::Device& device_;
  VkShaderModule module_ = VK_NULL_HANDLE;
};

}  // namespace

FieldPipelines::FieldPipelines(vk::Device& device) : device_(device) {
  try {
    makeRenderPass();
    makeLayout();
    makeFields();
    makeReduction();
  } catch (...) {
    destroy();
    throw;
  }
}

FieldPipelines::~FieldPipelines() { destroy(); }

void FieldPipelines::destroy() {
  // By now the last frame was waited for.
  vkDestroyPipeline(device_.handle(), reduction_, nullptr);
  vkDestroyPipeline(device_.handle(), fields_, nullptr);
  vkDestroyPipelineLayout(device_.handle(), layout_, nullptr);
  vkDestroyDescriptorSetLayout(device_.handle(), setLayout_, nullptr);
  vkDestroyRenderPass(device_.handle(), renderPass_, nullptr);
}

void FieldPipelines::makeRenderPass() {
  VkAttachmentDescription color{};
  color.format = format;
  color.samples = VK_SAMPLE_COUNT_1_BIT;
  color.loadOp = VK_ATTACHMENT_LOAD_OP_CLEAR;
  color.storeOp = VK_ATTACHMENT_STORE_OP_STORE;
  color.stencilLoadOp = VK_ATTACHMENT_LOAD_OP_DONT_CARE;
  color.stencilStoreOp = VK_ATTACHMENT_STORE_OP_DONT_CARE;
  color.initialLayout = VK_IMAGE_LAYOUT_UNDEFINED;
  color.finalLayout = VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL;
  VkAttachmentReference reference{0, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL};
  VkSubpassDescription subpass{};
  subpass.pipelineBindPoint = VK_PIPELINE_BIND_POINT_GRAPHICS;
  subpass.colorAttachmentCount = 1;
  subpass.pColorAttachments = &reference;
  std::array<VkSubpassDependency, 2> dependencies{};
  dependencies[0].srcSubpass = VK_SUBPASS_EXTERNAL;  // the copy of the frame before
  dependencies[0].dstSubpass = 0;
  dependencies[0].srcStageMask = VK_PIPELINE_STAGE_TRANSFER_BIT;
  dependencies[0].dstStageMask = VK_PIPELINE_STAGE_COLOR_ATTACHMENT_OUTPUT_BIT;
  dependencies[0].srcAccessMask = VK_ACCESS_TRANSFER_READ_BIT;
  dependencies[0].dstAccessMask = VK_ACCESS_COLOR_ATTACHMENT_WRITE_BIT;
  dependencies[1].srcSubpass = 0;
  dependencies[1].dstSubpass = VK_SUBPASS_EXTERNAL;
  dependencies[1].srcStageMask = VK_PIPELINE_STAGE_COLOR_ATTACHMENT_OUTPUT_BIT;
  dependencies[1].dstStageMask = VK_PIPELINE_STAGE_TRANSFER_BIT;
  dependencies[1].srcAccessMask = VK_ACCESS_COLOR_ATTACHMENT_WRITE_BIT;
  dependencies[1].dstAccessMask = VK_ACCESS_TRANSFER_READ_BIT;
  VkRenderPassCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_RENDER_PASS_CREATE_INFO;
  info.attachmentCount = 1;
  info.pAttachments = &color;
  info.subpassCount = 1;
  info.pSubpasses = &subpass;
  info.dependencyCount = static_cast<std::uint32_t>(dependencies.size());
  info.pDependencies = dependencies.data();
  vk::check(vkCreateRenderPass(device_.handle(), &info, nullptr, &renderPass_), "creating the lens's render pass",
            device_.name());
}

void FieldPipelines::makeLayout() {
  std::array<VkDescriptorSetLayoutBinding, 3> bindings{};
  for (std::uint32_t i = 0; i < bindings.size(); ++i)
    bindings[i] = {i, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1,
                   i == 2 ? static_cast<VkShaderStageFlags>(VK_SHADER_STAGE_COMPUTE_BIT) : stages, nullptr};
  VkDescriptorSetLayoutCreateInfo set{};
  set.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO;
  set.bindingCount = static_cast<std::uint32_t>(bindings.size());
  set.pBindings = bindings.data();
  vk::check(vkCreateDescriptorSetLayout(device_.handle(), &set, nullptr, &setLayout_), "creating a set layout",
            device_.name());
  VkPushConstantRange range{stages, 0,
                            static_cast<std::uint32_t>(std::max(sizeof(push::FieldDraw), sizeof(push::ReducePattern)))};
  VkPipelineLayoutCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
  info.setLayoutCount = 1;
  info.pSetLayouts = &setLayout_;
  info.pushConstantRangeCount = 1;
  info.pPushConstantRanges = &range;
  vk::check(vkCreatePipelineLayout(device_.handle(), &info, nullptr, &layout_), "creating a pipeline layout",
            device_.name());
}

void FieldPipelines::makeFields() {
  const Module vertex(device_, shaders::fieldVert), fragment(device_, shaders::fieldFrag);
  const std::array stageInfos{vertex.stage(VK_SHADER_STAGE_VERTEX_BIT), fragment.stage(VK_SHADER_STAGE_FRAGMENT_BIT)};
  VkPipelineVertexInputStateCreateInfo input{};
  input.sType = VK_STRUCTURE_TYPE_PIPELINE_VERTEX_INPUT_STATE_CREATE_INFO;
  VkPipelineInputAssemblyStateCreateInfo assembly{};
  assembly.sType = VK_STRUCTURE_TYPE_PIPELINE_INPUT_ASSEMBLY_STATE_CREATE_INFO;
  assembly.topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_STRIP;
  VkPipelineViewportStateCreateInfo viewport{};
  viewport.sType = VK_STRUCTURE_TYPE_PIPELINE_VIEWPORT_STATE_CREATE_INFO;
  viewport.viewportCount = 1;
  viewport.scissorCount = 1;
  VkPipelineRasterizationStateCreateInfo raster{};
  raster.sType = VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_STATE_CREATE_INFO;
  raster.cullMode = VK_CULL_MODE_NONE;
  raster.lineWidth = 1;
  VkPipelineMultisampleStateCreateInfo samples{};
  samples.sType = VK_STRUCTURE_TYPE_PIPELINE_MULTISAMPLE_STATE_CREATE_INFO;
  samples.rasterizationSamples = VK_SAMPLE_COUNT_1_BIT;
  VkPipelineColorBlendAttachmentState write{};
  write.colorWriteMask =
      VK_COLOR_COMPONENT_R_BIT | VK_COLOR_COMPONENT_G_BIT | VK_COLOR_COMPONENT_B_BIT | VK_COLOR_COMPONENT_A_BIT;
  VkPipelineColorBlendStateCreateInfo blend{};
  blend.sType = VK_STRUCTURE_TYPE_PIPELINE_COLOR_BLEND_STATE_CREATE_INFO;
  blend.attachmentCount = 1;
  blend.pAttachments = &write;
  const std::array dynamicStates{VK_DYNAMIC_STATE_VIEWPORT, VK_DYNAMIC_STATE_SCISSOR};
  VkPipelineDynamicStateCreateInfo dynamic{};
  dynamic.sType = VK_STRUCTURE_TYPE_PIPELINE_DYNAMIC_STATE_CREATE_INFO;
  dynamic.dynamicStateCount = static_cast<std::uint32_t>(dynamicStates.size());
  dynamic.pDynamicStates = dynamicStates.data();
  VkGraphicsPipelineCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_GRAPHICS_PIPELINE_CREATE_INFO;
  info.stageCount = static_cast<std::uint32_t>(stageInfos.size());
  info.pStages = stageInfos.data();
  info.pVertexInputState = &input;
  info.pInputAssemblyState = &assembly;
  info.pViewportState = &viewport;
  info.pRasterizationState = &raster;
  info.pMultisampleState = &samples;
  info.pColorBlendState = &blend;
  info.pDynamicState = &dynamic;
  info.layout = layout_;
  info.renderPass = renderPass_;
  vk::check(vkCreateGraphicsPipelines(device_.handle(), device_.kernels().handle(), 1, &info, nullptr, &fields_),
            "creating the field pipeline", device_.name());
}

void FieldPipelines::makeReduction() {
  const Module compute(device_, shaders::reducePattern);
  VkComputePipelineCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
  info.stage = compute.stage(VK_SHADER_STAGE_COMPUTE_BIT);
  info.layout = layout_;
  vk::check(vkCreateComputePipelines(device_.handle(), device_.kernels().handle(), 1, &info, nullptr, &reduction_),
            "creating the reduction pipeline", device_.name());
}

}  // namespace headlight::ui
