// Every pipeline that a model needs, run once on a few numbers before the first key press: drivers compile at the first
// dispatch (lavapipe), or when the pipeline is made.
#include "backend/vulkan/bindings.h"
#include "backend/vulkan/packed.h"
#include "backend/vulkan/vulkan_backend.h"
#include "vk/buffer.h"

namespace headlight {

void VulkanBackend::prewarm() {
  prewarmRows(8);  // texels of four
  prewarmRows(6);  // odd widths, and attention over a number of keys that four does not divide: texels of one
  takeTimings();   // waits, and these are nobody's
  wait(flush());
  device_->kernels().save();
}

void VulkanBackend::prewarmRows(int inputs) {
  const std::vector<float> ones(static_cast<std::size_t>(inputs), 1.0F);
  Tensor row = allocate({1, inputs}, DType::F32, 0);
  write(row, std::as_bytes(std::span(ones)));
  Tensor bias = allocate({2, 1}, DType::F32, 0);
  write(bias, std::as_bytes(std::span(ones).first(2)));
  // Every specialization that texts of a usual model take: rows per invocation go by the number of rows.
  for (const int rows : {1, 2, 4, 8}) {
    Tensor x = allocate({rows, inputs}, DType::F32, 0);
    Tensor y = allocate({rows, inputs}, DType::F32, 0);
    gatherRows(row, std::vector<std::int32_t>(static_cast<std::size_t>(rows), 0), x);
    gatherRows(row, std::vector<std::int32_t>(static_cast<std::size_t>(rows), 0), y);
    Tensor normed = allocate({rows, inputs}, DType::F32, 0);
    layerNorm(y, row, row, 1e-5F, normed);
    const Tensor heads = normed.viewAs({rows, 2, inputs / 2});
    Tensor pattern = allocate({rows, 2, 8}, DType::F32, 0);
    attentionScores(heads, Rows(heads), 1.0F, pattern);
    addScoreBias(pattern, bias, 1.0F, 0, rows, 0);
    cutKeys(pattern, 0, std::vector<KeyCut>{{-1, 1, rows, 0}});
    softmaxRows(pattern, 0, rows, true, 0);
    Tensor mixed = allocate({rows, 2, inputs / 2}, DType::F32, 0);
    attentionMix(pattern, Rows(heads), mixed);
    Tensor sums = allocate({rows, 2, PatternSumCount}, DType::F32, 0);
    patternStatistics(pattern, 0, rows, true, 0, sums);
    scaleHead(mixed, 0, 1.0F);
    Tensor sum = allocate({rows, inputs}, DType::F32, 0);
    copyRows(x, sum);
    elementwise(Elementwise::Add, x, y, sum);
    activate(x, Activation::Tanh, sum);
    rmsNorm(y, row, 1e-5F, normed);
    elementwise(Elementwise::Multiply, x, y, sum);
    Tensor turned = sum.viewAs({rows, 1, inputs});
    rotary(turned, y);
  }
}

void VulkanBackend::prewarmLinear(int outputs, int inputs) {
  // Offsets and strides of what a linear layer reads are multiples of its inputs.
  const std::uint32_t texels = inputs % 4 == 0 ? 4 : 1;
  std::shared_ptr<vk::Buffer> numbers;
  for (const int rows : {1, 2, 4, 8, 16, 32, 64, 128, 256, 1024}) {
    const vk::Kernel& kernel = linearKernel(linearTile(rows, outputs, inputs), texels);
    if (!warm_.insert(&kernel).second) continue;
    if (!numbers) numbers = std::make_shared<vk::Buffer>(device_, 8192);  // whatever it holds: nobody reads the outcome
    push::Linear push{};
    push.groups = push.rows = push.outputs = push.columnTiles = 1;
    push.inputs = 4;
    push.x.stride = push.y.stride = 4;
    encoder_.fetch({numbers, 0, 1024}, texels)
        .fetch({numbers, 1024, 2048}, packed::texelFormat(storage_))
        .read({numbers, 0, 1024})
        .write({numbers, 4096, 1024})
        .dispatch(kernel, push, 1);
  }
  if (!numbers) return;
  wait(flush());
  device_->kernels().save();
}

}  // namespace headlight
