#include "backend/vulkan/vulkan_backend.h"

namespace headlight {

void VulkanBackend::prewarm() {
  constexpr int inputs = 8;
  constexpr int wide = 512;  // outputs from which linear may take its larger tile
  const std::vector<float> ones(static_cast<std::size_t>(inputs * wide), 1.0F);
  const Tensor narrowWeight = packLinear(std::span(ones).first(inputs * inputs), inputs, inputs);
  const Tensor wideWeight = packLinear(ones, wide, inputs);
  Tensor row = allocate({1, inputs}, DType::F32, 0);
  write(row, std::as_bytes(std::span(ones).first(inputs)));
  // Every specialization that texts of a usual model take: rows per invocation go by the number of rows.
  for (const int rows : {1, 2, 4, 8}) {
    Tensor x = allocate({rows, inputs}, DType::F32, 0);
    Tensor y = allocate({rows, inputs}, DType::F32, 0);
    Tensor logits = allocate({rows, wide}, DType::F32, 0);
    gatherRows(row, std::vector<std::int32_t>(static_cast<std::size_t>(rows), 0), x);
    linear(x, narrowWeight, nullptr, Activation::None, y);
    linear(x, wideWeight, nullptr, Activation::None, logits);
    Tensor normed = allocate({rows, inputs}, DType::F32, 0);
    layerNorm(y, row, row, 1e-5F, normed);
    const Tensor heads = normed.viewAs({rows, 2, inputs / 2});
    Tensor pattern = allocate({rows, 2, 8}, DType::F32, 0);
    attentionScores(heads, Rows(heads), 1.0F, pattern);
    cutKeys(pattern, 0, std::vector<KeyCut>{{-1, 1, rows, 0}});
    softmaxRows(pattern, 0, rows, true);
    Tensor mixed = allocate({rows, 2, inputs / 2}, DType::F32, 0);
    attentionMix(pattern, Rows(heads), mixed);
    Tensor sums = allocate({rows, 2, PatternSumCount}, DType::F32, 0);
    patternStatistics(pattern, 0, rows, true, sums);
    scaleHead(mixed, 0, 1.0F);
    Tensor sum = allocate({rows, inputs}, DType::F32, 0);
    copyRows(x, sum);
    add(x, y, sum);
  }
  takeTimings();  // waits, and these are nobody's
  wait(flush());
  device_->kernels().save();
}

}  // namespace headlight
