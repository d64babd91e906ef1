#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/scale_head.comp.h"

namespace headlight {

void VulkanBackend::scaleHead(Tensor& y, int head, float factor) {
  const vk::Kernel& kernel = this->kernel(shaders::scaleHead, {1}, sizeof(push::ScaleHead));
  forRowSlices({&y}, [&](int begin, int end) {
    const BoundTensor bound = bindTensor("scaleHead", y.rows(begin, end));
    push::ScaleHead push{};
    push.rows = static_cast<std::uint32_t>(end - begin);
    push.width = static_cast<std::uint32_t>(y.dim(2));
    push.firstColumn = static_cast<std::uint32_t>(head) * push.width;
    push.factor = factor;
    push.y = bound.view;
    encoder_.readWrite(bound.binding).dispatch(kernel, push, (std::uint64_t{push.rows} * push.width + 63) / 64);
  });
  done("scaleHead");
}

}  // namespace headlight
