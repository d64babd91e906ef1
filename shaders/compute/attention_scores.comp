#version 460
#extension GL_GOOGLE_include_directive : require
// scores[r, h, k] = scale * query[r, h] . key[k, h / headsPerKv]. One workgroup: 64 keys of `rowsEach` rows of one head.
#include "groups.glsl"
#include "push.h"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { AttentionScores p; };
layout(set = 0, binding = 0, std430) readonly buffer Query { float query[]; };
layout(set = 0, binding = 1, std430) readonly buffer Key { float key[]; };
layout(set = 0, binding = 2, std430) writeonly buffer Scores { float scores[]; };

const uint rowsEach = 4;

void main() {
  const uint group = groupIndex();
  if (group >= p.groups) return;
  const uint keyTile = group % p.keyTiles;
  const uint firstRow = group / p.keyTiles % p.rowTiles * rowsEach;
  const uint head = group / (p.keyTiles * p.rowTiles);
  const uint k = keyTile * 64 + gl_LocalInvocationID.x;
  const uint keyAt = p.key.offset + min(k, p.keys - 1) * p.key.stride + head / p.headsPerKv * p.headWidth;
  uint queryAt[rowsEach];
  precise float sum[rowsEach];
  for (uint r = 0; r < rowsEach; ++r) {
    queryAt[r] = p.query.offset + min(firstRow + r, p.rows - 1) * p.query.stride + head * p.headWidth;
    sum[r] = 0.0;
  }
  for (uint i = 0; i < p.headWidth; ++i) {
    const float keyValue = key[keyAt + i];
    for (uint r = 0; r < rowsEach; ++r) sum[r] = fma(query[queryAt[r] + i], keyValue, sum[r]);
  }
  if (k >= p.keys) return;
  for (uint r = 0; r < rowsEach; ++r)
    if (firstRow + r < p.rows)
      scores[p.scores.offset + (firstRow + r) * p.scores.stride + head * p.columns + p.firstColumn + k] = p.scale * sum[r];
}
