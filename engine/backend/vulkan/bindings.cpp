#include "backend/vulkan/bindings.h"

#include <algorithm>
#include <optional>

#include "backend/vulkan/vulkan_buffer.h"
#include "base/error.h"

namespace headlight {
namespace {

VulkanBuffer& bufferOf(const char* operation, const Tensor& tensor) {
  auto* buffer = dynamic_cast<VulkanBuffer*>(&tensor.buffer());
  if (!buffer) fail(operation, ": a tensor of the CPU backend cannot be used on Vulkan; upload it first");
  return *buffer;
}

const vk::DeviceLimits& limitsOf(const Tensor& tensor) { return bufferOf("bind", tensor).device()->limits(); }

/// Rows of `tensor` that one binding holds, whatever its alignment; at least 1 (and then the binding itself may
/// refuse).
int rowsPerBinding(const Tensor& tensor) {
  const vk::DeviceLimits& limits = limitsOf(tensor);
  const std::size_t row = std::max<std::size_t>(1, tensor.rowStride() * sizeOf(tensor.dtype()));
  const std::size_t range = std::min<std::size_t>(limits.storageRange, limits.texelElements * sizeof(float));
  const std::size_t room =
      range > limits.storageAlignment ? range - static_cast<std::size_t>(limits.storageAlignment) : 0;
  return static_cast<int>(std::clamp<std::size_t>(room / row, 1, 1 << 30));
}

}  // namespace

BoundTensor bindBytes(const Tensor& tensor, std::size_t offset, std::size_t bytes, std::size_t elementBytes) {
  VulkanBuffer& buffer = bufferOf("bind", tensor);
  buffer.setRecorded();
  const auto alignment = static_cast<std::size_t>(buffer.device()->limits().storageAlignment);
  const std::size_t aligned = offset / alignment * alignment;  // the buffer itself begins aligned
  return {
      {buffer.memory(), aligned, bytes + (offset - aligned)},
      {static_cast<std::uint32_t>((offset - aligned) / elementBytes), static_cast<std::uint32_t>(tensor.rowStride())}};
}

BoundTensor bindTensor(const char* operation, const Tensor& tensor) {
  bufferOf(operation, tensor);
  if (tensor.dtype() != DType::F32 || tensor.layout() != Layout::Rows)
    fail(operation, ": expected plain f32 rows on Vulkan, got ", toString(tensor.dtype()),
         tensor.layout() == Layout::Packed ? " packed" : "");
  return bindBytes(tensor, tensor.offset() * sizeOf(tensor.dtype()), tensor.spanBytes());
}

std::uint32_t texelWidth(std::initializer_list<const Tensor*> tensors) {
  for (const Tensor* tensor : tensors)
    if (tensor->offset() % 4 != 0 || (tensor->rowStride() % 4 != 0 && tensor->dim(0) > 1)) return 1;
  return 4;
}

void forRowSlices(std::initializer_list<const Tensor*> tensors, const std::function<void(int, int)>& body) {
  const int rows = (*tensors.begin())->dim(0);
  int slice = std::max(rows, 1);
  for (const Tensor* tensor : tensors) slice = std::min(slice, rowsPerBinding(*tensor));
  for (int begin = 0; begin < rows; begin += slice) body(begin, std::min(begin + slice, rows));
}

void forRuns(const Rows& rows, const std::function<void(const Tensor&, int)>& body) {
  const std::vector<Tensor>& blocks = rows.blocks();
  int firstRow = 0;
  for (std::size_t i = 0; i < blocks.size();) {
    const Tensor& first = blocks[i];
    const std::size_t stride = first.rowStride();
    const int most = rowsPerBinding(first);
    int count = first.dim(0);
    std::size_t next = i + 1;
    while (next < blocks.size() && &blocks[next].buffer() == &first.buffer() && blocks[next].rowStride() == stride &&
           blocks[next].offset() == first.offset() + static_cast<std::size_t>(count) * stride &&
           count + blocks[next].dim(0) <= most) {
      count += blocks[next].dim(0);
      ++next;
    }
    // Still more than one binding holds only where a single block is: cut it.
    if (next == i + 1) {
      for (int begin = 0; begin < count; begin += most)
        body(first.rows(begin, std::min(begin + most, count)), firstRow + begin);
    } else {
      const Shape shape =
          first.shape().rank() == 3 ? Shape{count, first.dim(1), first.dim(2)} : Shape{count, first.dim(1)};
      body(Tensor(first.bufferHandle(), shape, first.dtype(), first.offset(), stride), firstRow);
    }
    firstRow += count;
    i = next;
  }
}

}  // namespace headlight
