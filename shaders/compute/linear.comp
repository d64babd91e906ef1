#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
// y = activation(x W^T + bias) over a packed weight. One invocation: `rowsEach` rows of 4 * `vectorsEach` outputs, every sum one
// chain in ascending input, whatever the constants are; so a row has the same bits however many rows are computed with it.
#include "activations.glsl"
#include "groups.glsl"
#include "packed.glsl"
#include "push.h"
#include "texels.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 1) const uint rowsEach = 1;
layout(constant_id = 2) const uint vectorsEach = 1;
layout(push_constant) uniform Push { Linear p; };
layout(set = 0, binding = 0) uniform samplerBuffer x;
layout(set = 0, binding = 1) uniform samplerBuffer weight;  // vec4 texels always
layout(set = 0, binding = 2, std430) readonly buffer Bias { float bias[]; };
layout(set = 0, binding = 3, std430) writeonly buffer Y { float y[]; };

void main() {
  const uint group = groupIndex();
  if (group >= p.groups) return;
  const uint column = (group % p.columnTiles * 64 + gl_LocalInvocationID.x) * 4 * vectorsEach;
  const uint firstRow = group / p.columnTiles * rowsEach;
  if (column >= p.outputs) return;
  uint weightAt = (p.weight.offset + packedIndex(column, 0, p.inputs)) / 4;
  uint xAt[rowsEach];
  vec4 sum[rowsEach * vectorsEach];
  [[unroll]] for (uint r = 0; r < rowsEach; ++r) xAt[r] = p.x.offset + min(firstRow + r, p.rows - 1) * p.x.stride;
  [[unroll]] for (uint r = 0; r < rowsEach * vectorsEach; ++r) sum[r] = vec4(0.0);
  uint i = 0;
  for (; i + 4 <= p.inputs; i += 4) {
    vec4 w[4 * vectorsEach];
    [[unroll]] for (uint j = 0; j < 4; ++j) {
      [[unroll]] for (uint v = 0; v < vectorsEach; ++v)
        w[j * vectorsEach + v] = texelFetch(weight, int(weightAt + j * (panelWidth / 4) + v));
    }
    weightAt += panelWidth;
    [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
      const vec4 four = fourOf(x, xAt[r] + i);
      [[unroll]] for (uint j = 0; j < 4; ++j) {
        [[unroll]] for (uint v = 0; v < vectorsEach; ++v) sum[r * vectorsEach + v] += four[j] * w[j * vectorsEach + v];
      }
    }
  }
  for (; i < p.inputs; ++i) {
    [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
      const float one = oneOf(x, xAt[r] + i);
      [[unroll]] for (uint v = 0; v < vectorsEach; ++v)
        sum[r * vectorsEach + v] += one * texelFetch(weight, int(weightAt + v));
    }
    weightAt += panelWidth / 4;
  }
  [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
    if (firstRow + r < p.rows) {
      const uint to = p.y.offset + (firstRow + r) * p.y.stride + column;
      [[unroll]] for (uint c = 0; c < 4 * vectorsEach; ++c) {
        if (column + c < p.outputs) {
          const float value = sum[r * vectorsEach + c / 4][c % 4];
          y[to + c] = activate(p.hasBias != 0 ? value + bias[p.bias.offset + column + c] : value, p.activation);
        }
      }
    }
  }
}
