#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/rotary.comp.h"

namespace headlight {

void VulkanBackend::rotary(Tensor& x, const Tensor& turns) {
  const vk::Kernel& kernel = this->kernel(shaders::rotary, {2}, sizeof(push::Rotary));
  forRowSlices({&x, &turns}, [&](int begin, int end) {
    const BoundTensor bound = bindTensor("rotary", x.rows(begin, end));
    const BoundTensor boundTurns = bindTensor("rotary", turns.rows(begin, end));
    push::Rotary push{};
    push.rows = static_cast<std::uint32_t>(end - begin);
    push.heads = static_cast<std::uint32_t>(x.dim(1));
    push.halfWidth = static_cast<std::uint32_t>(x.dim(2)) / 2;
    push.x = bound.view;
    push.turns = boundTurns.view;
    encoder_.readWrite(bound.binding)
        .read(boundTurns.binding)
        .dispatch(kernel, push, (std::uint64_t{push.rows} * push.heads * push.halfWidth + 63) / 64);
  });
  done("rotary");
}

}  // namespace headlight
