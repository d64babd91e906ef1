#include "nn/attending_gru.h"

#include <algorithm>
#include <string>

#include "ops/ops.h"

namespace headlight {
namespace {

Tensor rowOf(const Rows& rows, int row) {
  return rows.blockOf(row).rows(row % Rows::blockRows, row % Rows::blockRows + 1);
}

}  // namespace

AttendingGru::AttendingGru(const WeightScope& scope, const RecurrentConfig& config, int layer)
    : config_(config),
      layer_(layer),
      initial_(scope.sub("initial"), config.size, config.memory / 2, Activation::Tanh),
      query_(scope.sub("query"), config.attention, config.size, Activation::None, false),
      key_(scope.sub("key"), config.attention, config.memory),
      score_(scope.table("score.weight", 1, config.attention).viewAs({1, 1, config.attention})),
      unit_(scope.sub("unit"), config.inputs + config.memory, config.size) {}

Rows AttendingGru::keysOf(Run& run, const Rows& memory) const {
  constexpr Site keys[] = {Site::Key};
  const AttentionId attention{config_.stack, 1};
  const int first = run.start(config_.stack, layer_)(Site::Key, 1);
  Tensor fresh = run.placeProjections(attention, layer_, keys, first);
  key_.into(rowsFrom(run.backend(), memory, first, {config_.memory}), fresh);
  return run.projections(attention, layer_, keys).front();
}

void AttendingGru::attend(Run& run, const Tensor& query, const Rows& keys, int row, Tensor& pattern) const {
  const AttentionId attention{config_.stack, 1};
  Tensor sums = run.backend().allocate({keys.rows(), 1, config_.attention});
  for (int first = 0; first < keys.rows(); first += Rows::blockRows) {
    const Tensor& block = keys.blockOf(first);
    Tensor part = sums.rows(first, first + block.dim(0));
    ops::addInto(block, query, part);
  }
  // v asks, what tanh leaves is asked: the product of one query with every key, scaled.
  ops::attentionScoresInto(score_, Rows(ops::activate(sums, Activation::Tanh)),
                           1 / run.attentionTemperature(attention, layer_), pattern);
  ops::cutKeys(pattern, row, run.keyCuts(attention, layer_));
  ops::softmaxRows(pattern, row, keys.rows(), false);
}

AttendingGru::Left AttendingGru::operator()(Run& run, const Rows& x, const Rows& memory) const {
  run.section(config_.stack, "blocks." + std::to_string(layer_));
  const AttentionId attention{config_.stack, 1};
  const SiteId query{config_.stack, Site::Query, layer_, 1}, context{config_.stack, Site::HeadOut, layer_, 1},
      state{config_.stack, Site::BlockOut, layer_}, weights = patternSite(attention, layer_);
  const BlockStart start = run.start(config_.stack, layer_);
  const int rows = run.rows(config_.stack), stateStart = start(Site::BlockOut), queryStart = start(Site::Query, 1),
            patternStart = start(Site::Pattern, 1);

  const Rows entered = run.enter(config_.stack, layer_, x), keys = keysOf(run, memory),
             values = memory.columns(0, {1, config_.memory});
  const Tensor queries = run.place(query, queryStart, {1, config_.attention}),
               contexts = run.place(context, stateStart, {1, config_.memory}),
               states = run.placeResid(config_.stack, layer_ + 1, stateStart),
               read = run.backend().allocate({rows - stateStart, config_.inputs + config_.memory});  // [x_i; c_i]
  const Rows allStates = run.placedResid(config_.stack, layer_ + 1);
  Tensor words = read.columns(0, {config_.inputs});
  ops::copyRowsInto(rowsFrom(run.backend(), entered, stateStart, {config_.inputs}), words);
  Tensor before;
  if (queryStart == 0)
    before = initial_(rowOf(memory, 0).columns(static_cast<std::size_t>(config_.memory / 2), {config_.memory / 2}));

  Tensor pattern;  // of rows [patternFirst, ...) of a block of 64
  int patternFirst = 0;
  for (int row = queryStart; row < rows; ++row) {
    if (row > 0) before = rowOf(allStates, row - 1);
    Tensor asks = queries.rows(row - queryStart, row - queryStart + 1), flat = asks.viewAs({1, config_.attention});
    query_.into(before, flat);
    run.change(query, row, asks);
    const int end = std::min((row / Rows::blockRows + 1) * Rows::blockRows, rows);
    if (row >= patternStart) {
      if (!pattern.defined()) {
        pattern = run.placePattern(attention, layer_, row, end, keys.rows());
        patternFirst = row;
      }
      Tensor looks = pattern.rows(row - patternFirst, row - patternFirst + 1);
      attend(run, asks, keys, row, looks);
      run.change(weights, row, looks);
      if (row >= stateStart) {
        const int at = row - stateStart;
        Tensor seen = contexts.rows(at, at + 1), readRow = read.rows(at, at + 1), next = states.rows(at, at + 1);
        ops::attentionMixInto(looks, values, seen);
        run.change(context, row, seen);
        Tensor beside = readRow.columns(static_cast<std::size_t>(config_.inputs), {config_.memory});
        ops::copyRowsInto(seen.viewAs({1, config_.memory}), beside);
        unit_.step(unit_.inputGates(readRow), before, next);
        run.change(state, row, next);
      }
    }
    if (row + 1 < end) continue;
    if (pattern.defined()) run.atPattern(attention, layer_, patternFirst, keys.rows(), pattern);
    pattern = {};
    run.checkpoint();
  }
  run.keep(query);
  const Rows left = run.leave(state, stateStart, states);
  return {left, run.keep(context), entered};
}

}  // namespace headlight
