#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
// scores[r, h, k] = scale * query[r, h] . key[k, h / headsPerKv]. One invocation: one key and `rowsEach` rows of one head.
#include "groups.glsl"
#include "push.h"
#include "texels.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 1) const uint rowsEach = 1;
layout(push_constant) uniform Push { AttentionScores p; };
layout(set = 0, binding = 0) uniform samplerBuffer query;
layout(set = 0, binding = 1) uniform samplerBuffer key;
layout(set = 0, binding = 2, std430) writeonly buffer Scores { float scores[]; };

void main() {
  const uint group = groupIndex();
  if (group >= p.groups) return;
  const uint k = group % p.keyTiles * 64 + gl_LocalInvocationID.x;
  const uint firstRow = group / p.keyTiles % p.rowTiles * rowsEach;
  const uint head = group / (p.keyTiles * p.rowTiles);
  if (k >= p.keys) return;
  const uint keyAt = p.key.offset + k * p.key.stride + head / p.headsPerKv * p.headWidth;
  uint queryAt[rowsEach];
  float sum[rowsEach];
  [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
    queryAt[r] = p.query.offset + min(firstRow + r, p.rows - 1) * p.query.stride + head * p.headWidth;
    sum[r] = 0.0;
  }
  uint i = 0;
  for (; i + 4 <= p.headWidth; i += 4) {
    const vec4 keys = fourOf(key, keyAt + i);
    [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
      const vec4 queries = fourOf(query, queryAt[r] + i);
      [[unroll]] for (uint j = 0; j < 4; ++j) sum[r] += queries[j] * keys[j];
    }
  }
  for (; i < p.headWidth; ++i) {
    const float one = oneOf(key, keyAt + i);
    [[unroll]] for (uint r = 0; r < rowsEach; ++r) sum[r] += oneOf(query, queryAt[r] + i) * one;
  }
  [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
    if (firstRow + r < p.rows)
      scores[p.scores.offset + (firstRow + r) * p.scores.stride + head * p.columns + p.firstColumn + k] = p.scale * sum[r];
  }
}
