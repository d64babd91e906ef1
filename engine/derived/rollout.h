#pragma once

#include <cstdint>
#include <vector>

#include "trace/trace.h"

namespace headlight::derived {

/// How the patterns of a layer's heads become one.
enum class HeadFusion : std::uint8_t { Mean, Max, Min };

struct RolloutOptions {
  HeadFusion fusion = HeadFusion::Mean;
  /// The share of a layer's fused weights that is set to 0, the smallest ones, 0 to 1; the weight of the first row on
  /// itself stays (jacobgil/vit-explain, vit_rollout.py).
  double discardRatio = 0;
  int upToLayer = -1;  ///< the last layer that takes part; -1: the stack's
  bool operator==(const RolloutOptions&) const = default;
};

/// Attention rollout (Abnar and Zuidema 2020, arXiv:2005.00928): with A the fused pattern of a layer and I the residual
/// connection, the product over layers of (A + I) / 2, its rows brought to the sum 1, later layers from the left. Row i
/// says how much of each token there is in token i. A head that a what-if switched off counts with its pattern.
///
/// Of self-attention alone: where there is cross-attention too, what it brings from the other stack is left out.
///
/// Throws Error when a layer's pattern was not captured or an option makes no sense. Any thread. vit-explain divides
/// columns by the sums of rows once weights were discarded (a missing keepdim); here the rows are normalised, as the
/// paper has it.

/// [tokens, tokens]. Costs tokens^3 a layer: for one row or column ask for that.
std::vector<float> attentionRollout(const Trace& trace, StackId stack, const RolloutOptions& options = {});
/// [tokens]: what `query` was put together from.
std::vector<float> rolloutRow(const Trace& trace, StackId stack, int query, const RolloutOptions& options = {});
/// [tokens]: how much of `key` there is in each token.
std::vector<float> rolloutColumn(const Trace& trace, StackId stack, int key, const RolloutOptions& options = {});

}  // namespace headlight::derived
