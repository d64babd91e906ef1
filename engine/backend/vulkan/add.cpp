#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/add.comp.h"

namespace headlight {

void VulkanBackend::add(const Tensor& a, const Tensor& b, Tensor& y) {
  const vk::Kernel& kernel = this->kernel(shaders::add, 3, sizeof(push::Add));
  const std::uint64_t width = y.shape().rowElements();
  if (width == 0) return;
  forRowSlices({&y, &a, &b}, [&](int begin, int end) {
    const BoundTensor boundA = bindTensor("add", a.rows(begin, end));
    const BoundTensor boundB = bindTensor("add", b.rows(begin, end));
    const BoundTensor boundY = bindTensor("add", y.rows(begin, end));
    const auto rows = static_cast<std::uint32_t>(end - begin);
    const auto groups = static_cast<std::uint32_t>((rows * width + 255) / 256);
    const push::Add push{groups, rows, static_cast<std::uint32_t>(width), boundA.view, boundB.view, boundY.view};
    encoder_.read(boundA.binding).read(boundB.binding).write(boundY.binding).dispatch(kernel, push, groups);
  });
  done("add");
}

}  // namespace headlight
