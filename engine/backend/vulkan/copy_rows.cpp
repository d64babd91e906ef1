#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/copy_rows.comp.h"

namespace headlight {

void VulkanBackend::copyRows(const Tensor& x, Tensor& y) {
  const auto width = static_cast<std::uint32_t>(y.shape().rowElements());
  if (width == 0) return;
  forRowSlices({&y, &x}, [&](int begin, int end) {
    const Tensor part = x.rows(begin, end);
    const BoundTensor boundX = bindTensor("copyRows", part);
    const BoundTensor boundY = bindTensor("copyRows", y.rows(begin, end));
    const std::uint32_t texels = texelWidth({&part});
    const vk::Kernel& kernel = this->kernel(shaders::copyRows, {2, 0b01}, sizeof(push::CopyRows), {texels});
    const auto rows = static_cast<std::uint32_t>(end - begin);
    const std::uint32_t units = (width + 3) / 4;
    const push::CopyRows push{rows, width, units, boundX.view, boundY.view};
    encoder_.fetch(boundX.binding, texels)
        .write(boundY.binding)
        .dispatch(kernel, push, (std::uint64_t{rows} * units + 63) / 64);
  });
  done("copyRows");
}

}  // namespace headlight
