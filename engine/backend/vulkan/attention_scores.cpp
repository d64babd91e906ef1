#include <algorithm>

#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/attention_scores.comp.h"

namespace headlight {

void VulkanBackend::attentionScores(const Tensor& query, const Rows& key, float scale, Tensor& scores) {
  const int columns = scores.dim(2);
  const vk::Encoder::Disjoint disjoint(encoder_);  // every run of keys fills columns of its own
  forRowSlices({&query, &scores}, [&](int begin, int end) {
    const Tensor part = query.rows(begin, end);
    const BoundTensor boundQuery = bindTensor("attentionScores", part);
    const std::uint32_t rowsEach = this->rowsEach(end - begin);
    const BoundTensor boundScores = bindTensor("attentionScores", scores.rows(begin, end));
    forRuns(key, [&](const Tensor& run, int firstKey) {
      const int keys = std::min(run.dim(0), columns - firstKey);
      if (keys <= 0) return;
      const Tensor keyPart = run.rows(0, keys);
      const BoundTensor boundKey = bindTensor("attentionScores", keyPart);
      const std::uint32_t texels = query.dim(2) % 4 == 0 ? texelWidth({&part, &keyPart}) : 1;
      const vk::Kernel& kernel =
          this->kernel(shaders::attentionScores, {3, 0b011}, sizeof(push::AttentionScores), {texels, rowsEach});
      push::AttentionScores push{};
      push.rows = static_cast<std::uint32_t>(end - begin);
      push.heads = static_cast<std::uint32_t>(query.dim(1));
      push.headsPerKv = static_cast<std::uint32_t>(query.dim(1) / run.dim(1));
      push.headWidth = static_cast<std::uint32_t>(query.dim(2));
      push.keys = static_cast<std::uint32_t>(keys);
      push.firstColumn = static_cast<std::uint32_t>(firstKey);
      push.columns = static_cast<std::uint32_t>(columns);
      push.rowTiles = (push.rows + rowsEach - 1) / rowsEach;
      push.keyTiles = (push.keys + 63) / 64;
      push.scale = scale;
      push.query = boundQuery.view;
      push.key = boundKey.view;
      push.scores = boundScores.view;
      push.groups = push.rowTiles * push.keyTiles * push.heads;
      encoder_.fetch(boundQuery.binding, texels)
          .fetch(boundKey.binding, texels)
          .write(boundScores.binding)
          .dispatch(kernel, push, push.groups);
    });
  });
  done("attentionScores");
}

}  // namespace headlight
