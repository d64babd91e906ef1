#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "vk/hazards.h"
#include "vk/kernel.h"
#include "vk/vulkan.h"

namespace headlight::vk {

class Buffer;
class Device;

/// Bytes [offset, offset + bytes) of a buffer; the encoder keeps `buffer` alive until its work is submitted.
struct Binding {
  std::shared_ptr<const Buffer> buffer;
  VkDeviceSize offset =
      0;  ///< within the Buffer; buffer->offset() + offset must be a multiple of limits().storageAlignment
  VkDeviceSize bytes = 0;
};

/// Records compute work and copies, and works out the barriers from what is read and written. One thread.
/// Whoever records through it never places a barrier. At the end of each submit stands a barrier to everything, the
/// host and fragment shaders included, so that other command buffers and, after wait(), the host see what was written.
class Encoder {
 public:
  struct Timing {
    std::shared_ptr<const std::string> section;
    const char* operation;
    double milliseconds;
  };

  explicit Encoder(std::shared_ptr<Device> device);
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  /// Binding 0, 1, ... of the next dispatch, in call order.
  Encoder& read(Binding binding) { return bind(std::move(binding), true, false, VK_FORMAT_UNDEFINED); }
  Encoder& write(Binding binding) { return bind(std::move(binding), false, true, VK_FORMAT_UNDEFINED); }
  Encoder& readWrite(Binding binding) { return bind(std::move(binding), true, true, VK_FORMAT_UNDEFINED); }
  /// The next binding, a texel buffer of floats: `width` 4 (vec4 texels; the last one may reach past `binding`) or 1.
  Encoder& fetch(Binding binding, std::uint32_t width) {
    return fetch(std::move(binding), width == 4 ? VK_FORMAT_R32G32B32A32_SFLOAT : VK_FORMAT_R32_SFLOAT);
  }
  /// The same with texels of any format that texelBytes() knows.
  Encoder& fetch(Binding binding, VkFormat texels) { return bind(std::move(binding), true, false, texels); }
  /// One workgroup per `groups`, spread over three dimensions where one cannot hold them; the shader finds its number
  /// with groupIndex() of groups.glsl and leaves when it is >= `groups`, which Push must carry.
  template <class Push>
  void dispatch(const Kernel& kernel, const Push& push, std::uint64_t groups) {
    static_assert(sizeof(Push) <= 128, "Vulkan promises 128 bytes of push constants");
    static_assert(sizeof(Push) % 4 == 0 && alignof(Push) <= 4, "push.h holds 32-bit scalars only");
    dispatch(kernel, &push, sizeof(Push), groups);
  }
  void copy(const Binding& from, const Binding& to);

  /// While one lives, what is recorded is known to write disjoint elements, although the ranges interleave (columns of
  /// one tensor): no barrier is put among them, only against what came before and comes after.
  class Disjoint {
   public:
    explicit Disjoint(Encoder& encoder) : encoder_(encoder) { encoder_.disjoint_ = true; }
    ~Disjoint() { encoder_.endDisjoint(); }
    Disjoint(const Disjoint&) = delete;
    Disjoint& operator=(const Disjoint&) = delete;

   private:
    Encoder& encoder_;
  };

  /// Ends one operation for takeTimings.
  void stamp(std::shared_ptr<const std::string> section, const char* operation);
  /// Submits what was recorded (nothing: the last ticket of this encoder).
  std::uint64_t submit();
  /// Milliseconds of the operations since the last call; submits and waits. Empty where the device has no timestamps.
  std::vector<Timing> takeTimings();

  /// For tests: barriers put since construction (those at the end of a submit not counted).
  std::uint64_t barriers() const { return barriers_; }

 private:
  struct Frame;
  struct Bound {
    Binding binding;
    bool reads;
    bool writes;
    VkFormat texels;
  };
  Encoder& bind(Binding binding, bool reads, bool writes, VkFormat texels);
  void dispatch(const Kernel& kernel, const void* push, std::size_t bytes, std::uint64_t groups);
  void order(const std::vector<Access>& accesses);
  void barrier();
  void endDisjoint();
  Frame& frame();
  VkDescriptorSet makeSet(Frame& frame, const Kernel& kernel);
  /// Of a texel view over a binding of so many bytes: see MemoryPool::viewTail.
  VkDeviceSize viewBytes(VkDeviceSize bytes) const;
  VkBufferView makeView(Frame& frame, const VkDescriptorBufferInfo& place, VkFormat format);
  void collectTimings(Frame& frame);

  std::shared_ptr<Device> device_;
  std::vector<std::unique_ptr<Frame>> idle_;
  std::deque<std::unique_ptr<Frame>> inFlight_;
  std::unique_ptr<Frame> recording_;
  std::vector<Bound> bound_;
  Hazards hazards_;
  bool disjoint_ = false;
  std::vector<Access> disjointAccesses_;
  std::uint64_t lastTicket_ = 0;
  std::uint64_t barriers_ = 0;
  std::deque<Timing> timings_;
};

}  // namespace headlight::vk
