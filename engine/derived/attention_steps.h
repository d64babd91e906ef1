#pragma once

#include <limits>
#include <span>
#include <vector>

#include "trace/trace.h"

namespace headlight::derived {

/// What one row does in one head of an attention, step by step, as Vaswani et al. 2017 (arXiv:1706.03762, equation 1)
/// write it: softmax(mask(q·k · scale + added)) v. Lists are by key.
struct AttentionSteps {
  std::vector<float> query;                ///< [headWidth], as it enters the product: turned already, if it is rotary
  std::vector<std::vector<float>> keys;    ///< [keys][headWidth]
  std::vector<std::vector<float>> values;  ///< [keys][value width]
  std::vector<bool> seen;                  ///< false: masked, a later key of a causal row or one outside of its window
  std::vector<double> products;            ///< q·k of every key that is seen, else NaN
  std::vector<double> added;               ///< what position adds to the scaled products (T5); empty: nothing
  /// What the products are multiplied by: 1/√d, 1, or whatever number leads to the weights. NaN where none does (a
  /// what-if wrote the weights, something is added that is not known here) or where nothing can tell, as with one key.
  double scale = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> scores;  ///< what softmax was given; NaN for keys not seen; empty where there is no scale
  std::vector<float> weights;  ///< the row of the pattern
  std::vector<double> output;  ///< [value width] the sum of weight · value
};

/// Reads query, key, value and pattern of that layer. Throws Error where one of them was not captured, the head or the
/// row is not there, or the blocks are recurrent (their attention has no product). Any thread; downloads what lies on a
/// device.
AttentionSteps attentionSteps(const Trace& trace, AttentionId attention, int layer, int head, int row);

/// Whether softmax of these scores is these weights, as far as floats can tell (2e-3 + 0.1 % of a difference of scores:
/// weights are rounded, and their logarithms with them). Keys of weight 0 are left out; with fewer than two others
/// nothing can be told, and it is false.
bool leadsTo(std::span<const double> scores, std::span<const float> weights);

}  // namespace headlight::derived
