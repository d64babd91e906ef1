#include "models/weights_check.h"

#include <string>
#include <utility>
#include <vector>

#include "backend/idle_backend.h"
#include "io/weights.h"
#include "models/families.h"
#include "models/loading.h"

namespace headlight {
namespace {

/// Memory that is not there: tensors have their shapes, and nobody reads them.
class NoMemory final : public Buffer {
 public:
  NoMemory(Backend& backend, std::size_t bytes) : Buffer(backend), bytes_(bytes) {}
  std::size_t bytes() const override { return bytes_; }
  const std::byte* hostData() const override { return nullptr; }
  void download(std::size_t, std::span<std::byte>) const override { fail("weights check: nothing was kept"); }

 private:
  std::size_t bytes_;
};

/// Takes weights and forgets them. Computes nothing.
class Forgetful final : public IdleBackend {
 public:
  const char* kind() const override { return "none"; }
  std::string deviceName() const override { return "weights check"; }
  Tensor allocate(const Shape& shape, DType dtype, std::size_t rowStride) override {
    const std::size_t stride = rowStride == 0 ? shape.rowElements() : rowStride;
    return {std::make_shared<NoMemory>(*this, stride * static_cast<std::size_t>(shape[0]) * sizeof(float)), shape,
            dtype, 0, stride};
  }
  void write(const Tensor&, std::span<const std::byte>) override {}
  Tensor packLinear(std::span<const float>, int out, int in) override { return packed(out, in); }
  Tensor packLinearFrom(const WeightSource&, int out, int in) override { return packed(out, in); }
  std::uint64_t flush() override { return 0; }
  void wait(std::uint64_t) override {}
  void section(std::string) override {}
  std::vector<OpTiming> takeTimings() override { return {}; }

 private:
  Tensor packed(int out, int in) {
    const Shape shape{out, in};
    return {std::make_shared<NoMemory>(*this, shape.elements() * sizeof(float)),
            shape,
            DType::F32,
            0,
            shape.rowElements(),
            Layout::Packed};
  }
};

}  // namespace

void checkWeights(const Family& family, const ModelInfo& info, const io::Config& config, io::Weights& weights) {
  Forgetful nowhere;
  Loading loading(weights, nowhere, 1, {}, {});
  family.build(std::make_shared<ModelInfo>(info), config, loading);
  weights.finish();
}

}  // namespace headlight
