#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace headlight {

enum class DType : std::uint8_t { F32, F16, BF16, I32 };

/// Bytes of one element.
std::size_t sizeOf(DType dtype);
/// "f32", "f16", "bf16", "i32".
const char* toString(DType dtype);

/// Up to four dimensions; dimension 0 is the row (token, patch).
class Shape {
 public:
  Shape() = default;
  Shape(std::initializer_list<int> dims);

  int rank() const { return rank_; }
  /// Size of an axis; throws Error when there is none such.
  int operator[](int axis) const;
  /// Elements of one row: the product of all dimensions but the first.
  std::size_t rowElements() const;
  std::size_t elements() const;
  /// Without the first dimension: what one row is like.
  Shape row() const;
  /// With a first dimension of `rows` in front; at most three dimensions have room for it.
  Shape withRows(int rows) const;
  bool operator==(const Shape&) const = default;

 private:
  std::array<int, 4> dims_{};
  int rank_ = 0;
};

/// "[64, 8, 128]".
std::string toString(const Shape& shape);

}  // namespace headlight
