#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "backend/eigen/host_pool.h"
#include "backend/eigen/panel_choice.h"
#include "backend/eigen/thread_pool.h"

namespace headlight {

/// The CPU backend: host memory, its own threads, each operation done on return. Products, norms and softmax are our
/// own kernels over packed weights, since a row must have the same bits however many rows are computed (README.md).
/// One file per operation; their inner loops stand in kernels/, once for each level of processors.
class EigenBackend final : public Backend {
 public:
  /// `threads` 0: as many as the machine has. Throws Error where chosenKernels() does.
  explicit EigenBackend(int threads = 0, WeightStorage storage = WeightStorage::F32);

  const char* kind() const override { return "cpu"; }
  std::string deviceName() const override;
  WeightStorage weightStorage() const override { return storage_; }
  bool memoryIsFreeWithItsHandles() const override { return true; }

  Tensor allocate(const Shape& shape, DType dtype = DType::F32, std::size_t rowStride = 0) override;
  void write(const Tensor& to, std::span<const std::byte> from) override;
  void read(const Tensor& from, std::span<std::byte> to) override;
  /// Panels of panel::width outputs, each [in][panel::width] elements of weightStorage(); the last panel is filled up
  /// with zeros. Throws Error when a weight is too large for the storage.
  Tensor packLinear(std::span<const float> weight, int out, int in) override;
  Tensor packLinearFrom(const WeightSource& source, int out, int in) override;
  /// Chooses between the ways of a product by trying them on these weights, for at most 30 ms, unless an earlier
  /// process on this kind of processor did.
  void weightsArePacked() override;
  std::uint64_t flush() override { return ++ticket_; }
  void wait(std::uint64_t) override {}

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

 private:
  /// Writes down how long the enclosing operation took.
  class Timed {
   public:
    Timed(EigenBackend& backend, const char* operation)
        : backend_(backend), operation_(operation), start_(std::chrono::steady_clock::now()) {}
    ~Timed();
    Timed(const Timed&) = delete;
    Timed& operator=(const Timed&) = delete;

   private:
    EigenBackend& backend_;
    const char* operation_;
    std::chrono::steady_clock::time_point start_;
  };
  struct Taken {
    std::uint32_t section;  ///< index into sections_
    const char* operation;
    float milliseconds;
  };

  static const float* data(const Tensor& tensor);
  static float* data(Tensor& tensor);
  /// The first element of a tensor of any type.
  static const std::byte* bytes(const Tensor& tensor);

  /// A weight that was packed here, for as long as somebody has it.
  struct Packed {
    std::weak_ptr<HostBuffer> buffer;
    int panels, in;
  };

  const CpuKernels& kernels_ = chosenKernels();
  PanelChoice choice_{kernels_};
  std::vector<Packed> packed_;
  std::shared_ptr<HostPool> memory_ = std::make_shared<HostPool>();
  ThreadPool threads_;
  WeightStorage storage_;
  std::uint64_t ticket_ = 0;
  std::vector<std::string> sections_{""};
  std::vector<Taken> taken_;
};

}  // namespace headlight
