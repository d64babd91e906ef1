#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/elementwise.comp.h"

namespace headlight {

void VulkanBackend::elementwise(Elementwise operation, const Tensor& a, const Tensor& b, Tensor& y) {
  const char* name = operation == Elementwise::Add ? "add" : "multiply";
  const auto width = static_cast<std::uint32_t>(y.shape().rowElements());
  const std::uint32_t units = (width + 3) / 4;
  if (width == 0) return;
  const bool oneRow = b.dim(0) == 1;
  forRowSlices({&y, &a, oneRow ? &y : &b}, [&](int begin, int end) {
    const Tensor partA = a.rows(begin, end);
    const Tensor partB = oneRow ? b : b.rows(begin, end);
    const BoundTensor boundA = bindTensor(name, partA);
    BoundTensor boundB = bindTensor(name, partB);
    if (oneRow) boundB.view.stride = 0;
    const BoundTensor boundY = bindTensor(name, y.rows(begin, end));
    const auto rows = static_cast<std::uint32_t>(end - begin);

    const std::uint32_t texels = texelWidth({&partA, &partB});
    const vk::Kernel& kernel = this->kernel(shaders::elementwise, {3, 0b011}, sizeof(push::Elementwise),
                                            {texels, static_cast<std::uint32_t>(operation)});
    const push::Elementwise push{rows, width, units, boundA.view, boundB.view, boundY.view};
    encoder_.fetch(boundA.binding, texels)
        .fetch(boundB.binding, texels)
        .write(boundY.binding)
        .dispatch(kernel, push, (std::uint64_t{rows} * units + 63) / 64);
  });
  done(name);
}

}  // namespace headlight
