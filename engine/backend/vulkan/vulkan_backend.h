#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "vk/device.h"
#include "vk/encoder.h"
#include "vk/kernel_cache.h"

namespace headlight {

/// The vocabulary on a Vulkan device. Each operation is in the file of its name and records one or more dispatches; the
/// encoder finds the barriers. Everything is f32 but packed weights, which lie as `storage` says.
class VulkanBackend : public Backend {
 public:
  explicit VulkanBackend(std::shared_ptr<vk::Device> device, WeightStorage storage = WeightStorage::F32);

  const char* kind() const override { return "vulkan"; }
  std::string deviceName() const override;
  WeightStorage weightStorage() const override { return storage_; }
  bool memoryIsFreeWithItsHandles() const override { return false; }
  const std::shared_ptr<vk::Device>& device() const { return device_; }

  Tensor allocate(const Shape& shape, DType dtype, std::size_t rowStride) override;
  void write(const Tensor& to, std::span<const std::byte> from) override;
  void read(const Tensor& from, std::span<std::byte> to) override;
  Tensor packLinear(std::span<const float> weight, int out, int in) override;
  Tensor packLinearFrom(const WeightSource& source, int out, int in) override;
  std::uint64_t flush() override;
  void wait(std::uint64_t ticket) override;
  void section(std::string name) override;
  std::vector<OpTiming> takeTimings() override;

  void gatherRows(const Tensor& table, std::span<const std::int32_t> ids, Tensor& y) override;
  void elementwise(Elementwise operation, const Tensor& a, const Tensor& b, Tensor& y) override;
  void activate(const Tensor& x, Activation activation, Tensor& y) override;
  void layerNorm(const Tensor& x, const Tensor& weight, const Tensor& bias, float epsilon, Tensor& y) override;
  void rmsNorm(const Tensor& x, const Tensor& weight, float epsilon, Tensor& y) override;
  void rotary(Tensor& x, const Tensor& turns) override;
  void linear(const Tensor& x, const Tensor& weight, const Tensor* bias, Activation activation, Tensor& y) override;
  void attentionScores(const Tensor& query, const Rows& key, float scale, Tensor& scores) override;
  void addScoreBias(Tensor& scores, const Tensor& table, float scale, int firstRow, int keyCount, int side) override;
  void softmaxRows(Tensor& scores, int firstRow, int keyCount, bool causal, int window) override;
  void attentionMix(const Tensor& pattern, const Rows& value, Tensor& y) override;
  void cutKeys(Tensor& scores, int firstRow, std::span<const KeyCut> cuts) override;
  void scaleHead(Tensor& y, int head, float factor) override;
  void copyRows(const Tensor& x, Tensor& y) override;
  void patternStatistics(const Tensor& pattern, int firstRow, int keyCount, bool causal, int window,
                         Tensor& sums) override;

  /// Runs every kernel once on a few numbers: drivers compile at the first dispatch, which must not be the first key
  /// press. Those of `linear` follow with the first packLinear of a shape that takes them.
  void prewarm();

 private:
  /// Ends one operation for the timings.
  void done(const char* operation) { encoder_.stamp(section_, operation); }
  const vk::Kernel& kernel(const Shader& shader, vk::Bindings bindings, std::size_t pushBytes,
                           const std::vector<std::uint32_t>& constants = {}) {
    return device_->kernels().get(shader, bindings, pushBytes, constants);
  }
  /// How the kernels that reduce a row share it out: `each` invocations of a workgroup of `group` a row.
  struct RowLanes {
    std::uint32_t group;
    std::uint32_t each;
    std::uint32_t groups(std::uint32_t rows) const { return (rows + group / each - 1) / (group / each); }
  };
  RowLanes rowLanes() const { return device_->limits().software ? RowLanes{8, 1} : RowLanes{64, 64}; }
  /// Rows that one invocation takes of `rows`: what is loaded for one serves all, but none should be wasted.
  std::uint32_t rowsEach(int rows) const {
    if (rows <= 1) return 1;
    if (rows <= 2) return 2;
    return rows <= 4 || !device_->limits().software ? 4 : 8;
  }
  /// A variant of the linear layer, chosen by the shape (and by what the device is), never by timing: the same shape
  /// takes the same kernel everywhere, and all of them give the same bits.
  struct LinearTile {
    std::uint32_t rows, columns;  ///< of the outputs, what one workgroup computes
    std::uint32_t rowsEach;       ///< an invocation
    std::uint32_t vectorsEach;    ///< of four outputs an invocation in linear.glsl; 0: linear_tiled.glsl
    std::uint32_t group;          ///< invocations a workgroup
    std::uint32_t lanes;          ///< invocations that share the inputs of an output
    bool tiled() const { return vectorsEach == 0; }
  };
  LinearTile linearTile(int rows, int outputs, int inputs) const;
  void prewarmRows(int inputs);
  void prewarmLinear(int outputs, int inputs);
  const vk::Kernel& linearKernel(const LinearTile& tile, std::uint32_t texels);
  Tensor allocateBytes(std::size_t bytes, const Shape& shape, DType dtype, std::size_t rowStride, Layout layout);

  std::shared_ptr<vk::Device> device_;
  WeightStorage storage_;
  vk::Encoder encoder_;
  std::shared_ptr<const std::string> section_;
  std::set<const vk::Kernel*> warm_;  ///< of linear
};

/// The backend on physical device `deviceIndex` (place in `headlight devices`), kernels compiled and warm. Throws Error
/// where there is no such device, or no Vulkan at all.
std::shared_ptr<Backend> makeVulkanBackend(int deviceIndex, WeightStorage storage = WeightStorage::F32);
/// The same on a device that the caller opened.
std::shared_ptr<Backend> makeVulkanBackend(std::shared_ptr<vk::Device> device,
                                           WeightStorage storage = WeightStorage::F32);

/// Usable devices, "vulkan:N" each; empty where there is no Vulkan. `automatic` marks the first discrete GPU, else the
/// first other real GPU, if any; never a CPU.
std::vector<DeviceInfo> listVulkanDevices();

}  // namespace headlight
