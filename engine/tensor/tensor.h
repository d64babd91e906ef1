#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "tensor/buffer.h"
#include "tensor/shape.h"

namespace headlight {

/// How the elements lie in the buffer.
enum class Layout : std::uint8_t {
  Rows,   ///< row-major, `rowStride` elements from row to row
  Packed  ///< a weight [out, in] in the private order of the backend's `linear`; only linear and gatherRows read it
};

/// A cheap handle on part of a Buffer. Dimension 0 is the token position; the row stride is the only stride.
class Tensor {
 public:
  Tensor() = default;
  /// `offset` and `rowStride` in elements; `rowStride` >= shape.rowElements().
  Tensor(std::shared_ptr<Buffer> buffer, Shape shape, DType dtype, std::size_t offset, std::size_t rowStride,
         Layout layout = Layout::Rows);

  bool defined() const { return buffer_ != nullptr; }
  int dim(int axis) const { return shape_[axis]; }
  const Shape& shape() const { return shape_; }
  DType dtype() const { return dtype_; }
  Layout layout() const { return layout_; }
  std::size_t offset() const { return offset_; }
  std::size_t rowStride() const { return rowStride_; }
  bool contiguous() const { return rowStride_ == shape_.rowElements(); }
  /// Bytes from the first to one past the last element (row gaps included).
  std::size_t spanBytes() const;

  /// Rows [begin, end) as a view of the same memory.
  Tensor rows(int begin, int end) const;
  /// Elements [begin, begin + row.elements()) of each row as [rows, row...]: one part of a fused product.
  Tensor columns(std::size_t begin, const Shape& row) const;
  /// The same rows with each row read as `shape` says ([T, 256] as [T, 8, 32]); row elements must agree.
  Tensor viewAs(const Shape& shape) const;

  Buffer& buffer() const { return *buffer_; }
  const std::shared_ptr<Buffer>& bufferHandle() const { return buffer_; }
  Backend& backend() const { return buffer_->backend(); }

  /// All elements as floats, row gaps dropped. For f32 tensors of a published trace; any thread.
  std::vector<float> toHost() const;

 private:
  std::shared_ptr<Buffer> buffer_;
  std::size_t offset_ = 0;
  std::size_t rowStride_ = 0;
  Shape shape_;
  DType dtype_ = DType::F32;
  Layout layout_ = Layout::Rows;
};

}  // namespace headlight
