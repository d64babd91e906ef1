#include "ui/lens/vulkan_fields.h"

#include <QPainter>
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <list>
#include <map>
#include <tuple>
#include <vector>

#include "backend/vulkan/vulkan_buffer.h"
#include "base/error.h"
#include "field.h"
#include "ui/lens/device_patterns.h"
#include "ui/lens/field_geometry.h"
#include "ui/lens/field_pipelines.h"
#include "ui/lens/inspector.h"
#include "ui/scene/colormap.h"
#include "vk/commands.h"
#include "vk/device.h"
#include "vk/image.h"
#include "vk/instance.h"
#include "vk/result.h"

namespace headlight::ui {
namespace {

using Words = std::vector<std::uint32_t>;

std::uint32_t word(float value) { return std::bit_cast<std::uint32_t>(value); }
std::uint32_t word(int value) { return static_cast<std::uint32_t>(value); }
std::uint32_t rgb(const QColor& color) { return color.rgb() & 0xffffffU; }

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

/// A field, where it lies in pixels, and its tables of cells in the frame buffer.
struct Placed {
  const Field* field;
  QRect pixels;
  std::vector<CellRange> rows;
  bool reduced = false;
  std::uint32_t xWord = 0, yWord = 0;
};

struct Window {
  int width, height;
  double firstRow, rowCount, firstColumn, columnCount;
  bool causal;
  auto operator<=>(const Window&) const = default;
};

/// Largest weights under each pixel, [heads, height, width]: made once per trace and size.
struct ReducedMap {
  std::shared_ptr<const Trace> trace;
  SiteId site;
  Window window;
  int firstHead = 0, heads = 0;
  std::shared_ptr<vk::Buffer> memory;
  std::uint64_t used = 0;
};

struct Bound {
  VkBuffer buffer;
  VkDeviceSize offset, range;
};

struct Draw {
  push::FieldDraw push;
  std::uint32_t count = 0;
  Bound pattern{};
};

struct Reduction {
  push::ReducePattern push;
  Bound pattern{}, map{};
};

}  // namespace

struct VulkanFields::Private {
  explicit Private(std::shared_ptr<vk::Device> shared)
      : device(std::move(shared)), pipelines(*device), commands(*device), patterns(device) {}
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
  std::unique_ptr<Inspector> inspector;
  bool inspectorVisible = false;
  const Theme* theme = nullptr;

  std::unique_ptr<vk::Image> image;
  VkFramebuffer framebuffer = VK_NULL_HANDLE;
  std::unique_ptr<vk::Buffer> readback;
  std::unique_ptr<vk::Buffer> frameBuffer;  // tables, instances, colours
  VkDescriptorPool pool = VK_NULL_HANDLE;
  std::uint32_t poolSets = 0;
  std::list<ReducedMap> maps;
  std::uint64_t frame = 0;
  int fieldDraws = 0;

  // Of the frame being made.
  Words words;
  std::map<std::tuple<int, double, double, int>, std::uint32_t> tables;
  std::map<std::pair<int, bool>, std::uint32_t> colours;
  std::vector<Draw> draws;
  std::vector<Reduction> reductions;

  void resize(QSize pixels);
  std::uint32_t table(int pixels, double first, double count, int limit);
  std::uint32_t colourWord(Colormap map, bool dark);
  void addInstance(const Placed& placed, int top, int bottom, bool dark);
  push::FieldDraw common(const Scene& scene, QSize pixels, double ratio) const;
  void plan(const Scene& scene, QSize pixels, double ratio);
  void planDirect(const std::vector<Placed>& group, const Rows& rows, push::FieldDraw push, bool dark);
  void planReduced(const std::vector<Placed>& group, const Rows& rows, push::FieldDraw push, bool dark);
  const ReducedMap& reducedMap(const std::vector<Placed>& group, const Rows& rows, const Window& window);
  VkDescriptorSet set(const Bound& pattern, const Bound* map);
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

std::uint32_t VulkanFields::Private::table(int pixels, double first, double count, int limit) {
  const auto [found, added] =
      tables.try_emplace({pixels, first, count, limit}, static_cast<std::uint32_t>(words.size()));
  if (added)
    for (const CellRange& cells : axisCells(pixels, first, count, limit)) {
      words.push_back(word(cells.begin));
      words.push_back(word(cells.end));
    }
  return found->second;
}

std::uint32_t VulkanFields::Private::colourWord(Colormap map, bool dark) {
  const auto [found, added] =
      colours.try_emplace({static_cast<int>(map), dark}, static_cast<std::uint32_t>(words.size()));
  if (added) {
    const auto& entries = colormapTable(map, dark);
    words.insert(words.end(), entries.begin(), entries.end());
  }
  return found->second;
}

void VulkanFields::Private::addInstance(const Placed& placed, int top, int bottom, bool dark) {
  const Field& field = *placed.field;
  const std::uint32_t colour = colourWord(field.colormap, dark);  // before the instance: it may add words
  const std::array<std::uint32_t, push::instanceWords> instance{word(placed.pixels.x()),
                                                                word(placed.pixels.y()),
                                                                word(placed.pixels.width()),
                                                                word(placed.pixels.height()),
                                                                word(top),
                                                                word(bottom),
                                                                word(field.head),
                                                                placed.xWord,
                                                                placed.yWord,
                                                                field.causal ? 1U : 0U,
                                                                word(field.low),
                                                                word(field.high),
                                                                word(field.gamma),
                                                                field.scale == Scale::Log ? 1U : 0U,
                                                                colour,
                                                                0U};
  words.insert(words.end(), instance.begin(), instance.end());
}

push::FieldDraw VulkanFields::Private::common(const Scene& scene, QSize pixels, double ratio) const {
  push::FieldDraw push{};
  push.width = word(pixels.width());
  push.height = word(pixels.height());
  push.masked = rgb(scene.fieldColors.masked);
  push.hatch = rgb(scene.fieldColors.hatch);
  push.paper = rgb(scene.fieldColors.hatchPaper);
  push.period = ratio < 1.25 ? 8 : ratio < 1.75 ? 12 : 16;  // as hatchLine
  return push;
}

void VulkanFields::Private::plan(const Scene& scene, QSize pixels, double ratio) {
  words.clear();
  tables.clear();
  colours.clear();
  draws.clear();
  reductions.clear();
  const bool dark = scene.fieldColors.dark;
  const QRect whole(QPoint(0, 0), pixels);
  std::map<std::pair<const Rows*, bool>, std::vector<Placed>> groups;
  std::vector<Placed> hatched;
  for (const Field& field : scene.fields) {
    Placed placed{.field = &field, .pixels = devicePixels(field.area, ratio), .rows = {}};
    if (!placed.pixels.intersects(whole)) continue;
    int count = 0;
    const Rows* rows = patternRows(field, &count);
    if (rows == nullptr) {
      hatched.push_back(std::move(placed));
      continue;
    }
    placed.rows = axisCells(placed.pixels.height(), field.firstRow, field.rowCount, count);
    placed.reduced =
        reduces(placed.rows) || reduces(axisCells(placed.pixels.width(), field.firstColumn, field.columnCount, count));
    placed.xWord = table(placed.pixels.width(), field.firstColumn, field.columnCount, count);
    placed.yWord = table(placed.pixels.height(), field.firstRow, field.rowCount, count);
    groups[{rows, placed.reduced}].push_back(std::move(placed));
  }
  for (const auto& [key, group] : groups) {
    push::FieldDraw push = common(scene, pixels, ratio);
    push.count = word(key.first->rows());
    if (key.second)
      planReduced(group, *key.first, push, dark);
    else
      planDirect(group, *key.first, push, dark);
  }
  if (hatched.empty()) return;
  Draw draw{.push = common(scene, pixels, ratio), .count = static_cast<std::uint32_t>(hatched.size())};
  draw.push.mode = push::fieldHatched;
  for (const Placed& placed : hatched) colourWord(placed.field->colormap, dark);
  draw.push.instances = static_cast<std::uint32_t>(words.size());
  for (const Placed& placed : hatched) addInstance(placed, 0, placed.pixels.height(), dark);
  draws.push_back(draw);
}

void VulkanFields::Private::planDirect(const std::vector<Placed>& group, const Rows& rows, push::FieldDraw push,
                                       bool dark) {
  for (const Placed& placed : group) colourWord(placed.field->colormap, dark);  // so that instances lie side by side
  int firstRow = 0;
  for (const Tensor& block : rows.blocks()) {
    const int end = firstRow + block.dim(0);
    Draw draw{.push = push};
    draw.push.instances = static_cast<std::uint32_t>(words.size());
    for (const Placed& placed : group) {
      const auto begin = std::partition_point(placed.rows.begin(), placed.rows.end(),
                                              [&](CellRange cells) { return cells.begin < firstRow; });
      const auto stop =
          std::partition_point(begin, placed.rows.end(), [&](CellRange cells) { return cells.begin < end; });
      if (begin == stop) continue;
      addInstance(placed, static_cast<int>(begin - placed.rows.begin()), static_cast<int>(stop - placed.rows.begin()),
                  dark);
      ++draw.count;
    }
    if (draw.count > 0) {
      const DeviceBlock& found = patterns.find(block);
      draw.push.mode = push::fieldDirect;
      draw.push.first = found.first;
      draw.push.rowStride = found.rowStride;
      draw.push.keys = word(block.dim(2));
      draw.push.firstRow = word(firstRow);
      draw.pattern = {found.buffer, found.offset, found.range};
      draws.push_back(draw);
    }
    firstRow = end;
  }
}

const ReducedMap& VulkanFields::Private::reducedMap(const std::vector<Placed>& group, const Rows& rows,
                                                    const Window& window) {
  const Field& field = *group.front().field;
  int firstHead = field.head, lastHead = field.head;
  for (const Placed& placed : group) {
    firstHead = std::min(firstHead, placed.field->head);
    lastHead = std::max(lastHead, placed.field->head);
  }
  for (ReducedMap& known : maps) {
    if (known.trace == field.trace && known.site == field.site && known.window == window &&
        known.firstHead <= firstHead && known.firstHead + known.heads > lastHead) {
      known.used = frame;
      return known;
    }
  }
  ReducedMap& made = maps.emplace_back();
  made = {field.trace, field.site, window, firstHead, lastHead - firstHead + 1, nullptr, frame};
  const VkDeviceSize floats = VkDeviceSize{1} * word(made.heads) * word(window.height) * word(window.width);
  made.memory = std::make_shared<vk::Buffer>(device, floats * sizeof(float));
  const Placed& any = group.front();
  int firstRow = 0;
  for (std::size_t b = 0; b < rows.blocks().size(); ++b) {
    const Tensor& block = rows.blocks()[b];
    const int end = firstRow + block.dim(0);
    const bool last = b + 1 == rows.blocks().size();
    // Pixel rows that touch the block; the last block also starts those below the data, so that every pixel is written.
    const auto top =
        std::partition_point(any.rows.begin(), any.rows.end(), [&](CellRange cells) { return cells.end <= firstRow; });
    const auto stop =
        last ? any.rows.end()
             : std::partition_point(top, any.rows.end(), [&](CellRange cells) { return cells.begin < end; });
    if (top != stop) {
      const DeviceBlock& found = patterns.find(block);
      Reduction reduction{};
      reduction.push.first = found.first;
      reduction.push.rowStride = found.rowStride;
      reduction.push.keys = word(block.dim(2));
      reduction.push.firstRow = word(firstRow);
      reduction.push.rows = word(block.dim(0));
      reduction.push.count = word(rows.rows());
      reduction.push.causal = window.causal ? 1 : 0;
      reduction.push.width = word(window.width);
      reduction.push.height = word(window.height);
      reduction.push.firstHead = word(made.firstHead);
      reduction.push.heads = word(made.heads);
      reduction.push.top = static_cast<std::uint32_t>(top - any.rows.begin());
      reduction.push.lines = static_cast<std::uint32_t>(stop - top);
      reduction.push.xCells = any.xWord;
      reduction.push.yCells = any.yWord;
      reduction.pattern = {found.buffer, found.offset, found.range};
      reduction.map = {made.memory->handle(), made.memory->offset(), made.memory->bytes()};
      reductions.push_back(reduction);
    }
    firstRow = end;
  }
  return made;
}

void VulkanFields::Private::planReduced(const std::vector<Placed>& group, const Rows& rows, push::FieldDraw push,
                                        bool dark) {
  std::map<Window, std::vector<Placed>> windows;
  for (const Placed& placed : group) {
    const Field& f = *placed.field;
    windows[{placed.pixels.width(), placed.pixels.height(), f.firstRow, f.rowCount, f.firstColumn, f.columnCount,
             f.causal}]
        .push_back(placed);
  }
  for (const auto& [window, members] : windows) {
    const ReducedMap& map = reducedMap(members, rows, window);
    for (const Placed& placed : members) colourWord(placed.field->colormap, dark);
    Draw draw{.push = push, .count = static_cast<std::uint32_t>(members.size())};
    draw.push.mode = push::fieldReduced;
    draw.push.instances = static_cast<std::uint32_t>(words.size());
    draw.push.reducedWidth = word(window.width);
    draw.push.reducedHeight = word(window.height);
    draw.push.firstHead = word(map.firstHead);
    draw.pattern = {map.memory->handle(), map.memory->offset(), map.memory->bytes()};
    for (const Placed& placed : members) addInstance(placed, 0, placed.pixels.height(), dark);
    draws.push_back(draw);
  }
}

void VulkanFields::Private::makePool() {
  const auto needed = static_cast<std::uint32_t>(draws.size() + reductions.size() + 1);
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

VkDescriptorSet VulkanFields::Private::set(const Bound& pattern, const Bound* map) {
  const VkDescriptorSetLayout layout = pipelines.setLayout();
  VkDescriptorSetAllocateInfo allocate{};
  allocate.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO;
  allocate.descriptorPool = pool;
  allocate.descriptorSetCount = 1;
  allocate.pSetLayouts = &layout;
  VkDescriptorSet made = VK_NULL_HANDLE;
  vk::check(vkAllocateDescriptorSets(device->handle(), &allocate, &made), "allocating descriptors", device->name());
  const VkDescriptorBufferInfo frameInfo{frameBuffer->handle(), frameBuffer->offset(), frameBuffer->bytes()};
  const auto info = [&](const Bound& bound) {
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
  if (!reductions.empty()) {
    vkCmdBindPipeline(buffer, VK_PIPELINE_BIND_POINT_COMPUTE, pipelines.reduction());
    for (const Reduction& reduction : reductions) {
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
  for (const Draw& draw : draws) {
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
  ++d.frame;
  const VkCommandBuffer commands = d.commands.begin();  // waits for the last picture
  d.resize(pixels);
  d.patterns.beginFrame(commands);
  if (d.inspectorVisible && d.inspector) d.inspector->build(pixels, devicePixelRatio);
  d.plan(scene, pixels, devicePixelRatio);
  if (d.words.empty()) d.words.push_back(0);
  const VkDeviceSize bytes = d.words.size() * sizeof(std::uint32_t);
  if (!d.frameBuffer || d.frameBuffer->bytes() < bytes)
    d.frameBuffer = std::make_unique<vk::Buffer>(d.device, bytes * 2, vk::MemoryUse::Staging);
  std::memcpy(d.frameBuffer->mapped(), d.words.data(), bytes);
  d.makePool();
  d.record(commands, scene, pixels);
  d.commands.submit();
  d.commands.wait();
  d.fieldDraws = static_cast<int>(d.draws.size());
  d.patterns.endFrame();
  d.maps.remove_if([&](const ReducedMap& map) { return map.used != d.frame; });

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

bool vulkanUsable(QString* reason) {
  // Asked once: making an instance takes tens of milliseconds, and the menu wants to know at every start.
  static const QString refusal = [] {
    QString why;
    try {
      const auto instance = vk::Instance::shared();
      for (const vk::PhysicalDevice& device : instance->devices()) {
        if (device.refusal.empty()) return QString();
        why = QString::fromStdString(device.name + " " + device.refusal);
      }
      return why.isEmpty() ? QStringLiteral("There is no Vulkan device.") : why;
    } catch (const std::exception& error) {
      return QString::fromUtf8(error.what());
    }
  }();
  if (reason != nullptr) *reason = refusal;
  return refusal.isEmpty();
}

std::unique_ptr<InspectorPainter> makeVulkanFields(const Trace* trace, QString* reason) {
  try {
    std::shared_ptr<vk::Device> device;
    if (trace != nullptr)
      for (const auto& [id, rows] : trace->sites()) {
        if (id.site != Site::Pattern || rows.rows() == 0) continue;
        const auto* buffer = dynamic_cast<const VulkanBuffer*>(&rows.blocks().front().buffer());
        if (buffer != nullptr) device = buffer->device();
        break;
      }
    if (!device) {  // a real GPU before one that is a CPU
      const auto instance = vk::Instance::shared();
      int chosen = -1;
      for (std::size_t i = 0; i < instance->devices().size(); ++i) {
        const vk::PhysicalDevice& each = instance->devices()[i];
        if (!each.refusal.empty()) continue;
        if (chosen < 0 || (each.type != VK_PHYSICAL_DEVICE_TYPE_CPU &&
                           instance->devices()[static_cast<std::size_t>(chosen)].type == VK_PHYSICAL_DEVICE_TYPE_CPU))
          chosen = static_cast<int>(i);
      }
      if (chosen < 0) {
        vulkanUsable(reason);
        return nullptr;
      }
      device = vk::openDevice(chosen);
    }
    return std::make_unique<VulkanFields>(std::move(device));
  } catch (const std::exception& error) {
    if (reason != nullptr) *reason = QString::fromUtf8(error.what());
    return nullptr;
  }
}

}  // namespace headlight::ui
