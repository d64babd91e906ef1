#version 460
#extension GL_GOOGLE_include_directive : require
// y = activation(x W^T + bias) over a packed weight. One workgroup: 64 x 4 outputs of `rowsEach` rows; one invocation: four
// outputs, their sums one chain in ascending input, whatever rowsEach is.
#include "activations.glsl"
#include "groups.glsl"
#include "packed.glsl"
#include "push.h"
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint rowsEach = 1;
layout(push_constant) uniform Push { Linear p; };
layout(set = 0, binding = 0, std430) readonly buffer X { float x[]; };
layout(set = 0, binding = 1, std430) readonly buffer Weight { vec4 weight[]; };
layout(set = 0, binding = 2, std430) readonly buffer Bias { float bias[]; };
layout(set = 0, binding = 3, std430) writeonly buffer Y { float y[]; };

void main() {
  const uint group = groupIndex();
  if (group >= p.groups) return;
  const uint column = (group % p.columnTiles * 64 + gl_LocalInvocationID.x) * 4;
  const uint firstRow = group / p.columnTiles * rowsEach;
  if (column >= p.outputs) return;
  const uint weightAt = (p.weight.offset + packedIndex(column, 0, p.inputs)) / 4;
  uint xAt[rowsEach];
  precise vec4 sum[rowsEach];
  for (uint r = 0; r < rowsEach; ++r) {
    xAt[r] = p.x.offset + min(firstRow + r, p.rows - 1) * p.x.stride;
    sum[r] = vec4(0.0);
  }
  for (uint i = 0; i < p.inputs; ++i) {
    const vec4 w = weight[weightAt + i * (panelWidth / 4)];
    for (uint r = 0; r < rowsEach; ++r) sum[r] = fma(vec4(x[xAt[r] + i]), w, sum[r]);
  }
  for (uint r = 0; r < rowsEach; ++r) {
    if (firstRow + r >= p.rows) break;
    const uint to = p.y.offset + (firstRow + r) * p.y.stride + column;
    for (uint c = 0; c < 4; ++c) {
      if (column + c >= p.outputs) break;
      const float biased = p.hasBias != 0 ? sum[r][c] + bias[p.bias.offset + column + c] : sum[r][c];
      y[to + c] = activate(biased, p.activation);
    }
  }
}
