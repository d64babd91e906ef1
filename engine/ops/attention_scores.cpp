#include "ops/check.h"
#include "ops/ops.h"
#include "tensor/spaced_stride.h"

namespace headlight::ops {

std::size_t patternStride(int heads, int keyCapacity) {
  return spacedStride(static_cast<std::size_t>(heads) * static_cast<std::size_t>(keyCapacity));
}

Tensor attentionScores(const Tensor& query, const Rows& key, float scale, int keyCapacity) {
  checkRows("attentionScores", "query", query, 3);
  if (keyCapacity < 1) fail("attentionScores: expected room for at least 1 key, got ", keyCapacity);
  const int heads = query.dim(1);
  Tensor scores =
      query.backend().allocate({query.dim(0), heads, keyCapacity}, DType::F32, patternStride(heads, keyCapacity));
  attentionScoresInto(query, key, scale, scores);
  return scores;
}

void attentionScoresInto(const Tensor& query, const Rows& key, float scale, Tensor& scores) {
  constexpr const char* name = "attentionScores";
  checkRows(name, "query", query, 3);
  checkRows(name, "scores", scores, 3);
  checkSameBackend(name, "scores", query, scores);
  const int heads = query.dim(1), headWidth = query.dim(2);
  if (scores.dim(0) != query.dim(0) || scores.dim(1) != heads)
    fail(name, ": expected a result [", query.dim(0), ", ", heads, ", keys], got ", toString(scores.shape()));
  for (const Tensor& block : key.blocks()) {
    checkRows(name, "key", block, 3);
    checkSameBackend(name, "key", query, block);
    const int kvHeads = block.dim(1);
    if (kvHeads < 1 || heads % kvHeads != 0 || block.dim(2) != headWidth || kvHeads != key.blocks()[0].dim(1))
      fail(name, ": expected key blocks [rows, a divisor of ", heads, ", ", headWidth, "], got ",
           toString(block.shape()));
  }
  if (query.dim(0) > 0) query.backend().attentionScores(query, key, scale, scores);
}

}  // namespace headlight::ops
