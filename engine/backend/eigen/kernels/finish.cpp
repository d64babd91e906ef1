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

/// Calls `with` with the activation's function of a vector.
template <class With>
void withActivation(Activation activation, const With& with) {
  switch (activation) {
    case Activation::None:
      return with([](Vec value) { return value; });
    case Activation::GeluTanh:
      return with([](Vec value) { return simd::geluTanh(value); });
    case Activation::GeluErf:
      return with([](Vec value) { return simd::geluErf(value); });
    case Activation::Relu:
      return with([](Vec value) { return simd::relu(value); });
    case Activation::Silu:
      return with([](Vec value) { return simd::silu(value); });
    case Activation::Tanh:
      return with([](Vec value) { return simd::tanh(value); });
    case Activation::GeluClipped:
      return with([](Vec value) { return simd::clamp(simd::geluErf(value), -10.0F, 10.0F); });
    case Activation::QuickGelu:
      return with([](Vec value) { return simd::quickGelu(value); });
    case Activation::HardSwish:
      return with([](Vec value) { return simd::hardSwish(value); });
    case Activation::Laplace:
      return with([](Vec value) { return simd::laplace(value); });
    case Activation::LeakyRelu:
      return with([](Vec value) { return simd::leakyRelu(value); });
    case Activation::Mish:
      return with([](Vec value) { return simd::mish(value); });
    case Activation::ReluSquared:
      return with([](Vec value) { return simd::relu(value) * simd::relu(value); });
    case Activation::Relu6:
      return with([](Vec value) { return simd::clamp(value, 0.0F, 6.0F); });
    case Activation::Sigmoid:
      return with([](Vec value) { return simd::sigmoid(value); });
    case Activation::SqrtSoftplus:
      return with([](Vec value) { return simd::sqrtSoftplus(value); });
  }
}

}  // namespace

void finish(const FinishStep& step) {
  withActivation(step.activation, [&](const auto& activate) { finishAll(step, activate); });
}

void activate(const float* x, std::size_t count, Activation activation, float* y) {
  withActivation(activation, [&](const auto& function) {
    std::size_t i = 0;
    for (; i + simd::width <= count; i += simd::width) simd::store(y + i, function(simd::load(x + i)));
    if (i == count) return;
    alignas(64) float padded[simd::width] = {};
    for (std::size_t j = i; j < count; ++j) padded[j - i] = x[j];
    simd::store(padded, function(simd::load(padded)));
    for (std::size_t j = i; j < count; ++j) y[j] = padded[j - i];
  });
}

}  // namespace headlight::HEADLIGHT_CPU_LEVEL
