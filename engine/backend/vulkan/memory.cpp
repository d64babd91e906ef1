// Allocation, copies between host and device, and the order of packed weights.
#include <algorithm>
#include <cstring>
#include <vector>

#include "backend/vulkan/bindings.h"
#include "backend/vulkan/packed.h"
#include "backend/vulkan/vulkan_backend.h"
#include "backend/vulkan/vulkan_buffer.h"
#include "base/error.h"
#include "io/half.h"
#include "vk/buffer.h"

namespace headlight {
namespace {

constexpr std::size_t stagingSlice = std::size_t{8} << 20;

/// Writes bytes to a buffer at `offset`: directly where the host may, else through staging memory in the encoder's
/// order.
void upload(vk::Encoder& encoder, VulkanBuffer& buffer, std::size_t offset, std::span<const std::byte> from) {
  if (buffer.memory()->mapped() && !buffer.recorded()) {
    std::memcpy(buffer.memory()->mapped() + offset, from.data(), from.size());
    return;
  }
  buffer.setRecorded();
  for (std::size_t done = 0; done < from.size();) {
    const std::size_t bytes = std::min(from.size() - done, stagingSlice);
    const auto staging = std::make_shared<vk::Buffer>(buffer.device(), bytes, vk::MemoryUse::Staging);
    std::memcpy(staging->mapped(), from.data() + done, bytes);
    encoder.copy({staging, 0, bytes}, {buffer.memory(), offset + done, bytes});
    done += bytes;
    if (done < from.size()) encoder.submit();  // a large weight must not hold all its staging memory at once
  }
}

}  // namespace

Tensor VulkanBackend::allocateBytes(std::size_t bytes, const Shape& shape, DType dtype, std::size_t rowStride,
                                    Layout layout) {
  auto memory = std::make_shared<vk::Buffer>(device_, std::max<std::size_t>(bytes, 4));
  return Tensor(std::make_shared<VulkanBuffer>(*this, std::move(memory)), shape, dtype, 0, rowStride, layout);
}

Tensor VulkanBackend::allocate(const Shape& shape, DType dtype, std::size_t rowStride) {
  const std::size_t stride = rowStride ? rowStride : shape.rowElements();
  const std::size_t rows = shape.rank() ? static_cast<std::size_t>(shape[0]) : 0;
  return allocateBytes(rows * stride * sizeOf(dtype), shape, dtype, stride, Layout::Rows);
}

void VulkanBackend::write(const Tensor& to, std::span<const std::byte> from) {
  const std::size_t size = sizeOf(to.dtype());
  if (from.size() != to.shape().elements() * size)
    fail("write: expected ", to.shape().elements() * size, " bytes for ", toString(to.shape()), ", got ", from.size());
  if (from.empty()) return;
  auto& buffer = dynamic_cast<VulkanBuffer&>(to.buffer());
  if (to.contiguous()) {
    upload(encoder_, buffer, to.offset() * size, from);
    return;
  }
  const std::size_t rowBytes = to.shape().rowElements() * size;
  for (std::size_t row = 0; row * rowBytes < from.size(); ++row)
    upload(encoder_, buffer, (to.offset() + row * to.rowStride()) * size, from.subspan(row * rowBytes, rowBytes));
}

void VulkanBackend::read(const Tensor& from, std::span<std::byte> to) {
  const std::size_t size = sizeOf(from.dtype());
  if (to.size() != from.shape().elements() * size)
    fail("read: expected room for ", from.shape().elements() * size, " bytes of ", toString(from.shape()), ", got ",
         to.size());
  wait(flush());
  if (to.empty()) return;
  const Buffer& buffer = from.buffer();
  if (from.contiguous()) {
    buffer.download(from.offset() * size, to);
    return;
  }
  std::vector<std::byte> spread;
  const std::byte* source = buffer.hostData() ? buffer.hostData() + from.offset() * size : nullptr;
  if (!source) {
    spread.resize(from.spanBytes());
    buffer.download(from.offset() * size, spread);
    source = spread.data();
  }
  const std::size_t rowBytes = from.shape().rowElements() * size;
  for (std::size_t row = 0; row * rowBytes < to.size(); ++row)
    std::memcpy(to.data() + row * rowBytes, source + row * from.rowStride() * size, rowBytes);
}

Tensor VulkanBackend::packLinear(std::span<const float> weight, int out, int in) {
  const auto outputs = static_cast<std::size_t>(out);
  const auto inputs = static_cast<std::size_t>(in);
  if (weight.size() != outputs * inputs)
    fail("packLinear: expected ", outputs * inputs, " weights for [", out, ", ", in, "], got ", weight.size());
  const auto source = [&](int row, int rows, int column, int columns, std::span<float> to) {
    for (int r = 0; r < rows; ++r)
      std::copy_n(weight.data() + static_cast<std::size_t>(row + r) * inputs + static_cast<std::size_t>(column),
                  columns, to.data() + std::ptrdiff_t{r} * columns);
    return true;
  };
  return packLinearFrom(source, out, in);
}

Tensor VulkanBackend::packLinearFrom(const WeightSource& source, int out, int in) {
  const auto outputs = static_cast<std::size_t>(out);
  const auto inputs = static_cast<std::size_t>(in);
  prewarmLinear(out, in);
  const std::size_t panels = (outputs + packed::panelWidth - 1) / packed::panelWidth;
  const std::size_t panelBytes = packed::panelBytes(inputs, storage_);
  // The tensor calls itself f32 however its weights lie: that is what every reader gets.
  Tensor tensor = allocateBytes(panels * panelBytes, {out, in}, DType::F32, inputs, Layout::Packed);
  auto& buffer = dynamic_cast<VulkanBuffer&>(tensor.buffer());
  const std::size_t slice = std::max<std::size_t>(1, stagingSlice / std::max<std::size_t>(1, panelBytes));
  std::vector<float> panel, floats;
  std::vector<std::uint16_t> halves;
  for (std::size_t first = 0; first < panels; first += slice) {
    const std::size_t count = std::min(slice, panels - first);
    const auto fill = [&](auto& order, auto convert) {
      order.assign(count * inputs * packed::panelWidth, {});
      for (std::size_t p = 0; p < count; ++p) {
        const std::size_t output = (first + p) * packed::panelWidth;
        const std::size_t rows = std::min(packed::panelWidth, outputs - output);
        panel.resize(rows * inputs);
        if (!source(static_cast<int>(output), static_cast<int>(rows), 0, in, panel)) return;
        for (std::size_t o = 0; o < rows; ++o)
          for (std::size_t i = 0; i < inputs; ++i)
            order[packed::index(p * packed::panelWidth + o, i, inputs)] = convert(panel[o * inputs + i]);
      }
      upload(encoder_, buffer, first * panelBytes, std::as_bytes(std::span(order)));
    };
    if (storage_ == WeightStorage::F32) fill(floats, [](float value) { return value; });
    if (storage_ == WeightStorage::F16) fill(halves, io::floatToHalf);
    if (storage_ == WeightStorage::BF16) fill(halves, packed::toBfloat16);
  }
  return tensor;
}

}  // namespace headlight
