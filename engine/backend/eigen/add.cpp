#include <Eigen/Core>
#include <algorithm>

#include "backend/eigen/eigen_backend.h"

namespace headlight {
namespace {

using Array = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Stride = Eigen::OuterStride<>;

/// Rows [first, first + rows) of a tensor.
template <class Elements, class Value>
Eigen::Map<Elements, 0, Stride> mapRows(Value* data, const Tensor& tensor, int first, int rows) {
  const auto stride = static_cast<Eigen::Index>(tensor.rowStride());
  return {data + first * stride, rows, static_cast<Eigen::Index>(tensor.shape().rowElements()), Stride(stride)};
}

}  // namespace

void EigenBackend::add(const Tensor& a, const Tensor& b, Tensor& y) {
  const Timed timed(*this, "add");
  constexpr int rowsPerTask = 16;
  const int rows = y.dim(0);
  // Three streams of memory and one addition: ten times the time of a multiply-add in a register.
  threads_.forEach(
      (rows + rowsPerTask - 1) / rowsPerTask, 10.0 * static_cast<double>(y.shape().elements()), [&](int task) {
        const int first = task * rowsPerTask, count = std::min(rowsPerTask, rows - first);
        mapRows<Array>(data(y), y, first, count) =
            mapRows<const Array>(data(a), a, first, count) + mapRows<const Array>(data(b), b, first, count);
      });
}

}  // namespace headlight
