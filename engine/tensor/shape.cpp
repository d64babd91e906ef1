#include "tensor/shape.h"

#include <limits>

#include "base/error.h"

namespace headlight {

std::size_t sizeOf(DType dtype) {
  switch (dtype) {
    case DType::F32:
    case DType::I32:
      return 4;
    case DType::F16:
    case DType::BF16:
      return 2;
  }
  fail("sizeOf: unknown dtype ", static_cast<int>(dtype));
}

const char* toString(DType dtype) {
  switch (dtype) {
    case DType::F32:
      return "f32";
    case DType::I32:
      return "i32";
    case DType::F16:
      return "f16";
    case DType::BF16:
      return "bf16";
  }
  return "?";
}

Shape::Shape(std::initializer_list<int> dims) {
  if (dims.size() > dims_.size()) fail("Shape: expected at most 4 dimensions, got ", dims.size());
  for (int dim : dims) {
    if (dim < 0) fail("Shape: dimension ", rank_, " is negative: ", dim);
    dims_[static_cast<std::size_t>(rank_++)] = dim;
  }
}

int Shape::operator[](int axis) const {
  if (axis < 0 || axis >= rank_) fail("Shape: no axis ", axis, " in ", toString(*this));
  return dims_[static_cast<std::size_t>(axis)];
}

std::size_t Shape::rowElements() const {
  std::size_t product = 1;
  for (int axis = 1; axis < rank_; ++axis) product *= static_cast<std::size_t>(dims_[static_cast<std::size_t>(axis)]);
  return product;
}

std::size_t Shape::elements() const { return rank_ == 0 ? 0 : rowElements() * static_cast<std::size_t>(dims_[0]); }

Shape Shape::row() const {
  if (rank_ == 0) fail("Shape: a shape of no dimensions has no rows");
  Shape row;
  row.rank_ = rank_ - 1;
  for (int axis = 1; axis < rank_; ++axis)
    row.dims_[static_cast<std::size_t>(axis - 1)] = dims_[static_cast<std::size_t>(axis)];
  return row;
}

Shape Shape::withRows(int rows) const {
  if (rank_ == static_cast<int>(dims_.size())) fail("Shape: ", toString(*this), " has no room for another dimension");
  if (rows < 0) fail("Shape: dimension 0 is negative: ", rows);
  Shape all;
  all.rank_ = rank_ + 1;
  all.dims_[0] = rows;
  for (int axis = 0; axis < rank_; ++axis)
    all.dims_[static_cast<std::size_t>(axis + 1)] = dims_[static_cast<std::size_t>(axis)];
  return all;
}

std::string toString(const Shape& shape) {
  std::string text = "[";
  for (int axis = 0; axis < shape.rank(); ++axis) text += (axis ? ", " : "") + std::to_string(shape[axis]);
  return text + "]";
}

}  // namespace headlight
