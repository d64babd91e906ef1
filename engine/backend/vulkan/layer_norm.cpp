#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/layer_norm.comp.h"

namespace headlight {

void VulkanBackend::layerNorm(const Tensor& x, const Tensor& weight, const Tensor& bias, float epsilon, Tensor& y) {
  const vk::Kernel& kernel = this->kernel(shaders::layerNorm, 4, sizeof(push::LayerNorm));
  const BoundTensor boundWeight = bindTensor("layerNorm", weight);
  const BoundTensor boundBias = bindTensor("layerNorm", bias);
  forRowSlices({&x, &y}, [&](int begin, int end) {
    const BoundTensor boundX = bindTensor("layerNorm", x.rows(begin, end));
    const BoundTensor boundY = bindTensor("layerNorm", y.rows(begin, end));
    const auto rows = static_cast<std::uint32_t>(end - begin);
    const push::LayerNorm push{rows,
                               static_cast<std::uint32_t>(x.shape().rowElements()),
                               epsilon,
                               boundX.view,
                               boundWeight.view,
                               boundBias.view,
                               boundY.view};
    encoder_.read(boundX.binding)
        .read(boundWeight.binding)
        .read(boundBias.binding)
        .write(boundY.binding)
        .dispatch(kernel, push, rows);
  });
  done("layerNorm");
}

}  // namespace headlight
