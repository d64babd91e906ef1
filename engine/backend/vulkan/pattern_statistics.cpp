#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/pattern_statistics.comp.h"

namespace headlight {

static_assert(PatternMax == 0 && PatternMin == 1 && PatternEntropyBits == 2 && PatternDistance == 3 &&
                  PatternFirstKey == 4 && PatternSumCount == 5,
              "pattern_statistics.comp writes the sums in this order");

void VulkanBackend::patternStatistics(const Tensor& pattern, int firstRow, int keyCount, bool causal, int window,
                                      Tensor& sums) {
  const RowLanes lanes = rowLanes();
  const vk::Kernel& kernel =
      this->kernel(shaders::patternStatistics, {2}, sizeof(push::PatternStatistics), {1, lanes.group, lanes.each});
  forRowSlices({&pattern, &sums}, [&](int begin, int end) {
    const BoundTensor bound = bindTensor("patternStatistics", pattern.rows(begin, end));
    const BoundTensor boundSums = bindTensor("patternStatistics", sums.rows(begin, end));
    push::PatternStatistics push{};
    push.rows = static_cast<std::uint32_t>(end - begin);
    push.heads = static_cast<std::uint32_t>(pattern.dim(1));
    push.columns = static_cast<std::uint32_t>(pattern.dim(2));
    push.firstRow = static_cast<std::uint32_t>(firstRow + begin);
    push.keyCount = static_cast<std::uint32_t>(keyCount);
    push.causal = causal ? 1 : 0;
    push.window = static_cast<std::uint32_t>(window);
    push.pattern = bound.view;
    push.sums = boundSums.view;
    push.groups = lanes.groups(push.rows * push.heads);
    encoder_.read(bound.binding).write(boundSums.binding).dispatch(kernel, push, push.groups);
  });
  done("patternStatistics");
}

}  // namespace headlight
