#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/layer_norm.comp.h"

namespace headlight {

void VulkanBackend::layerNorm(const Tensor& x, const Tensor& weight, const Tensor& bias, float epsilon, Tensor& y) {
  const BoundTensor boundWeight = bindTensor("layerNorm", weight);
  const BoundTensor boundBias = bindTensor("layerNorm", bias);
  forRowSlices({&x, &y}, [&](int begin, int end) {
    const Tensor part = x.rows(begin, end);
    const std::uint32_t texels = texelWidth({&part, &weight, &bias});
    const RowLanes lanes = rowLanes();
    const vk::Kernel& kernel =
        this->kernel(shaders::layerNorm, {4, 0b0111}, sizeof(push::LayerNorm), {texels, lanes.group, lanes.each});
    const BoundTensor boundX = bindTensor("layerNorm", part);
    const BoundTensor boundY = bindTensor("layerNorm", y.rows(begin, end));
    const auto rows = static_cast<std::uint32_t>(end - begin);
    const std::uint32_t groups = lanes.groups(rows);
    const push::LayerNorm push{groups,         rows,        static_cast<std::uint32_t>(x.shape().rowElements()),
                               epsilon,        boundX.view, boundWeight.view,
                               boundBias.view, boundY.view};
    encoder_.fetch(boundX.binding, texels)
        .fetch(boundWeight.binding, texels)
        .fetch(boundBias.binding, texels)
        .write(boundY.binding)
        .dispatch(kernel, push, groups);
  });
  done("layerNorm");
}

}  // namespace headlight
