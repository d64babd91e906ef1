#include <algorithm>
#include <vector>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/tile.h"
#include "backend/eigen/vector_math.h"
#include "base/error.h"

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

/// About eight tasks a thread; where that leaves fewer panels than one row likes to take at once, two a thread.
int panelsOfTask(int panels, int threads) {
  const int fair = std::min(panels / (8 * threads), 16);
  if (fair >= tile::maxPanels) return fair / tile::maxPanels * tile::maxPanels;
  return std::clamp(panels / (2 * threads), 1, tile::maxPanels);
}

}  // namespace

/// Panels of panelWidth outputs, each [in][panelWidth]; the last panel is filled up with zeros.
Tensor EigenBackend::packLinear(std::span<const float> weight, int out, int in) {
  if (out < 1 || in < 1 || weight.size() != static_cast<std::size_t>(out) * static_cast<std::size_t>(in))
    fail("packLinear: expected ", out, " x ", in, " weights, got ", weight.size());
  const int width = tile::panelWidth, panels = (out + width - 1) / width;
  const auto depth = static_cast<std::size_t>(in), panelFloats = depth * static_cast<std::size_t>(width);
  auto buffer =
      std::make_shared<HostBuffer>(*this, memory_, static_cast<std::size_t>(panels) * panelFloats * sizeof(float));
  float* packed = reinterpret_cast<float*>(buffer->data());
  threads_.forEach(panels, 4.0 * static_cast<double>(weight.size()), [&](int panel) {
    float* to = packed + static_cast<std::size_t>(panel) * panelFloats;
    const int first = panel * width, real = std::min(width, out - first);
    if (real < width) std::fill_n(to, panelFloats, 0.0F);
    for (std::size_t begin = 0; begin < depth; begin += 16) {  // 16 floats of a source row are one cache line
      const std::size_t end = std::min(depth, begin + 16);
      for (int column = 0; column < real; ++column) {
        const float* from = weight.data() + static_cast<std::size_t>(first + column) * depth;
        for (std::size_t k = begin; k < end; ++k)
          to[k * static_cast<std::size_t>(width) + static_cast<std::size_t>(column)] = from[k];
      }
    }
  });
  return Tensor(std::move(buffer), {out, in}, DType::F32, 0, depth, Layout::Packed);
}

void EigenBackend::linear(const Tensor& x, const Tensor& weight, const Tensor* bias, Activation activation, Tensor& y) {
  const Timed timed(*this, "linear");
  const int rows = x.dim(0), in = weight.dim(1), out = weight.dim(0), width = tile::panelWidth;
  const int panels = (out + width - 1) / width;
  const std::size_t panelFloats = static_cast<std::size_t>(in) * static_cast<std::size_t>(width);
  const float* from = data(x);
  const float* biases = bias ? data(*bias) : nullptr;
  float* to = data(y);

  const int panelsPerTask = panelsOfTask(panels, threads_.threads());
  const int blockRows = std::max(4 * tile::maxRows, 65536 / std::max(in, 1));   // x in the second-level cache meanwhile
  const double work = 2.0 * out * static_cast<double>(in) * std::max(rows, 4);  // under 4 rows it waits for the weights
  threads_.forEach((panels + panelsPerTask - 1) / panelsPerTask, work, [&](int task) {
    alignas(64) float sums[tile::resultCapacity];
    const int begin = task * panelsPerTask, end = std::min(panels, begin + panelsPerTask);
    for (int block = 0; block < rows; block += blockRows) {
      const int blockCount = std::min(blockRows, rows - block);
      tile::forPanelGroups(begin, end, std::min(blockCount, tile::maxRows), [&](int panel, int group) {
        tile::forRowGroups(blockCount, [&](int first, int count) {
          const auto row = static_cast<std::size_t>(block + first);
          const tile::Segment weights{data(weight) + static_cast<std::size_t>(panel) * panelFloats, in};
          tile::multiply(count, group, from + row * x.rowStride(), x.rowStride(), {&weights, 1},
                         static_cast<std::size_t>(width), panelFloats, sums);
          const int column = panel * width, real = std::min(group * width, out - column);
          for (int r = 0; r < count; ++r)
            finish(sums + r * group * width, biases ? biases + column : nullptr, activation, real,
                   to + (row + static_cast<std::size_t>(r)) * y.rowStride() + column);
        });
      });
    }
  });
}

}  // namespace headlight
