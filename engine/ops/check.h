#pragma once

#include <string>

#include "base/error.h"
#include "tensor/tensor.h"

/// What every door asks. Private to engine/ops.
namespace headlight::ops {

/// An f32 tensor that exists, as plain rows.
inline void checkRows(const char* operation, const char* name, const Tensor& tensor, int rank) {
  if (!tensor.defined()) fail(operation, ": ", name, " is an empty tensor");
  if (tensor.dtype() != DType::F32) fail(operation, ": expected f32 for ", name, ", got ", toString(tensor.dtype()));
  if (tensor.layout() != Layout::Rows)
    fail(operation, ": ", name, " is a packed weight, which only linear and gatherRows read");
  if (tensor.shape().rank() != rank)
    fail(operation, ": expected ", rank, " dimensions for ", name, ", got ", toString(tensor.shape()));
}

inline void checkShape(const char* operation, const char* name, const Tensor& tensor, const Shape& expected) {
  checkRows(operation, name, tensor, expected.rank());
  if (tensor.shape() != expected)
    fail(operation, ": expected ", toString(expected), " for ", name, ", got ", toString(tensor.shape()));
}

inline void checkSameBackend(const char* operation, const char* name, const Tensor& first, const Tensor& tensor) {
  if (&first.backend() != &tensor.backend())
    fail(operation, ": ", name, " lies on another backend than the first tensor");
}

/// 0, or how many keys a row of a causal pattern sees.
inline void checkWindow(const char* operation, bool causal, int window) {
  if (window < 0) fail(operation, ": expected a window of 0 (none) or more keys, got ", window);
  if (window > 0 && !causal) fail(operation, ": a window of ", window, " keys needs a causal pattern");
}

}  // namespace headlight::ops
