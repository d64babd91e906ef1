#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {

Tensor attentionScores(const Tensor& query, const Rows& key, float scale, int keyCapacity) {
  constexpr const char* name = "attentionScores";
  checkRows(name, "query", query, 3);
  const int heads = query.dim(1), headWidth = query.dim(2);
  if (keyCapacity < 1) fail(name, ": expected room for at least 1 key, got ", keyCapacity);
  for (const Tensor& block : key.blocks()) {
    checkRows(name, "key", block, 3);
    checkSameBackend(name, "key", query, block);
    const int kvHeads = block.dim(1);
    if (kvHeads < 1 || heads % kvHeads != 0 || block.dim(2) != headWidth || kvHeads != key.blocks()[0].dim(1))
      fail(name, ": expected key blocks [rows, a divisor of ", heads, ", ", headWidth, "], got ",
           toString(block.shape()));
  }
  // Rows that lie a multiple of 4 KiB apart fall into the same cache sets.
  const std::size_t row = static_cast<std::size_t>(heads) * static_cast<std::size_t>(keyCapacity);
  const std::size_t stride = row % 1024 == 0 ? row + 16 : row;
  Backend& backend = query.backend();
  Tensor scores = backend.allocate({query.dim(0), heads, keyCapacity}, DType::F32, stride);
  backend.attentionScores(query, key, scale, scores);
  return scores;
}

}  // namespace headlight::ops
