#include <algorithm>
#include <vector>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/kernels/cpu_kernels.h"
#include "backend/eigen/panel_product.h"

namespace headlight {
namespace {

int ceilDivide(int a, int b) { return (a + b - 1) / b; }

/// Calls body(first, count) over `parts` nearly even parts of `all`.
template <class Body>
void forEvenParts(int all, int parts, const Body& body) {
  for (int part = 0, first = 0; part < parts; ++part) {
    const int count = (all - first + parts - part - 1) / (parts - part);
    body(first, count);
    first += count;
  }
}

/// Neighbours, so that each thread reads long runs: about eight tasks a thread; where that leaves too few panels for a
/// run worth its name, two a thread.
int panelsOfTask(int rows, int panels, int threads) {
  const int fair = std::min(panels / (8 * threads), rows > panel::mostRows ? 8 : 16);
  return fair >= 4 ? fair / 4 * 4 : std::clamp(panels / (2 * threads), 1, 4);
}

panel::Stored storedAs(DType dtype) {
  return dtype == DType::F16 ? panel::StoredF16 : dtype == DType::BF16 ? panel::StoredBf16 : panel::StoredF32;
}

}  // namespace

void EigenBackend::linear(const Tensor& x, const Tensor& weight, const Tensor* bias, Activation activation, Tensor& y) {
  const Timed timed(*this, "linear");
  const int rows = x.dim(0), in = weight.dim(1), out = weight.dim(0), width = panel::width;
  if (rows == 0) return;
  const int panels = ceilDivide(out, width);
  const PanelWay& way = choice_.wayFor(rows);
  const std::byte* weights = bytes(weight);
  const std::size_t panelBytes =
      static_cast<std::size_t>(in) * static_cast<std::size_t>(width) * sizeOf(weight.dtype());
  const float* biases = bias ? data(*bias) : nullptr;
  const int rowBlocks = ceilDivide(rows, 96);  // each reads the weights of a task again, from the caches
  const int panelsPerTask = panelsOfTask(rows, panels, threads_.threads());

  const double work = 2.0 * out * static_cast<double>(in) * std::max(rows, 4);  // under 4 rows it waits for the weights
  threads_.forEach(ceilDivide(panels, panelsPerTask), work, [&](int task) {
    const int begin = task * panelsPerTask, count = std::min(panelsPerTask, panels - begin);
    thread_local std::vector<float> sums;
    forEvenParts(rows, rowBlocks, [&](int firstRow, int rowCount) {
      const auto panelSums = static_cast<std::size_t>(rowCount) * static_cast<std::size_t>(width);
      sums.resize(std::max(sums.size(), static_cast<std::size_t>(count) * panelSums));
      PanelProduct{way,
                   storedAs(weight.dtype()),
                   weights + static_cast<std::size_t>(begin) * panelBytes,
                   count,
                   in,
                   data(x) + static_cast<std::size_t>(firstRow) * x.rowStride(),
                   x.rowStride(),
                   rowCount,
                   sums.data()}
          .run();
      FinishStep finish{};
      finish.sums = sums.data();
      finish.panelSums = panelSums;
      finish.rows = rowCount;
      finish.columns = std::min(count * width, out - begin * width);
      finish.bias = biases ? biases + begin * width : nullptr;
      finish.activation = activation;
      finish.y = data(y) + static_cast<std::size_t>(firstRow) * y.rowStride() + begin * width;
      finish.yStride = y.rowStride();
      kernels_.finish(finish);
    });
  });
}

}  // namespace headlight
