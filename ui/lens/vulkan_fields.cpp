#include "ui/lens/vulkan_fields.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "base/error.h"
#include "ui/lens/device_patterns.h"
#include "ui/lens/field_pipelines.h"
#include "ui/lens/field_plan.h"
#include "ui/lens/inspector.h"
#include "vk/commands.h"
#include "vk/device.h"
#include "vk/image.h"
#include "vk/result.h"

namespace headlight::ui {
namespace {
void barrier(VkCommandBuffer commands, VkPipelineStageFlags from, VkAccessFlags written, VkPipelineStageFlags to,
             VkAccessFlags read) {
  VkMemoryBarrier memory{};
  memory.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
  memory.srcAccessMask = written;
  memory.dstAccessMask = read;
  vkCmdPipelineBarrier(commands, from, to, 0, 1, &memory, 0, nullptr, 0, nullptr);
}

constexpr VkShaderStageFlags allStages =
    VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT | VK_SHADER_STAGE_COMPUTE_BIT;

}  // namespace

struct VulkanFields::Private {
  explicit Private(std::shared_ptr<vk::Device> shared)
      : device(std::move(shared)), pipelines(*device), commands(*device), patterns(device), plan(device, patterns) {}
  ~Private() {
    try {
      commands.wait();
    } catch (const std::exception&) {  // lost: nothing is running
    }
    inspector.reset();
    if (framebuffer != VK_NULL_HANDLE) vkDestroyFramebuffer(device->handle(), framebuffer, nullptr);
    if (pool != VK_NULL_HANDLE) vkDestroyDescriptorPool(device->handle(), pool, nullptr);
  }

  std::shared_ptr<vk::Device> device;
  FieldPipelines pipelines;
  vk::Commands commands;
  DevicePatterns patterns;
  FieldPlan plan;
  std::unique_ptr<Inspector> inspector;
  bool inspectorVisible = false;
  const Theme* theme = nullptr;

  std::unique_ptr<vk::Image> image;
  VkFramebuffer framebuffer = VK_NULL_HANDLE;
  std::unique_ptr<vk::Buffer> readback;
  std::unique_ptr<vk::Buffer> frameBuffer;  // tables, instances, colours
  VkDescriptorPool pool = VK_NULL_HANDLE;
  std::uint32_t poolSets = 0;
  int fieldDraws = 0;

  void resize(QSize pixels);
  VkDescriptorSet set(const FieldPlan::Bound& pattern, const FieldPlan::Bound* map);
  void record(VkCommandBuffer buffer, const Scene& scene, QSize pixels);
  void makePool();
};

VulkanFields::VulkanFields(std::shared_ptr<vk::Device> device) {
  if (!device->draws()) fail("lens: ", device->name(), " has no queue that draws");
  d_ = std::make_unique<Private>(std::move(device));
}

VulkanFields::~VulkanFields() = default;

QString VulkanFields::name() const { return QString::fromStdString(d_->device->name()); }
int VulkanFields::draws() const { return d_->fieldDraws; }

void VulkanFields::Private::resize(QSize pixels) {
  const VkExtent2D extent{static_cast<std::uint32_t>(pixels.width()), static_cast<std::uint32_t>(pixels.height())};
  if (image && image->extent().width == extent.width && image->extent().height == extent.height) return;
  if (framebuffer != VK_NULL_HANDLE) vkDestroyFramebuffer(device->handle(), framebuffer, nullptr);
  framebuffer = VK_NULL_HANDLE;
  image = std::make_unique<vk::Image>(device, extent, FieldPipelines::format);
  readback =
      std::make_unique<vk::Buffer>(device, VkDeviceSize{4} * extent.width * extent.height, vk::MemoryUse::Staging);
  const VkImageView view = image->view();
  VkFramebufferCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_FRAMEBUFFER_CREATE_INFO;
  info.renderPass = pipelines.renderPass();
  info.attachmentCount = 1;
  info.pAttachments = &view;
  info.width = extent.width;
  info.height = extent.height;
  info.layers = 1;
  vk::check(vkCreateFramebuffer(device->handle(), &info, nullptr, &framebuffer), "creating the lens's framebuffer",
            device->name());
}

void VulkanFields::Private::makePool() {
  const auto needed = static_cast<std::uint32_t>(plan.draws().size() + plan.reductions().size() + 1);
  if (pool != VK_NULL_HANDLE && needed <= poolSets) {
    vk::check(vkResetDescriptorPool(device->handle(), pool, 0), "resetting descriptors", device->name());
    return;
  }
  if (pool != VK_NULL_HANDLE) vkDestroyDescriptorPool(device->handle(), pool, nullptr);
  pool = VK_NULL_HANDLE;
  poolSets = std::max(64U, needed * 2);
  const VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, poolSets * 3};
  VkDescriptorPoolCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO;
  info.maxSets = poolSets;
  info.poolSizeCount = 1;
  info.pPoolSizes = &size;
  vk::check(vkCreateDescriptorPool(device->handle(), &info, nullptr, &pool), "creating descriptors", device->name());
}

VkDescriptorSet VulkanFields::Private::set(const FieldPlan::Bound& pattern, const FieldPlan::Bound* map) {
  const VkDescriptorSetLayout layout = pipelines.setLayout();
  VkDescriptorSetAllocateInfo allocate{};
  allocate.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO;
  allocate.descriptorPool = pool;
  allocate.descriptorSetCount = 1;
  allocate.pSetLayouts = &layout;
  VkDescriptorSet made = VK_NULL_HANDLE;
  vk::check(vkAllocateDescriptorSets(device->handle(), &allocate, &made), "allocating descriptors", device->name());
  const VkDescriptorBufferInfo frameInfo{frameBuffer->handle(), frameBuffer->offset(), frameBuffer->bytes()};
  const auto info = [&](const FieldPlan::Bound& bound) {
    return bound.buffer == VK_NULL_HANDLE ? frameInfo : VkDescriptorBufferInfo{bound.buffer, bound.offset, bound.range};
  };
  const std::array infos{info(pattern), frameInfo, map != nullptr ? info(*map) : frameInfo};
  VkWriteDescriptorSet write{};
  write.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
  write.dstSet = made;
  write.descriptorCount = map != nullptr ? 3 : 2;
  write.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
  write.pBufferInfo = infos.data();
  std::array<VkWriteDescriptorSet, 3> writes{};
  for (std::uint32_t i = 0; i < write.descriptorCount; ++i) {
    writes[i] = write;
    writes[i].dstBinding = i;
    writes[i].descriptorCount = 1;
    writes[i].pBufferInfo = &infos[i];
  }
  vkUpdateDescriptorSets(device->handle(), write.descriptorCount, writes.data(), 0, nullptr);
  return made;
}

void VulkanFields::Private::record(VkCommandBuffer buffer, const Scene& scene, QSize pixels) {
  constexpr VkPipelineStageFlags shaders = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_VERTEX_SHADER_BIT |
                                           VK_PIPELINE_STAGE_FRAGMENT_SHADER_BIT;
  if (patterns.copied())
    barrier(buffer, VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_WRITE_BIT, shaders, VK_ACCESS_SHADER_READ_BIT);
  if (!plan.reductions().empty()) {
    vkCmdBindPipeline(buffer, VK_PIPELINE_BIND_POINT_COMPUTE, pipelines.reduction());
    for (const FieldPlan::Reduction& reduction : plan.reductions()) {
      const VkDescriptorSet descriptors = set(reduction.pattern, &reduction.map);
      vkCmdBindDescriptorSets(buffer, VK_PIPELINE_BIND_POINT_COMPUTE, pipelines.layout(), 0, 1, &descriptors, 0,
                              nullptr);
      vkCmdPushConstants(buffer, pipelines.layout(), allStages, 0, sizeof(reduction.push), &reduction.push);
      const std::uint64_t invocations =
          std::uint64_t{reduction.push.width} * reduction.push.lines * reduction.push.heads;
      const std::uint64_t groups = (invocations + 63) / 64;
      const std::uint64_t most = device->limits().groupCount[0];
      vkCmdDispatch(buffer, static_cast<std::uint32_t>(std::min(groups, most)),
                    static_cast<std::uint32_t>((groups + most - 1) / most), 1);
      // The next block of the same layer takes up where this one stopped.
      barrier(buffer, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_WRITE_BIT, shaders,
              VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT);
    }
  }
  if (inspectorVisible && inspector) inspector->prepare(buffer);

  const QColor& back = scene.background;
  VkClearValue clear{};
  clear.color.float32[0] = static_cast<float>(back.red()) / 255.0F;
  clear.color.float32[1] = static_cast<float>(back.green()) / 255.0F;
  clear.color.float32[2] = static_cast<float>(back.blue()) / 255.0F;
  clear.color.float32[3] = 1;
  VkRenderPassBeginInfo begin{};
  begin.sType = VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO;
  begin.renderPass = pipelines.renderPass();
  begin.framebuffer = framebuffer;
  begin.renderArea = {{0, 0}, image->extent()};
  begin.clearValueCount = 1;
  begin.pClearValues = &clear;
  vkCmdBeginRenderPass(buffer, &begin, VK_SUBPASS_CONTENTS_INLINE);
  const VkViewport viewport{0, 0, static_cast<float>(pixels.width()), static_cast<float>(pixels.height()), 0, 1};
  const VkRect2D scissor{{0, 0}, image->extent()};
  vkCmdSetViewport(buffer, 0, 1, &viewport);
  vkCmdSetScissor(buffer, 0, 1, &scissor);
  vkCmdBindPipeline(buffer, VK_PIPELINE_BIND_POINT_GRAPHICS, pipelines.fields());
  for (const FieldPlan::Draw& draw : plan.draws()) {
    const VkDescriptorSet descriptors = set(draw.pattern, nullptr);
    vkCmdBindDescriptorSets(buffer, VK_PIPELINE_BIND_POINT_GRAPHICS, pipelines.layout(), 0, 1, &descriptors, 0,
                            nullptr);
    vkCmdPushConstants(buffer, pipelines.layout(), allStages, 0, sizeof(draw.push), &draw.push);
    vkCmdDraw(buffer, 4, draw.count, 0, 0);
  }
  if (inspectorVisible && inspector) inspector->record(buffer);
  vkCmdEndRenderPass(buffer);

  VkBufferImageCopy region{};
  region.bufferOffset = readback->offset();
  region.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
  region.imageExtent = {image->extent().width, image->extent().height, 1};
  vkCmdCopyImageToBuffer(buffer, image->handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, readback->handle(), 1, &region);
  barrier(buffer, VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_WRITE_BIT, VK_PIPELINE_STAGE_HOST_BIT,
          VK_ACCESS_HOST_READ_BIT);
}

QImage VulkanFields::paint(const Scene& scene, QSize pixels, double devicePixelRatio) {
  if (pixels.isEmpty()) return {};
  Private& d = *d_;
  const VkCommandBuffer commands = d.commands.begin();  // waits for the last frame
  d.resize(pixels);
  d.patterns.beginFrame(commands);
  if (d.inspectorVisible && d.inspector) d.inspector->build(pixels, devicePixelRatio);
  d.plan.make(scene, pixels, devicePixelRatio);
  const VkDeviceSize bytes = d.plan.words().size() * sizeof(std::uint32_t);
  if (!d.frameBuffer || d.frameBuffer->bytes() < bytes)
    d.frameBuffer = std::make_unique<vk::Buffer>(d.device, bytes * 2, vk::MemoryUse::Staging);
  std::memcpy(d.frameBuffer->mapped(), d.plan.words().data(), bytes);
  d.makePool();
  d.record(commands, scene, pixels);
  d.commands.submit();
  d.commands.wait();
  d.fieldDraws = static_cast<int>(d.plan.draws().size());
  d.patterns.endFrame();
  d.plan.endFrame();

  QImage picture(pixels, QImage::Format_RGB32);
  picture.setDevicePixelRatio(devicePixelRatio);
  const auto line = static_cast<std::size_t>(pixels.width()) * 4;
  for (int y = 0; y < pixels.height(); ++y)
    std::memcpy(picture.scanLine(y), d.readback->mapped() + static_cast<std::size_t>(y) * line, line);
  return picture;
}

void VulkanFields::setInspectorVisible(bool visible) {
  d_->inspectorVisible = visible;
  if (visible && !d_->inspector) {
    d_->inspector = std::make_unique<Inspector>(d_->device, d_->pipelines.renderPass());
    if (d_->theme != nullptr) d_->inspector->setTheme(*d_->theme);
  }
}
void VulkanFields::setTheme(const Theme& theme) {
  d_->theme = &theme;
  if (d_->inspector) d_->inspector->setTheme(theme);
}
void VulkanFields::setSubject(std::shared_ptr<const Trace> trace, const ViewState& state) {
  if (d_->inspector) d_->inspector->setSubject(std::move(trace), state);
}
QRegion VulkanFields::covered() const {
  return d_->inspectorVisible && d_->inspector ? d_->inspector->covered() : QRegion();
}
bool VulkanFields::mouse(const QMouseEvent& event) {
  return d_->inspectorVisible && d_->inspector && d_->inspector->mouse(event);
}
bool VulkanFields::wheel(const QWheelEvent& event) {
  return d_->inspectorVisible && d_->inspector && d_->inspector->wheel(event);
}
bool VulkanFields::key(const QKeyEvent& event) {
  return d_->inspectorVisible && d_->inspector && d_->inspector->key(event);
}
void VulkanFields::pointerLeft() {
  if (d_->inspector) d_->inspector->pointerLeft();
}
InspectorWishes VulkanFields::wishes() const {
  return d_->inspectorVisible && d_->inspector ? d_->inspector->wishes() : InspectorWishes{};
}
bool VulkanFields::unsettled() const { return d_->inspectorVisible && d_->inspector && d_->inspector->unsettled(); }
}  // namespace headlight::ui
