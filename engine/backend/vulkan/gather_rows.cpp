#include <algorithm>
#include <cstring>

#include "backend/vulkan/bindings.h"
#include "backend/vulkan/packed.h"
#include "backend/vulkan/vulkan_backend.h"
#include "base/error.h"
#include "shaders/gather_rows.comp.h"
#include "vk/buffer.h"

namespace headlight {

void VulkanBackend::gatherRows(const Tensor& table, std::span<const std::int32_t> ids, Tensor& y) {
  if (ids.empty()) return;
  const vk::Kernel& kernel = this->kernel(shaders::gatherRows, {3}, sizeof(push::GatherRows));
  const auto [smallest, largest] = std::minmax_element(ids.begin(), ids.end());
  if (*smallest < 0 || *largest >= table.dim(0))
    fail("gatherRows: expected ids below ", table.dim(0), ", got ", *smallest, " to ", *largest);

  // The ids lie in host memory that the encoder keeps until they have been read.
  const auto idBytes = static_cast<VkDeviceSize>(ids.size_bytes());
  const auto idBuffer = std::make_shared<vk::Buffer>(device_, idBytes, vk::MemoryUse::Staging);
  std::memcpy(idBuffer->mapped(), ids.data(), ids.size_bytes());

  // The table in slices of entries that one binding holds; a slice without a wanted id is left out.
  static_assert(static_cast<int>(WeightStorage::F16) == 1 && static_cast<int>(WeightStorage::BF16) == 2,
                "gather_rows.comp tells them by these numbers");
  const bool isPacked = table.layout() == Layout::Packed;
  const auto width = static_cast<std::size_t>(table.shape().rowElements());
  const std::size_t unit = isPacked ? packed::panelWidth : 1;  // entries that lie together
  const std::size_t unitBytes = isPacked ? packed::panelBytes(width, storage_) : table.rowStride() * sizeof(float);
  const std::size_t room =
      static_cast<std::size_t>(device_->limits().storageRange) - device_->limits().storageAlignment;
  const std::size_t step = std::max<std::size_t>(1, room / std::max<std::size_t>(1, unitBytes)) * unit;
  const auto entries = static_cast<std::size_t>(table.dim(0));
  const vk::Encoder::Disjoint disjoint(encoder_);  // every row of y has one id, so one slice
  for (std::size_t first = 0; first < entries; first += step) {
    const std::size_t last = std::min(first + step, entries);
    if (std::none_of(ids.begin(), ids.end(), [&](std::int32_t id) {
          return static_cast<std::size_t>(id) >= first && static_cast<std::size_t>(id) < last;
        }))
      continue;
    const BoundTensor boundTable =
        isPacked ? bindBytes(table, first / unit * unitBytes, (last - first + unit - 1) / unit * unitBytes,
                             packed::weightBytes(storage_))
                 : bindTensor("gatherRows", table.rows(static_cast<int>(first), static_cast<int>(last)));
    forRowSlices({&y}, [&](int begin, int end) {
      const BoundTensor boundY = bindTensor("gatherRows", y.rows(begin, end));
      const auto rows = static_cast<std::uint32_t>(end - begin);
      const push::GatherRows push{
          rows,
          rows,
          static_cast<std::uint32_t>(width),
          static_cast<std::uint32_t>(first),
          static_cast<std::uint32_t>(last - first),
          isPacked ? 1U + static_cast<std::uint32_t>(storage_) : 0U,
          {static_cast<std::uint32_t>(begin), 1},
          {boundTable.view.offset, static_cast<std::uint32_t>(isPacked ? width : table.rowStride())},
          boundY.view};
      encoder_.read(boundTable.binding).read({idBuffer, 0, idBytes}).write(boundY.binding).dispatch(kernel, push, rows);
    });
  }
  done("gatherRows");
}

}  // namespace headlight
