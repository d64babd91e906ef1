#include "backend/vulkan/vulkan_backend.h"

namespace headlight {

void VulkanBackend::prewarm() {
  constexpr int inputs = 8;
  constexpr int outputs = 8;
  const std::vector<float> ones(static_cast<std::size_t>(inputs * outputs), 1.0F);
  const Tensor weight = packLinear(ones, outputs, inputs);
  Tensor row = allocate({1, inputs}, DType::F32, 0);
  write(row, std::as_bytes(std::span(ones).first(inputs)));
  for (int rows : {1, 2, 4, 8}) {  // one of each specialization of linear
    Tensor x = allocate({rows, inputs}, DType::F32, 0);
    Tensor y = allocate({rows, outputs}, DType::F32, 0);
    gatherRows(row, std::vector<std::int32_t>(static_cast<std::size_t>(rows), 0), x);
    linear(x, weight, nullptr, Activation::None, y);
    add(x, x, y);
  }
  Tensor normed = allocate({1, inputs}, DType::F32, 0);
  layerNorm(row, row, row, 1e-5F, normed);
  const Tensor heads = normed.viewAs({1, 2, inputs / 2});
  Tensor pattern = allocate({1, 2, 1}, DType::F32, 0);
  attentionScores(heads, Rows(heads), 1.0F, pattern);
  softmaxRows(pattern, 0, 1, true);
  Tensor mixed = allocate({1, 2, inputs / 2}, DType::F32, 0);
  attentionMix(pattern, Rows(heads), mixed);
  Tensor sums = allocate({2, PatternSumCount}, DType::F32, 0);
  patternStatistics(pattern, 0, 1, true, sums);
  wait(flush());
  takeTimings();
  device_->kernels().save();
}

}  // namespace headlight
