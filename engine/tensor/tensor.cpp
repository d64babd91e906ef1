#include "tensor/tensor.h"

#include <cstring>
#include <utility>

#include "base/error.h"

namespace headlight {

Tensor::Tensor(std::shared_ptr<Buffer> buffer, Shape shape, DType dtype, std::size_t offset, std::size_t rowStride,
               Layout layout)
    : buffer_(std::move(buffer)),
      offset_(offset),
      rowStride_(rowStride),
      shape_(shape),
      dtype_(dtype),
      layout_(layout) {
  if (rowStride_ < shape_.rowElements())
    fail("Tensor: row stride ", rowStride_, " is smaller than a row of ", toString(shape_));
  if (layout_ == Layout::Rows && offset_ * sizeOf(dtype_) + spanBytes() > buffer_->bytes())
    fail("Tensor: ", toString(shape_), " at element ", offset_, " does not fit a buffer of ", buffer_->bytes(),
         " bytes");
}

std::size_t Tensor::spanBytes() const {
  if (shape_.elements() == 0) return 0;
  return (static_cast<std::size_t>(shape_[0] - 1) * rowStride_ + shape_.rowElements()) * sizeOf(dtype_);
}

Tensor Tensor::rows(int begin, int end) const {
  if (layout_ != Layout::Rows) fail("Tensor::rows: a packed weight has no row views");
  if (begin < 0 || end < begin || end > dim(0)) fail("Tensor::rows: [", begin, ", ", end, ") of ", toString(shape_));
  Tensor view = *this;
  view.offset_ = offset_ + static_cast<std::size_t>(begin) * rowStride_;
  view.shape_ = shape_.row().withRows(end - begin);
  return view;
}

Tensor Tensor::columns(std::size_t begin, const Shape& row) const {
  if (layout_ != Layout::Rows || begin + row.elements() > shape_.rowElements())
    fail("Tensor::columns: ", toString(row), " at ", begin, " of a row of ", toString(shape_));
  Tensor view = *this;
  view.offset_ = offset_ + begin;
  view.shape_ = row.withRows(dim(0));
  return view;
}

Tensor Tensor::viewAs(const Shape& shape) const {
  if (layout_ != Layout::Rows || shape.rank() == 0 || shape[0] != dim(0) || shape.rowElements() != shape_.rowElements())
    fail("Tensor::viewAs: ", toString(shape_), " cannot be read as ", toString(shape));
  Tensor view = *this;
  view.shape_ = shape;
  return view;
}

std::vector<float> Tensor::toHost() const {
  if (dtype_ != DType::F32 || layout_ != Layout::Rows)
    fail("Tensor::toHost: expected plain f32 rows, got ", toString(dtype_));
  const std::size_t rowElements = shape_.rowElements();
  const std::size_t rowCount = shape_.rank() ? static_cast<std::size_t>(dim(0)) : 0;
  std::vector<float> all(rowElements * rowCount);
  if (all.empty()) return all;
  if (contiguous()) {
    buffer_->download(offset_ * sizeof(float), std::as_writable_bytes(std::span(all)));
    return all;
  }
  std::vector<float> spread(spanBytes() / sizeof(float));  // one download, not one a row: on a GPU each is a submit
  buffer_->download(offset_ * sizeof(float), std::as_writable_bytes(std::span(spread)));
  for (std::size_t row = 0; row < rowCount; ++row)
    std::memcpy(all.data() + row * rowElements, spread.data() + row * rowStride_, rowElements * sizeof(float));
  return all;
}

}  // namespace headlight
