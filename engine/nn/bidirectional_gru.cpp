#include "nn/bidirectional_gru.h"

#include <string>

namespace headlight {

BidirectionalGru::BidirectionalGru(const WeightScope& scope, const RecurrentConfig& config, int layer)
    : config_(config),
      layer_(layer),
      forward_(scope.sub("forward"), config.inputs, config.size),
      backward_(scope.sub("backward"), config.inputs, config.size) {}

void BidirectionalGru::sweep(Run& run, const Gru& unit, const Tensor& x, bool back, const Tensor& states) const {
  const int rows = x.dim(0);
  const Tensor gates = unit.inputGates(x);  // [rows, 3 size]
  Tensor state = unit.zero();
  for (int i = 0; i < rows; ++i) {
    const int row = back ? rows - 1 - i : i;
    Tensor whole = states.rows(row, row + 1);
    Tensor next = whole.columns(back ? static_cast<std::size_t>(config_.size) : 0, {config_.size});
    unit.step(gates.rows(row, row + 1), state, next);
    run.change({config_.stack, Site::BlockOut, layer_}, row, whole);
    state = next;
    if ((i + 1) % Rows::blockRows == 0) run.checkpoint();
  }
}

Rows BidirectionalGru::operator()(Run& run, const Rows& x) const {
  run.section(config_.stack, "blocks." + std::to_string(layer_));
  // All rows or none: each hangs on all others.
  const int first = run.start(config_.stack, layer_)(Site::BlockOut);
  const Tensor entered = rowsFrom(run.backend(), run.enter(config_.stack, layer_, x), first, {config_.inputs});
  const Tensor states = run.placeResid(config_.stack, layer_ + 1, first);  // [rows, 2 size]
  sweep(run, forward_, entered, false, states);
  sweep(run, backward_, entered, true, states);
  const Rows left = run.leave({config_.stack, Site::BlockOut, layer_}, first, states);
  run.checkpoint();
  return left;
}

}  // namespace headlight
