#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/pattern_statistics.comp.h"

namespace headlight {

static_assert(PatternMax == 0 && PatternMin == 1 && PatternEntropyBits == 2 && PatternDistance == 3 &&
                  PatternFirstKey == 4 && PatternSumCount == 5,
              "pattern_statistics.comp writes the sums in this order");

void VulkanBackend::patternStatistics(const Tensor& pattern, int firstRow, int keyCount, bool causal, Tensor& sums) {
  const vk::Kernel& kernel =
      this->kernel(shaders::patternStatistics, {2}, sizeof(push::PatternStatistics), {1, 64, 64});
  const BoundTensor boundSums = bindTensor("patternStatistics", sums);
  forRowSlices({&pattern}, [&](int begin, int end) {
    const BoundTensor bound = bindTensor("patternStatistics", pattern.rows(begin, end));
    push::PatternStatistics push{};
    push.rows = static_cast<std::uint32_t>(end - begin);
    push.heads = static_cast<std::uint32_t>(pattern.dim(1));
    push.columns = static_cast<std::uint32_t>(pattern.dim(2));
    push.firstRow = static_cast<std::uint32_t>(firstRow + begin);
    push.keyCount = static_cast<std::uint32_t>(keyCount);
    push.causal = causal ? 1 : 0;
    push.accumulate = begin > 0 ? 1 : 0;
    push.pattern = bound.view;
    push.sums = boundSums.view;
    push.groups = push.heads;
    encoder_.read(bound.binding).readWrite(boundSums.binding).dispatch(kernel, push, push.groups);
  });
  done("patternStatistics");
}

}  // namespace headlight
