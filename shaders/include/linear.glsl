// y = activation(x W^T + bias) over a packed weight, for few rows: every weight is read once and serves `rowsEach` rows. One
// invocation: 4 * vectorsEach outputs of those rows, and every `lanes`-th segment of the inputs. With one lane there is no
// barrier; with several, narrow layers keep a GPU's memory busy, and the bits are the same (packed.glsl).
#include "activations.glsl"
#include "groups.glsl"
#include "packed.glsl"
#include "push.h"
#include "texels.glsl"
#include "weights.glsl"
layout(local_size_x_id = 3) in;
layout(constant_id = 1) const uint rowsEach = 1;
layout(constant_id = 2) const uint vectorsEach = 1;  // 1 with several lanes
layout(constant_id = 3) const uint groupSize = 64;
layout(constant_id = 4) const uint lanes = 1;
layout(push_constant) uniform Push { Linear p; };
layout(set = 0, binding = 0) uniform samplerBuffer x;
layout(set = 0, binding = 2, std430) readonly buffer Bias { float bias[]; };
layout(set = 0, binding = 3, std430) writeonly buffer Y { float y[]; };

const uint columnLanes = groupSize / lanes;  // at most 16 with several lanes: they stay inside one panel
const uint partials = lanes > 1 ? rowsEach * groupSize : 1;
shared vec4 partial[partials];

void main() {
  const uint group = groupIndex();
  if (group >= p.groups) return;
  const uint columnLane = gl_LocalInvocationID.x % columnLanes;
  const uint lane = gl_LocalInvocationID.x / columnLanes;
  const uint column = (group % p.columnTiles * columnLanes + columnLane) * 4 * vectorsEach;
  const uint firstRow = group / p.columnTiles * rowsEach;
  if (lanes == 1 && column >= p.outputs) return;
  const uint weightFrom = (p.weight.offset + packedIndex(column, 0, p.inputs)) / 4;
  uint xAt[rowsEach];
  vec4 sum[rowsEach * vectorsEach];
  vec4 total[rowsEach * vectorsEach];
  [[unroll]] for (uint r = 0; r < rowsEach; ++r) xAt[r] = p.x.offset + min(firstRow + r, p.rows - 1) * p.x.stride;
  [[unroll]] for (uint r = 0; r < rowsEach * vectorsEach; ++r) total[r] = vec4(0.0);
  for (uint round = 0; round < p.inputs; round += lanes * segmentInputs) {
    uint i = round + lane * segmentInputs;
    const uint end = min(i + segmentInputs, p.inputs);
    uint weightAt = weightFrom + i * (panelWidth / 4);
    [[unroll]] for (uint r = 0; r < rowsEach * vectorsEach; ++r) sum[r] = vec4(0.0);
    for (; i + 4 <= end; i += 4) {
      vec4 w[4 * vectorsEach];
      [[unroll]] for (uint j = 0; j < 4; ++j) {
        [[unroll]] for (uint v = 0; v < vectorsEach; ++v)
          w[j * vectorsEach + v] = weightsAt(weightAt + j * (panelWidth / 4) + v);
      }
      weightAt += panelWidth;
      [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
        const vec4 four = fourOf(x, xAt[r] + i);
        [[unroll]] for (uint j = 0; j < 4; ++j) {
          [[unroll]] for (uint v = 0; v < vectorsEach; ++v) sum[r * vectorsEach + v] += four[j] * w[j * vectorsEach + v];
        }
      }
    }
    for (; i < end; ++i) {
      [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
        const float one = oneOf(x, xAt[r] + i);
        [[unroll]] for (uint v = 0; v < vectorsEach; ++v) sum[r * vectorsEach + v] += one * weightsAt(weightAt + v);
      }
      weightAt += panelWidth / 4;
    }
    if (lanes == 1) {
      [[unroll]] for (uint r = 0; r < rowsEach * vectorsEach; ++r) total[r] += sum[r];
    } else {
      barrier();  // the last round's have been read
      [[unroll]] for (uint r = 0; r < rowsEach; ++r) partial[r * groupSize + gl_LocalInvocationID.x] = sum[r];
      barrier();
      // Lane r % lanes finishes row r. A lane behind the last input left +0, which changes no sum.
      [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
        if (lane == r % lanes) {
          for (uint other = 0; other < lanes; ++other) total[r] += partial[r * groupSize + other * columnLanes + columnLane];
        }
      }
    }
  }
  [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
    if (firstRow + r < p.rows && lane == r % lanes) {
      const uint to = p.y.offset + (firstRow + r) * p.y.stride + column;
      [[unroll]] for (uint c = 0; c < 4 * vectorsEach; ++c) {
        if (column + c < p.outputs) {
          const float value = total[r * vectorsEach + c / 4][c % 4];
          y[to + c] = activate(p.hasBias != 0 ? value + bias[p.bias.offset + column + c] : value, p.activation);
        }
      }
    }
  }
}
