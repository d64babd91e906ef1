#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
// y[r, h] = sum over k of pattern[r, h, k] * value[k, h / headsPerKv], keys ascending; with `accumulate` the sum goes on from y.
// One invocation: texelWidth elements of one head in `rowsEach` rows.
#include "groups.glsl"
#include "push.h"
#include "texels.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 1) const uint rowsEach = 1;
layout(push_constant) uniform Push { AttentionMix p; };
layout(set = 0, binding = 0) uniform samplerBuffer pattern;
layout(set = 0, binding = 1) uniform samplerBuffer value;
layout(set = 0, binding = 2, std430) buffer Y { float y[]; };

void main() {
  const uint group = groupIndex();
  if (group >= p.groups) return;
  const uint firstRow = group % p.rowTiles * rowsEach;
  const uint element = (group / p.rowTiles * 64 + gl_LocalInvocationID.x) * texelWidth;
  if (element >= p.heads * p.headWidth) return;
  const uint head = element / p.headWidth;
  uint valueAt = p.value.offset + head / p.headsPerKv * p.headWidth + element % p.headWidth;
  uint patternAt[rowsEach];
  uint yAt[rowsEach];
  vec4 sum[rowsEach];  // of which texelWidth are used
  [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
    const uint row = min(firstRow + r, p.rows - 1);
    patternAt[r] = p.pattern.offset + row * p.pattern.stride + head * p.columns + p.firstColumn;
    yAt[r] = p.y.offset + row * p.y.stride + element;
    sum[r] = vec4(0.0);
    if (p.accumulate != 0) {
      [[unroll]] for (uint c = 0; c < texelWidth; ++c) sum[r][c] = y[yAt[r] + c];
    }
  }
  uint k = 0;
  for (; k + 4 <= p.keys; k += 4) {
    vec4 values[4];
    [[unroll]] for (uint j = 0; j < 4; ++j) {
      values[j] = texelFetch(value, int(valueAt / texelWidth));
      valueAt += p.value.stride;
    }
    [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
      const vec4 weights = fourOf(pattern, patternAt[r] + k);
      [[unroll]] for (uint j = 0; j < 4; ++j) sum[r] += weights[j] * values[j];
    }
  }
  for (; k < p.keys; ++k) {
    const vec4 values = texelFetch(value, int(valueAt / texelWidth));
    valueAt += p.value.stride;
    [[unroll]] for (uint r = 0; r < rowsEach; ++r) sum[r] += oneOf(pattern, patternAt[r] + k) * values;
  }
  [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
    if (firstRow + r < p.rows) {
      [[unroll]] for (uint c = 0; c < texelWidth; ++c) y[yAt[r] + c] = sum[r][c];
    }
  }
}
