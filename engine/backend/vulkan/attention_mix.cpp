#include <algorithm>

#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/attention_mix.comp.h"

namespace headlight {

void VulkanBackend::attentionMix(const Tensor& pattern, const Rows& value, Tensor& y) {
  const int columns = pattern.dim(2);
  forRowSlices({&pattern, &y}, [&](int begin, int end) {
    const Tensor part = pattern.rows(begin, end);
    const BoundTensor boundPattern = bindTensor("attentionMix", part);
    const std::uint32_t rowsEach = this->rowsEach(end - begin);
    const BoundTensor boundY = bindTensor("attentionMix", y.rows(begin, end));
    // One run of keys after another: each goes on from the sums of the last, so the order of the sum is that of the
    // keys.
    forRuns(value, [&](const Tensor& run, int firstKey) {
      const int keys = std::min(run.dim(0), columns - firstKey);
      if (keys <= 0) return;
      const Tensor valuePart = run.rows(0, keys);
      const BoundTensor boundValue = bindTensor("attentionMix", valuePart);
      const bool aligned = y.dim(2) % 4 == 0 && columns % 4 == 0 && firstKey % 4 == 0;
      const std::uint32_t texels = aligned ? texelWidth({&part, &valuePart}) : 1;
      const vk::Kernel& kernel =
          this->kernel(shaders::attentionMix, {3, 0b011}, sizeof(push::AttentionMix), {texels, rowsEach});
      push::AttentionMix push{};
      push.rows = static_cast<std::uint32_t>(end - begin);
      push.heads = static_cast<std::uint32_t>(y.dim(1));
      push.headsPerKv = static_cast<std::uint32_t>(y.dim(1) / run.dim(1));
      push.headWidth = static_cast<std::uint32_t>(y.dim(2));
      push.keys = static_cast<std::uint32_t>(keys);
      push.firstColumn = static_cast<std::uint32_t>(firstKey);
      push.columns = static_cast<std::uint32_t>(columns);
      push.rowTiles = (push.rows + rowsEach - 1) / rowsEach;
      push.accumulate = firstKey > 0 ? 1 : 0;
      push.pattern = boundPattern.view;
      push.value = boundValue.view;
      push.y = boundY.view;
      push.groups = (push.heads * push.headWidth / texels + 63) / 64 * push.rowTiles;
      encoder_.fetch(boundPattern.binding, texels)
          .fetch(boundValue.binding, texels)
          .readWrite(boundY.binding)
          .dispatch(kernel, push, push.groups);
    });
  });
  done("attentionMix");
}

}  // namespace headlight
