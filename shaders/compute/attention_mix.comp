#version 460
#extension GL_GOOGLE_include_directive : require
// y[r, h] = sum over k of pattern[r, h, k] * value[k, h / headsPerKv], keys ascending; with `accumulate` the sum goes on from y.
// One workgroup: 64 elements of [heads, headWidth] in `rowsEach` rows.
#include "groups.glsl"
#include "push.h"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { AttentionMix p; };
layout(set = 0, binding = 0, std430) readonly buffer Pattern { float pattern[]; };
layout(set = 0, binding = 1, std430) readonly buffer Value { float value[]; };
layout(set = 0, binding = 2, std430) buffer Y { float y[]; };

const uint rowsEach = 4;

void main() {
  const uint group = groupIndex();
  if (group >= p.groups) return;
  const uint firstRow = group % p.rowTiles * rowsEach;
  const uint element = group / p.rowTiles * 64 + gl_LocalInvocationID.x;
  if (element >= p.heads * p.headWidth) return;
  const uint head = element / p.headWidth;
  const uint valueAt = p.value.offset + head / p.headsPerKv * p.headWidth + element % p.headWidth;
  uint patternAt[rowsEach];
  uint yAt[rowsEach];
  precise float sum[rowsEach];
  for (uint r = 0; r < rowsEach; ++r) {
    const uint row = min(firstRow + r, p.rows - 1);
    patternAt[r] = p.pattern.offset + row * p.pattern.stride + head * p.columns + p.firstColumn;
    yAt[r] = p.y.offset + row * p.y.stride + element;
    sum[r] = p.accumulate != 0 ? y[yAt[r]] : 0.0;
  }
  for (uint k = 0; k < p.keys; ++k) {
    const float part = value[valueAt + k * p.value.stride];
    for (uint r = 0; r < rowsEach; ++r) sum[r] = fma(pattern[patternAt[r] + k], part, sum[r]);
  }
  for (uint r = 0; r < rowsEach; ++r)
    if (firstRow + r < p.rows) y[yAt[r]] = sum[r];
}
