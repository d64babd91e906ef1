#include <algorithm>
#include <vector>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/panel_kernel.h"
#include "backend/eigen/vector_math.h"

namespace headlight {
namespace {

using simd::Vec;

Vec activate(Vec value, Activation activation) {
  switch (activation) {
    case Activation::None:
      break;
    case Activation::GeluTanh:
      return simd::geluTanh(value);
    case Activation::GeluErf:
      return simd::geluErf(value);
    case Activation::Relu:
      return simd::relu(value);
    case Activation::Silu:
      return simd::silu(value);
    case Activation::Tanh:
      return simd::tanh(value);
  }
  return value;
}

/// y[0, count) = activation(sums + bias), whole vectors; `count` of them real.
void finish(const float* sums, const float* bias, Activation activation, int count, float* y) {
  int i = 0;
  for (; i + simd::width <= count; i += simd::width) {
    const Vec value = simd::load(sums + i);
    simd::store(y + i, activate(bias ? value + simd::load(bias + i) : value, activation));
  }
  if (i == count) return;
  alignas(64) float padded[simd::width] = {};
  if (bias) std::copy(bias + i, bias + count, padded);
  const Vec value = simd::load(sums + i);
  simd::store(padded, activate(bias ? value + simd::load(padded) : value, activation));
  std::copy(padded, padded + (count - i), y + i);
}

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

/// How a product is cut. Weights come from memory once, in runs as long as possible; x stays in the second-level cache.
struct Plan {
  int rowBlocks;      ///< each row block reads the weights of a task again, from the caches
  int depthBlock;     ///< k of one block of x
  int stretch;        ///< k of one call of a kernel
  int panelsPerTask;  ///< neighbours, so that each thread reads long runs
};

Plan planOf(int rows, int in, int panels, int threads) {
  constexpr int rowsPerBlock = 96, floatsOfX = 65536;
  Plan plan{};
  plan.rowBlocks = ceilDivide(rows, rowsPerBlock);
  // Few rows read faster than they compute: a stretch of two panels and the next one of both fit the first-level cache.
  // Many rows: the shorter a stretch, the more often chains are put down and taken up (5 % at 128).
  plan.stretch = rows <= 2 * panel::maxRows ? 128 : 768;
  const int fits = std::max(floatsOfX / ceilDivide(rows, plan.rowBlocks) / plan.stretch, 1) * plan.stretch;
  plan.depthBlock = ceilDivide(ceilDivide(in, ceilDivide(in, fits)), plan.stretch) * plan.stretch;
  // About eight tasks a thread; where that leaves too few panels for a run worth its name, two a thread.
  const int fair = std::min(panels / (8 * threads), rows > 2 * panel::maxRows ? 8 : 16);
  plan.panelsPerTask = fair >= 4 ? fair / 4 * 4 : std::clamp(panels / (2 * threads), 1, 4);
  return plan;
}

/// The work of one task: sums[panel][row][column of the panel] = x times neighbouring panels.
class PanelProduct {
 public:
  PanelProduct(const Plan& plan, DType storage, const std::byte* weights, int panels, int in, const float* x,
               std::size_t xStride, int rows, float* sums)
      : plan_(plan),
        storage_(storage),
        weights_(weights),
        panels_(panels),
        in_(in),
        x_(x),
        xStride_(xStride),
        rows_(rows),
        sums_(sums),
        lineBytes_(static_cast<std::size_t>(panel::width) * sizeOf(storage)) {}

  void run() const {
    for (int depth = 0; depth < in_; depth += plan_.depthBlock) {
      const int end = std::min(in_, depth + plan_.depthBlock);
      for (int p = 0; p < panels_;) {
        const int side = rows_ <= 2 * panel::maxRows && panels_ - p >= 2 ? 2 : 1;
        if (side == 2 && rows_ <= panel::maxRows / 2)
          readTogether(p, depth, end);
        else
          readInTurns(p, side, depth, end);
        p += side;
      }
    }
  }

 private:
  /// k = `depth` of a panel of this task.
  const std::byte* at(int panel, int depth) const {
    return weights_ +
           (static_cast<std::size_t>(panel) * static_cast<std::size_t>(in_) + static_cast<std::size_t>(depth)) *
               lineBytes_;
  }

  panel::Step stepAt(int panel, int depth, int count, int row) const {
    panel::Step step{};
    step.x = x_ + static_cast<std::size_t>(row) * xStride_ + depth;
    step.xStride = xStride_;
    step.b = at(panel, depth);
    step.bStride = static_cast<std::size_t>(in_) * lineBytes_;
    step.depth = count;
    step.begin = depth == 0;
    step.sumStride = static_cast<std::size_t>(rows_) * static_cast<std::size_t>(panel::width);
    step.sums = sums_ + static_cast<std::size_t>(panel) * step.sumStride +
                static_cast<std::size_t>(row) * static_cast<std::size_t>(panel::width);
    return step;
  }

  /// One to three rows: both panels in one call.
  void readTogether(int panel, int depth, int end) const {
    panel::wideKernel(storage_, rows_)(stepAt(panel, depth, end - depth, 0));
  }

  /// Stretch by stretch, all rows and all `side` panels before the next: it is then still in the cache. Each call
  /// fetches its share of what comes next.
  void readInTurns(int panel, int side, int depth, int end) const {
    const int groups = ceilDivide(rows_, panel::maxRows);
    for (int k = depth; k < end; k += plan_.stretch) {
      const int count = std::min(plan_.stretch, end - k);
      const std::size_t stretchBytes = static_cast<std::size_t>(count) * lineBytes_;
      const std::byte* next = k + count < end          ? at(panel, k + count)
                              : panel + side < panels_ ? at(panel + side, depth)
                              : end < in_              ? at(0, end)
                                                       : at(panels_, 0);
      for (int p = panel; p < panel + side; ++p)
        forEvenParts(rows_, groups, [&](int row, int rows) {
          panel::Step step = stepAt(p, k, count, row);
          step.ahead = next;
          step.aheadStride = side == 2 ? step.bStride : stretchBytes / 2;
          step.aheadStep = lineBytes_ / static_cast<std::size_t>(groups);
          next += stretchBytes / 2 / static_cast<std::size_t>(groups);
          panel::tallKernel(storage_, rows)(step);
        });
    }
  }

  const Plan& plan_;
  DType storage_;
  const std::byte* weights_;
  int panels_, in_;
  const float* x_;
  std::size_t xStride_;
  int rows_;
  float* sums_;
  std::size_t lineBytes_;
};

}  // namespace

void EigenBackend::linear(const Tensor& x, const Tensor& weight, const Tensor* bias, Activation activation, Tensor& y) {
  const Timed timed(*this, "linear");
  const int rows = x.dim(0), in = weight.dim(1), out = weight.dim(0), width = panel::width;
  if (rows == 0) return;
  const int panels = ceilDivide(out, width);
  const std::byte* weights = bytes(weight);
  const std::size_t panelBytes =
      static_cast<std::size_t>(in) * static_cast<std::size_t>(width) * sizeOf(weight.dtype());
  const float* biases = bias ? data(*bias) : nullptr;
  const Plan plan = planOf(rows, in, panels, threads_.threads());

  const double work = 2.0 * out * static_cast<double>(in) * std::max(rows, 4);  // under 4 rows it waits for the weights
  threads_.forEach(ceilDivide(panels, plan.panelsPerTask), work, [&](int task) {
    const int begin = task * plan.panelsPerTask, count = std::min(plan.panelsPerTask, panels - begin);
    thread_local std::vector<float> sums;
    forEvenParts(rows, plan.rowBlocks, [&](int firstRow, int rowCount) {
      const auto panelSums = static_cast<std::size_t>(rowCount) * static_cast<std::size_t>(width);
      sums.resize(std::max(sums.size(), static_cast<std::size_t>(count) * panelSums));
      PanelProduct(plan, weight.dtype(), weights + static_cast<std::size_t>(begin) * panelBytes, count, in,
                   data(x) + static_cast<std::size_t>(firstRow) * x.rowStride(), x.rowStride(), rowCount, sums.data())
          .run();
      for (int r = 0; r < rowCount; ++r)
        for (int p = 0; p < count; ++p) {
          const int column = (begin + p) * width;
          finish(sums.data() + static_cast<std::size_t>(p) * panelSums + static_cast<std::size_t>(r * width),
                 biases ? biases + column : nullptr, activation, std::min(width, out - column),
                 data(y) + static_cast<std::size_t>(firstRow + r) * y.rowStride() + column);
        }
    });
  });
}

}  // namespace headlight
