#include <algorithm>

#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/cut_keys.comp.h"

namespace headlight {

void VulkanBackend::cutKeys(Tensor& scores, int firstRow, std::span<const KeyCut> cuts) {
  const int heads = scores.dim(1), columns = scores.dim(2);
  const vk::Kernel& kernel = this->kernel(shaders::cutKeys, {1}, sizeof(push::CutKeys));
  const vk::Encoder::Disjoint disjoint(encoder_);  // two cuts of one weight write the same number
  for (const KeyCut& cut : cuts) {
    const int from = std::clamp(cut.firstQuery - firstRow, 0, scores.dim(0));
    const int to = std::clamp(cut.endQuery - firstRow, from, scores.dim(0));
    if (cut.key < 0 || cut.key >= columns || from == to) continue;
    const Tensor part = scores.rows(from, to);
    forRowSlices({&part}, [&](int begin, int end) {
      const BoundTensor bound = bindTensor("cutKeys", part.rows(begin, end));
      push::CutKeys push{};
      push.rows = static_cast<std::uint32_t>(end - begin);
      push.firstHead = static_cast<std::uint32_t>(std::max(cut.head, 0));
      push.heads = static_cast<std::uint32_t>(cut.head < 0 ? heads : 1);
      push.columns = static_cast<std::uint32_t>(columns);
      push.key = static_cast<std::uint32_t>(cut.key);
      push.score = cutScore;
      push.scores = bound.view;
      encoder_.write(bound.binding).dispatch(kernel, push, (std::uint64_t{push.rows} * push.heads + 63) / 64);
    });
  }
  done("cutKeys");
}

}  // namespace headlight
