#pragma once

#include <cstdint>
#include <span>

#include "backend/backend.h"

/// The front doors: each checks shapes once, allocates the result, then hands over to the backend of its first tensor.
/// `...Into` writes rows that the caller has (part of a larger tensor: no copy). Tensors of no rows are fine and never
/// reach a backend. Errors name the operation, what was expected and what came.
namespace headlight::ops {

/// Rows `ids` of `table` [entries, width] -> [ids.size(), width].
Tensor gatherRows(const Tensor& table, std::span<const std::int32_t> ids);
void gatherRowsInto(const Tensor& table, std::span<const std::int32_t> ids, Tensor& y);
/// a + b: of one shape, or b one row [1, ...] that is added to every row of a.
Tensor add(const Tensor& a, const Tensor& b);
void addInto(const Tensor& a, const Tensor& b, Tensor& y);
/// a * b element by element: of one shape, or b one row [1, ...] that multiplies every row of a.
Tensor multiply(const Tensor& a, const Tensor& b);
void multiplyInto(const Tensor& a, const Tensor& b, Tensor& y);
/// activation(x), element by element: for what no linear layer ends in.
Tensor activate(const Tensor& x, Activation activation);
/// y = x, same shape, any row strides.
void copyRowsInto(const Tensor& x, Tensor& y);
/// Normalised rows of x [rows, width] with `weight` and `bias` [1, width].
Tensor layerNorm(const Tensor& x, const Tensor& weight, const Tensor& bias, float epsilon);
void layerNormInto(const Tensor& x, const Tensor& weight, const Tensor& bias, float epsilon, Tensor& y);
/// Rows of x [rows, width] over their root mean square, times `weight` [1, width].
Tensor rmsNorm(const Tensor& x, const Tensor& weight, float epsilon);
void rmsNormInto(const Tensor& x, const Tensor& weight, float epsilon, Tensor& y);
/// Turns the pairs of x [rows, heads, headWidth] in place by `turns` [rows, headWidth]; see Backend::rotary.
void rotary(Tensor& x, const Tensor& turns);
/// activation(x W^T + bias): x [rows, in], weight packed [out, in], bias [1, out] or null -> [rows, out].
Tensor linear(const Tensor& x, const Tensor& weight, const Tensor* bias = nullptr,
              Activation activation = Activation::None);
void linearInto(const Tensor& x, const Tensor& weight, const Tensor* bias, Activation activation, Tensor& y);
/// scale * query . key: query [rows, heads, headWidth] -> [rows, heads, keyCapacity]; columns past key.rows() are
/// undefined until softmaxRows. Rows are patternStride apart.
Tensor attentionScores(const Tensor& query, const Rows& key, float scale, int keyCapacity);
void attentionScoresInto(const Tensor& query, const Rows& key, float scale, Tensor& scores);
/// Floats from row to row of a pattern of `heads` heads with room for `keyCapacity` keys.
std::size_t patternStride(int heads, int keyCapacity);
/// Adds scale * table[head, how far the key is from its query] to scores [rows, heads, keys], before cutKeys and
/// softmaxRows; row r is query firstRow + r, the first `keyCount` columns are keys. `table` [heads, an odd number of
/// distances] serves every length of a text and every window of a grid, where a bias [heads, queries, keys] would be
/// as large as a pattern and new with every token. `side`: how many rows make a line of the grid, 0 for a text. See
/// Backend::addScoreBias.
void addScoreBias(Tensor& scores, const Tensor& table, float scale, int firstRow, int keyCount, int side = 0);
/// Lowers the scores of cut keys to cutScore, before softmaxRows; row r of `scores` is query firstRow + r.
void cutKeys(Tensor& scores, int firstRow, std::span<const KeyCut> cuts);
/// One head's rows of y [rows, heads, width] times `factor`, in place.
void scaleHead(Tensor& y, int head, float factor);
/// Softmax over the last axis in place; row r sees keys 0 .. firstRow + r with `causal`, else `keyCount`; with a
/// `window` (causal only) the last `window` of them. The rest is exactly 0.
void softmaxRows(Tensor& scores, int firstRow, int keyCount, bool causal, int window = 0);
/// pattern [rows, heads, keys] x value -> [rows, heads, headWidth].
Tensor attentionMix(const Tensor& pattern, const Rows& value);
/// The same, into rows that the caller has: blocks of a pattern write into one tensor without a copy.
void attentionMixInto(const Tensor& pattern, const Rows& value, Tensor& y);
/// Numbers of every row and head of a pattern -> [rows, heads, PatternSumCount]; see Backend::patternStatistics.
Tensor patternStatistics(const Tensor& pattern, int firstRow, int keyCount, bool causal, int window = 0);
void patternStatisticsInto(const Tensor& pattern, int firstRow, int keyCount, bool causal, int window, Tensor& sums);
/// Copies host floats to the device as [rows, ...].
Tensor upload(Backend& backend, std::span<const float> values, const Shape& shape);

}  // namespace headlight::ops
