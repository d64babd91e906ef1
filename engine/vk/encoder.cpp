#include "vk/encoder.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "vk/buffer.h"
#include "vk/device.h"
#include "vk/memory_pool.h"
#include "vk/result.h"

namespace headlight::vk {
namespace {

constexpr std::uint32_t stampsPerFrame = 512;
constexpr std::uint32_t setsPerPool = 256;
constexpr std::uint32_t buffersPerPool = 4 * setsPerPool;
constexpr std::size_t framesInFlight = 8;   // a bound for callers that never wait
constexpr std::size_t timingsKept = 16384;  // of a caller that never takes them

/// Of the formats that kernels read through; all are promised for uniform texel buffers.
VkDeviceSize texelBytes(VkFormat format) {
  switch (format) {
    case VK_FORMAT_R32_SFLOAT:
      return 4;
    case VK_FORMAT_R16G16B16A16_SFLOAT:
    case VK_FORMAT_R16G16B16A16_UINT:
      return 8;
    case VK_FORMAT_R32G32B32A32_SFLOAT:
      return 16;
    default:
      fail("vulkan: no kernel reads texels of format ", static_cast<int>(format));
  }
}

}  // namespace

/// What one submit needs: command buffer, descriptor pools, time stamps, and handles on what it uses.
struct Encoder::Frame {
  VkDevice device = nullptr;
  VkCommandPool pool = VK_NULL_HANDLE;
  VkCommandBuffer commands = nullptr;
  std::vector<VkDescriptorPool> setPools;
  std::size_t setPool = 0;     // the one that sets come from now
  std::uint32_t setsLeft = 0;  // in it
  std::uint32_t buffersLeft = 0;
  VkQueryPool queries = VK_NULL_HANDLE;
  std::uint32_t stamps = 0;  // query 0 is the frame's start
  std::vector<std::pair<std::shared_ptr<const std::string>, const char*>> stamped;
  std::vector<std::shared_ptr<const Buffer>> kept;
  std::vector<VkBufferView> views;
  std::uint64_t ticket = 0;

  void destroyViews() {
    for (VkBufferView view : views) vkDestroyBufferView(device, view, nullptr);
    views.clear();
  }
  ~Frame() {
    destroyViews();
    for (VkDescriptorPool setPoolHandle : setPools) vkDestroyDescriptorPool(device, setPoolHandle, nullptr);
    vkDestroyQueryPool(device, queries, nullptr);
    vkDestroyCommandPool(device, pool, nullptr);
  }
};

Encoder::Encoder(std::shared_ptr<Device> device) : device_(std::move(device)) {}

Encoder::~Encoder() {
  try {
    if (!inFlight_.empty()) device_->wait(inFlight_.back()->ticket);
  } catch (...) {  // a lost device has no work left to wait for
  }
}

Encoder& Encoder::bind(Binding binding, bool reads, bool writes, VkFormat texels) {
  const bool outside = binding.bytes == 0 || binding.offset + binding.bytes > binding.buffer->bytes();
  if (outside || binding.bytes > device_->limits().storageRange) bound_.clear();  // the next dispatch begins anew
  if (outside)
    fail("vulkan: cannot bind ", binding.bytes, " bytes at ", binding.offset, " of a buffer of ",
         binding.buffer->bytes());
  if (binding.bytes > device_->limits().storageRange)
    fail("vulkan: a binding of ", binding.bytes, " bytes is over this device's limit of ",
         device_->limits().storageRange);
  bound_.push_back({std::move(binding), reads, writes, texels});
  return *this;
}

Encoder::Frame& Encoder::frame() {
  if (recording_) return *recording_;
  const std::uint64_t completed = device_->completed();
  while (!inFlight_.empty() && (inFlight_.front()->ticket <= completed || inFlight_.size() >= framesInFlight)) {
    device_->wait(inFlight_.front()->ticket);
    collectTimings(*inFlight_.front());
    idle_.push_back(std::move(inFlight_.front()));
    inFlight_.pop_front();
  }
  std::unique_ptr<Frame> fresh;
  if (!idle_.empty()) {
    fresh = std::move(idle_.back());
    idle_.pop_back();
    check(vkResetCommandPool(fresh->device, fresh->pool, 0), "resetting a command pool", device_->name());
    for (VkDescriptorPool pool : fresh->setPools) vkResetDescriptorPool(fresh->device, pool, 0);
    fresh->destroyViews();
  } else {
    fresh = std::make_unique<Frame>();
    fresh->device = device_->handle();
    VkCommandPoolCreateInfo pool{};
    pool.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
    pool.flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT;
    pool.queueFamilyIndex = device_->queueFamily();
    check(vkCreateCommandPool(fresh->device, &pool, nullptr, &fresh->pool), "creating a command pool", device_->name());
    VkCommandBufferAllocateInfo allocate{};
    allocate.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
    allocate.commandPool = fresh->pool;
    allocate.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
    allocate.commandBufferCount = 1;
    check(vkAllocateCommandBuffers(fresh->device, &allocate, &fresh->commands), "allocating a command buffer",
          device_->name());
    if (device_->limits().timestampNanoseconds > 0) {
      VkQueryPoolCreateInfo queries{};
      queries.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO;
      queries.queryType = VK_QUERY_TYPE_TIMESTAMP;
      queries.queryCount = stampsPerFrame;
      check(vkCreateQueryPool(fresh->device, &queries, nullptr, &fresh->queries), "creating a query pool",
            device_->name());
    }
  }
  fresh->setPool = 0;
  fresh->setsLeft = fresh->setPools.empty() ? 0 : setsPerPool;
  fresh->buffersLeft = fresh->setPools.empty() ? 0 : buffersPerPool;
  fresh->stamps = 0;
  fresh->stamped.clear();
  VkCommandBufferBeginInfo begin{};
  begin.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
  begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
  check(vkBeginCommandBuffer(fresh->commands, &begin), "beginning a command buffer", device_->name());
  if (fresh->queries) {
    vkCmdResetQueryPool(fresh->commands, fresh->queries, 0, stampsPerFrame);
    vkCmdWriteTimestamp(fresh->commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, fresh->queries, fresh->stamps++);
  }
  recording_ = std::move(fresh);
  return *recording_;
}

VkDescriptorSet Encoder::makeSet(Frame& frame, const Kernel& kernel) {
  const std::uint32_t buffers = kernel.bindings().count;
  if (frame.setsLeft == 0 || frame.buffersLeft < buffers) {
    if (!frame.setPools.empty() && frame.setPool + 1 < frame.setPools.size()) {
      ++frame.setPool;
    } else {
      const VkDescriptorPoolSize sizes[] = {{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, buffersPerPool},
                                            {VK_DESCRIPTOR_TYPE_UNIFORM_TEXEL_BUFFER, buffersPerPool}};
      VkDescriptorPoolCreateInfo info{};
      info.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO;
      info.maxSets = setsPerPool;
      info.poolSizeCount = 2;
      info.pPoolSizes = sizes;
      VkDescriptorPool pool = VK_NULL_HANDLE;
      check(vkCreateDescriptorPool(frame.device, &info, nullptr, &pool), "creating a descriptor pool", device_->name());
      frame.setPools.push_back(pool);
      frame.setPool = frame.setPools.size() - 1;
    }
    frame.setsLeft = setsPerPool;
    frame.buffersLeft = buffersPerPool;
  }
  --frame.setsLeft;
  frame.buffersLeft -= buffers;
  VkDescriptorSetAllocateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO;
  info.descriptorPool = frame.setPools[frame.setPool];
  info.descriptorSetCount = 1;
  const VkDescriptorSetLayout layout = kernel.setLayout();
  info.pSetLayouts = &layout;
  VkDescriptorSet set = VK_NULL_HANDLE;
  check(vkAllocateDescriptorSets(frame.device, &info, &set), "allocating a descriptor set", device_->name());
  return set;
}

VkDeviceSize Encoder::viewBytes(VkDeviceSize bytes) const {
  const bool lavapipe = device_->type() == VK_PHYSICAL_DEVICE_TYPE_CPU;
  const bool reaches =
      lavapipe && (bytes >> 8 & 0xff) == 0 && bytes + MemoryPool::viewTail <= device_->limits().storageRange;
  return reaches ? bytes + MemoryPool::viewTail : bytes;  // what lies there is never read
}

VkBufferView Encoder::makeView(Frame& frame, const VkDescriptorBufferInfo& place, VkFormat format) {
  const VkDeviceSize texel = texelBytes(format);
  VkBufferViewCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_BUFFER_VIEW_CREATE_INFO;
  info.buffer = place.buffer;
  info.format = format;
  info.offset = place.offset;
  info.range = (place.range + texel - 1) / texel * texel;  // the pool's ranges are multiples of 256
  if (info.range / texel > device_->limits().texelElements)
    fail("vulkan: a binding of ", info.range / texel, " texels is over this device's limit of ",
         device_->limits().texelElements);
  VkBufferView view = VK_NULL_HANDLE;
  check(vkCreateBufferView(frame.device, &info, nullptr, &view), "creating a buffer view", device_->name());
  frame.views.push_back(view);
  return view;
}

void Encoder::barrier() {
  constexpr VkPipelineStageFlags stages = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
  VkMemoryBarrier all{};
  all.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
  all.srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
  all.dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_READ_BIT |
                      VK_ACCESS_TRANSFER_WRITE_BIT;
  vkCmdPipelineBarrier(frame().commands, stages, stages, 0, 1, &all, 0, nullptr, 0, nullptr);
  hazards_.clear();
  ++barriers_;
}

void Encoder::order(const std::vector<Access>& accesses) {
  if (hazards_.conflicts(accesses)) barrier();
  if (disjoint_)
    disjointAccesses_.insert(disjointAccesses_.end(), accesses.begin(), accesses.end());
  else
    hazards_.record(accesses);
}

void Encoder::endDisjoint() {
  disjoint_ = false;
  hazards_.record(disjointAccesses_);
  disjointAccesses_.clear();
}

void Encoder::dispatch(const Kernel& kernel, const void* push, std::size_t bytes, std::uint64_t groups) {
  std::vector<Bound> bound = std::move(bound_);
  bound_.clear();
  if (bound.size() != kernel.bindings().count || bytes != kernel.pushBytes())
    fail("vulkan: ", kernel.name(), " takes ", kernel.bindings().count, " bindings and ", kernel.pushBytes(),
         " bytes of push constants, got ", bound.size(), " and ", bytes);
  if (groups == 0) return;
  const std::array<std::uint32_t, 3>& most = device_->limits().groupCount;
  const auto x = static_cast<std::uint32_t>(std::min<std::uint64_t>(groups, most[0]));
  const std::uint64_t rows = (groups + x - 1) / x;
  const auto y = static_cast<std::uint32_t>(std::min<std::uint64_t>(rows, most[1]));
  const std::uint64_t z = (rows + y - 1) / y;
  if (z > most[2])
    fail("vulkan: ", kernel.name(), " needs ", groups, " workgroups, more than ", device_->name(), " can count");

  Frame& now = frame();
  std::vector<Access> accesses;
  std::vector<VkDescriptorBufferInfo> infos;
  std::vector<VkBufferView> views;
  accesses.reserve(bound.size());
  infos.reserve(bound.size());
  views.reserve(bound.size());
  for (Bound& each : bound) {
    const VkDeviceSize begin = each.binding.buffer->offset() + each.binding.offset;
    const VkDeviceSize bytes = each.texels == VK_FORMAT_UNDEFINED ? each.binding.bytes : viewBytes(each.binding.bytes);
    accesses.push_back({each.binding.buffer->handle(), begin, begin + bytes, each.reads, each.writes});
    infos.push_back({each.binding.buffer->handle(), begin, bytes});
    views.push_back(each.texels == VK_FORMAT_UNDEFINED ? VK_NULL_HANDLE : makeView(now, infos.back(), each.texels));
    now.kept.push_back(std::move(each.binding.buffer));
  }
  order(accesses);

  VkDescriptorSet set = makeSet(now, kernel);
  std::vector<VkWriteDescriptorSet> writes(infos.size());
  for (std::size_t i = 0; i < writes.size(); ++i) {
    writes[i].sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
    writes[i].dstSet = set;
    writes[i].dstBinding = static_cast<std::uint32_t>(i);
    writes[i].descriptorCount = 1;
    writes[i].descriptorType = descriptorType(kernel.bindings(), static_cast<std::uint32_t>(i));
    writes[i].pBufferInfo = &infos[i];
    writes[i].pTexelBufferView = &views[i];
  }
  vkUpdateDescriptorSets(now.device, static_cast<std::uint32_t>(writes.size()), writes.data(), 0, nullptr);
  vkCmdBindPipeline(now.commands, VK_PIPELINE_BIND_POINT_COMPUTE, kernel.pipeline());
  vkCmdBindDescriptorSets(now.commands, VK_PIPELINE_BIND_POINT_COMPUTE, kernel.layout(), 0, 1, &set, 0, nullptr);
  vkCmdPushConstants(now.commands, kernel.layout(), VK_SHADER_STAGE_COMPUTE_BIT, 0, static_cast<std::uint32_t>(bytes),
                     push);
  vkCmdDispatch(now.commands, x, y, static_cast<std::uint32_t>(z));
}

void Encoder::copy(const Binding& from, const Binding& to) {
  if (from.bytes != to.bytes || from.offset + from.bytes > from.buffer->bytes() ||
      to.offset + to.bytes > to.buffer->bytes())
    fail("vulkan: cannot copy ", from.bytes, " bytes at ", from.offset, " of ", from.buffer->bytes(), " to ", to.bytes,
         " bytes at ", to.offset, " of ", to.buffer->bytes());
  if (from.bytes == 0) return;
  Frame& now = frame();
  const VkDeviceSize source = from.buffer->offset() + from.offset;
  const VkDeviceSize target = to.buffer->offset() + to.offset;
  order({{from.buffer->handle(), source, source + from.bytes, true, false},
         {to.buffer->handle(), target, target + to.bytes, false, true}});
  const VkBufferCopy region{source, target, from.bytes};
  vkCmdCopyBuffer(now.commands, from.buffer->handle(), to.buffer->handle(), 1, &region);
  now.kept.push_back(from.buffer);
  now.kept.push_back(to.buffer);
}

void Encoder::stamp(std::shared_ptr<const std::string> section, const char* operation) {
  if (!recording_ || !recording_->queries || recording_->stamps == stampsPerFrame) return;
  vkCmdWriteTimestamp(recording_->commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, recording_->queries,
                      recording_->stamps++);
  recording_->stamped.emplace_back(std::move(section), operation);
}

std::uint64_t Encoder::submit() {
  if (!recording_) return lastTicket_;
  std::unique_ptr<Frame> done = std::move(recording_);
  hazards_.clear();
  VkMemoryBarrier all{};
  all.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
  all.srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
  all.dstAccessMask = VK_ACCESS_MEMORY_READ_BIT | VK_ACCESS_MEMORY_WRITE_BIT | VK_ACCESS_HOST_READ_BIT;
  vkCmdPipelineBarrier(done->commands, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT,
                       VK_PIPELINE_STAGE_ALL_COMMANDS_BIT | VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &all, 0, nullptr, 0,
                       nullptr);
  check(vkEndCommandBuffer(done->commands), "ending a command buffer", device_->name());
  done->ticket = lastTicket_ = device_->submit(done->commands);
  done->kept.clear();  // a buffer that goes now returns with this ticket or a later one
  inFlight_.push_back(std::move(done));
  return lastTicket_;
}

void Encoder::collectTimings(Frame& frame) {
  if (frame.stamps < 2) return;
  std::vector<std::uint64_t> ticks(frame.stamps);
  device_->check(vkGetQueryPoolResults(frame.device, frame.queries, 0, frame.stamps, ticks.size() * 8, ticks.data(), 8,
                                       VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT),
                 "reading time stamps");
  const DeviceLimits& limits = device_->limits();
  for (std::size_t i = 0; i + 1 < ticks.size(); ++i) {
    const std::uint64_t passed = (ticks[i + 1] - ticks[i]) & limits.timestampMask;
    timings_.push_back({frame.stamped[i].first, frame.stamped[i].second,
                        static_cast<double>(passed) * limits.timestampNanoseconds * 1e-6});
  }
  if (timings_.size() > timingsKept) timings_.erase(timings_.begin(), timings_.end() - timingsKept);
  frame.stamps = 0;
}

std::vector<Encoder::Timing> Encoder::takeTimings() {
  device_->wait(submit());
  for (auto& frame : inFlight_) collectTimings(*frame);
  std::vector<Timing> taken(timings_.begin(), timings_.end());
  timings_.clear();
  return taken;
}

}  // namespace headlight::vk
