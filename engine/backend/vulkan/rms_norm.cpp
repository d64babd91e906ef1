#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/rms_norm.comp.h"

namespace headlight {

void VulkanBackend::rmsNorm(const Tensor& x, const Tensor& weight, float epsilon, Tensor& y) {
  const BoundTensor boundWeight = bindTensor("rmsNorm", weight);
  forRowSlices({&x, &y}, [&](int begin, int end) {
    const Tensor part = x.rows(begin, end);
    const std::uint32_t texels = texelWidth({&part, &weight});
    const RowLanes lanes = rowLanes();
    const vk::Kernel& kernel =
        this->kernel(shaders::rmsNorm, {3, 0b011}, sizeof(push::RmsNorm), {texels, lanes.group, lanes.each});
    const BoundTensor boundX = bindTensor("rmsNorm", part);
    const BoundTensor boundY = bindTensor("rmsNorm", y.rows(begin, end));
    const auto rows = static_cast<std::uint32_t>(end - begin);
    const std::uint32_t groups = lanes.groups(rows);
    const push::RmsNorm push{groups,     rows,        static_cast<std::uint32_t>(x.shape().rowElements()),
                             epsilon,    boundX.view, boundWeight.view,
                             boundY.view};
    encoder_.fetch(boundX.binding, texels)
        .fetch(boundWeight.binding, texels)
        .write(boundY.binding)
        .dispatch(kernel, push, groups);
  });
  done("rmsNorm");
}

}  // namespace headlight
