#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/multiply.comp.h"

namespace headlight {

void VulkanBackend::multiply(const Tensor& a, const Tensor& b, Tensor& y) {
  const auto width = static_cast<std::uint32_t>(y.shape().rowElements());
  const std::uint32_t units = (width + 3) / 4;
  if (width == 0) return;
  forRowSlices({&y, &a, &b}, [&](int begin, int end) {
    const Tensor partA = a.rows(begin, end);
    const Tensor partB = b.rows(begin, end);
    const BoundTensor boundA = bindTensor("multiply", partA);
    const BoundTensor boundB = bindTensor("multiply", partB);
    const BoundTensor boundY = bindTensor("multiply", y.rows(begin, end));
    const auto rows = static_cast<std::uint32_t>(end - begin);

    const std::uint32_t texels = texelWidth({&partA, &partB});
    const vk::Kernel& kernel = this->kernel(shaders::multiply, {3, 0b011}, sizeof(push::Multiply), {texels});
    const push::Multiply push{rows, width, units, boundA.view, boundB.view, boundY.view};
    encoder_.fetch(boundA.binding, texels)
        .fetch(boundB.binding, texels)
        .write(boundY.binding)
        .dispatch(kernel, push, (std::uint64_t{rows} * units + 63) / 64);
  });
  done("multiply");
}

}  // namespace headlight
