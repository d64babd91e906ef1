#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/softmax_rows.comp.h"

namespace headlight {

void VulkanBackend::softmaxRows(Tensor& scores, int firstRow, int keyCount, bool causal, int window) {
  const RowLanes lanes = rowLanes();
  const vk::Kernel& kernel =
      this->kernel(shaders::softmaxRows, {1}, sizeof(push::SoftmaxRows), {1, lanes.group, lanes.each});
  forRowSlices({&scores}, [&](int begin, int end) {
    const BoundTensor bound = bindTensor("softmaxRows", scores.rows(begin, end));
    const auto heads = static_cast<std::uint32_t>(scores.dim(1));
    const auto rows = static_cast<std::uint32_t>(end - begin);
    const std::uint32_t groups = lanes.groups(rows * heads);
    const push::SoftmaxRows push{groups,
                                 rows,
                                 heads,
                                 static_cast<std::uint32_t>(scores.dim(2)),
                                 static_cast<std::uint32_t>(firstRow + begin),
                                 static_cast<std::uint32_t>(keyCount),
                                 causal ? 1U : 0U,
                                 static_cast<std::uint32_t>(window),
                                 bound.view};
    encoder_.readWrite(bound.binding).dispatch(kernel, push, groups);
  });
  done("softmaxRows");
}

}  // namespace headlight
