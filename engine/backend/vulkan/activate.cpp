#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/activate.comp.h"

namespace headlight {

void VulkanBackend::activate(const Tensor& x, Activation activation, Tensor& y) {
  const auto width = static_cast<std::uint32_t>(y.shape().rowElements());
  if (width == 0) return;
  forRowSlices({&y, &x}, [&](int begin, int end) {
    const Tensor part = x.rows(begin, end);
    const BoundTensor boundX = bindTensor("activate", part);
    const BoundTensor boundY = bindTensor("activate", y.rows(begin, end));
    const std::uint32_t texels = texelWidth({&part});
    const vk::Kernel& kernel = this->kernel(shaders::activate, {2, 0b01}, sizeof(push::Activate), {texels});
    const auto rows = static_cast<std::uint32_t>(end - begin);
    const std::uint32_t units = (width + 3) / 4;
    const push::Activate push{rows, width, units, static_cast<std::uint32_t>(activation), boundX.view, boundY.view};
    encoder_.fetch(boundX.binding, texels)
        .write(boundY.binding)
        .dispatch(kernel, push, (std::uint64_t{rows} * units + 63) / 64);
  });
  done("activate");
}

}  // namespace headlight
