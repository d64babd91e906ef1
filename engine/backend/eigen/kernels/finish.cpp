#include "backend/eigen/kernels/table.h"
#include "backend/eigen/kernels/vector_math.h"

namespace headlight::HEADLIGHT_CPU_LEVEL {
namespace {

using simd::Vec;

/// y[0, count) = activate(sums + bias), `count` <= panel::width.
template <class Activate>
void finishPanel(const float* sums, const float* bias, int count, const Activate& activate, float* y) {
  int i = 0;
  for (; i + simd::width <= count; i += simd::width) {
    const Vec value = simd::load(sums + i);
    simd::store(y + i, activate(bias ? value + simd::load(bias + i) : value));
  }
  if (i == count) return;
  alignas(64) float padded[simd::width] = {};
  if (bias)
    for (int j = i; j < count; ++j) padded[j - i] = bias[j];
  const Vec value = simd::load(sums + i);
  simd::store(padded, activate(bias ? value + simd::load(padded) : value));
  for (int j = i; j < count; ++j) y[j] = padded[j - i];
}

template <class Activate>
void finishAll(const FinishStep& step, const Activate& activate) {
  for (int r = 0; r < step.rows; ++r)
    for (int column = 0, p = 0; column < step.columns; column += panel::width, ++p) {
      const int left = step.columns - column;
      finishPanel(step.sums + static_cast<std::size_t>(p) * step.panelSums + r * panel::width,
                  step.bias ? step.bias + column : nullptr, left < panel::width ? left : panel::width, activate,
                  step.y + static_cast<std::size_t>(r) * step.yStride + column);
    }
}

}  // namespace

void finish(const FinishStep& step) {
  switch (step.activation) {
    case Activation::None:
      return finishAll(step, [](Vec value) { return value; });
    case Activation::GeluTanh:
      return finishAll(step, [](Vec value) { return simd::geluTanh(value); });
    case Activation::GeluErf:
      return finishAll(step, [](Vec value) { return simd::geluErf(value); });
    case Activation::Relu:
      return finishAll(step, [](Vec value) { return simd::relu(value); });
    case Activation::Silu:
      return finishAll(step, [](Vec value) { return simd::silu(value); });
    case Activation::Tanh:
      return finishAll(step, [](Vec value) { return simd::tanh(value); });
    case Activation::GeluClipped:
      return finishAll(step, [](Vec value) { return simd::clamp(simd::geluErf(value), -10.0F, 10.0F); });
    case Activation::QuickGelu:
      return finishAll(step, [](Vec value) { return simd::quickGelu(value); });
    case Activation::HardSwish:
      return finishAll(step, [](Vec value) { return simd::hardSwish(value); });
    case Activation::Laplace:
      return finishAll(step, [](Vec value) { return simd::laplace(value); });
    case Activation::LeakyRelu:
      return finishAll(step, [](Vec value) { return simd::leakyRelu(value); });
    case Activation::Mish:
      return finishAll(step, [](Vec value) { return simd::mish(value); });
    case Activation::ReluSquared:
      return finishAll(step, [](Vec value) { return simd::relu(value) * simd::relu(value); });
    case Activation::Relu6:
      return finishAll(step, [](Vec value) { return simd::clamp(value, 0.0F, 6.0F); });
    case Activation::Sigmoid:
      return finishAll(step, [](Vec value) { return simd::sigmoid(value); });
    case Activation::SqrtSoftplus:
      return finishAll(step, [](Vec value) { return simd::sqrtSoftplus(value); });
  }
}

}  // namespace headlight::HEADLIGHT_CPU_LEVEL
