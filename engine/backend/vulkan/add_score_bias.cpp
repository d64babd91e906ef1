#include "backend/vulkan/bindings.h"
#include "backend/vulkan/vulkan_backend.h"
#include "shaders/add_score_bias.comp.h"

namespace headlight {

void VulkanBackend::addScoreBias(Tensor& scores, const Tensor& table, float scale, int firstRow, int keyCount,
                                 int side) {
  const vk::Kernel& kernel = this->kernel(shaders::addScoreBias, {2}, sizeof(push::AddScoreBias));
  const BoundTensor boundTable = bindTensor("addScoreBias", table);
  forRowSlices({&scores}, [&](int begin, int end) {
    const BoundTensor bound = bindTensor("addScoreBias", scores.rows(begin, end));
    push::AddScoreBias push{};
    push.rows = static_cast<std::uint32_t>(end - begin);
    push.heads = static_cast<std::uint32_t>(scores.dim(1));
    push.columns = static_cast<std::uint32_t>(scores.dim(2));
    push.firstRow = static_cast<std::uint32_t>(firstRow + begin);
    push.keyCount = static_cast<std::uint32_t>(keyCount);
    push.side = static_cast<std::uint32_t>(side);
    push.entries = static_cast<std::uint32_t>(table.dim(1));
    push.scale = scale;
    push.scores = bound.view;
    push.table = boundTable.view;
    encoder_.readWrite(bound.binding)
        .read(boundTable.binding)
        .dispatch(kernel, push, (std::uint64_t{push.rows} * push.heads * push.keyCount + 63) / 64);
  });
  done("addScoreBias");
}

}  // namespace headlight
