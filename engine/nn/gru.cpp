#include "nn/gru.h"

#include <vector>

#include "ops/ops.h"

namespace headlight {
namespace {

Tensor constant(Backend& backend, int size, float value) {
  return ops::upload(backend, std::vector<float>(static_cast<std::size_t>(size), value), {1, size});
}

}  // namespace

Gru::Gru(const WeightScope& scope, int inputs, int size)
    : size_(size),
      input_(scope.sub("input"), 3 * size, inputs),
      state_(scope.sub("state"), 3 * size, size),
      zero_(constant(scope.backend(), size, 0)),
      minusOne_(constant(scope.backend(), size, -1)) {}

void Gru::step(const Tensor& gates, const Tensor& state, Tensor& y) const {
  const auto size = static_cast<std::size_t>(size_);
  const auto resetAndUpdate = [&](const Tensor& all) { return all.columns(0, {2 * size_}); };
  const auto ofNew = [&](const Tensor& all) { return all.columns(2 * size, {size_}); };
  const Tensor stateGates = state_(state);
  const Tensor opened = ops::activate(ops::add(resetAndUpdate(gates), resetAndUpdate(stateGates)), Activation::Sigmoid);
  const Tensor reset = opened.columns(0, {size_}), update = opened.columns(size, {size_});
  const Tensor fresh = ops::activate(ops::add(ofNew(gates), ops::multiply(reset, ofNew(stateGates))), Activation::Tanh);
  const Tensor change = ops::add(state, ops::multiply(fresh, minusOne_));
  ops::addInto(fresh, ops::multiply(update, change), y);
}

}  // namespace headlight
