#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>

#include "push.h"
#include "tensor/rows.h"
#include "tensor/tensor.h"
#include "vk/encoder.h"

namespace headlight {

/// A tensor as a kernel sees it: a binding whose offset the device can take, and where in it the tensor begins.
struct BoundTensor {
  vk::Binding binding;
  push::View view;
};

/// Binds an f32 tensor (any offset: the binding begins at the aligned element before). Throws Error for another dtype
/// or backend.
BoundTensor bindTensor(const char* operation, const Tensor& tensor);
/// Binds bytes [offset, offset + bytes) of a tensor's buffer; view.offset counts elements of `elementBytes` from there.
BoundTensor bindBytes(const Tensor& tensor, std::size_t offset, std::size_t bytes, std::size_t elementBytes = 4);

/// 4 when every one of `tensors` can be read as vec4 texels (offset and row stride multiples of 4), else 1: texelWidth
/// of texels.glsl.
std::uint32_t texelWidth(std::initializer_list<const Tensor*> tensors);

/// Calls `body(begin, end)` for runs of rows such that those rows of every one of `tensors` fit one storage binding of
/// the device.
void forRowSlices(std::initializer_list<const Tensor*> tensors, const std::function<void(int, int)>& body);

/// Calls `body(run, firstRow)` for the blocks of `rows`, neighbours in one buffer merged while they fit one binding.
void forRuns(const Rows& rows, const std::function<void(const Tensor&, int)>& body);

}  // namespace headlight
