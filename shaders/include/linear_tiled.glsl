// y = activation(x W^T + bias) over a packed weight, for many rows: a workgroup computes tileRows x tileColumns outputs, and
// steps through the inputs with both factors in shared memory, the next step's on their way in registers meanwhile. One
// invocation: rowsEach rows of four outputs. The sums are those of linear.glsl, bit for bit (packed.glsl).
#include "activations.glsl"
#include "groups.glsl"
#include "packed.glsl"
#include "push.h"
#include "texels.glsl"
#include "weights.glsl"
layout(local_size_x_id = 4) in;
layout(constant_id = 1) const uint tileRows = 32;
layout(constant_id = 2) const uint tileColumns = 64;  // divides panelWidth
layout(constant_id = 3) const uint rowsEach = 4;
layout(constant_id = 4) const uint groupSize = 128;  // tileRows / rowsEach * tileColumns / 4
layout(push_constant) uniform Push { Linear p; };
layout(set = 0, binding = 0) uniform samplerBuffer x;
layout(set = 0, binding = 2, std430) readonly buffer Bias { float bias[]; };
layout(set = 0, binding = 3, std430) writeonly buffer Y { float y[]; };

const uint depth = 32;  // inputs a step; divides segmentInputs
const uint quads = depth / 4;
const uint rowLanes = tileRows / rowsEach;
const uint columnLanes = tileColumns / 4;
const uint xLoads = tileRows * quads / groupSize;
const uint wLoads = depth * columnLanes / groupSize;
shared vec4 xs[tileRows * quads];       // four inputs of a row
shared vec4 ws[depth * columnLanes];    // four outputs of an input

// Neighbouring rows lie in different banks.
uint xIndex(uint row, uint quad) { return row * quads + (quad ^ (row % quads)); }

void main() {
  const uint group = groupIndex();
  if (group >= p.groups) return;
  const uint me = gl_LocalInvocationID.x;
  const uint columnLane = me % columnLanes;
  const uint rowLane = me / columnLanes;
  const uint firstColumn = group % p.columnTiles * tileColumns;
  const uint firstRow = group / p.columnTiles * tileRows;
  const uint weightFrom = (p.weight.offset + packedIndex(firstColumn, 0, p.inputs)) / 4;
  vec4 xNext[xLoads];
  vec4 wNext[wLoads];
  vec4 sum[rowsEach];
  vec4 total[rowsEach];
  [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
    sum[r] = vec4(0.0);
    total[r] = vec4(0.0);
  }
  for (uint step = 0; step < p.inputs + depth; step += depth) {
    // `step` is loaded, the step before it computed.
    if (step > 0) {
      barrier();
      [[unroll]] for (uint n = 0; n < xLoads; ++n) {
        const uint at = n * groupSize + me;
        xs[xIndex(at / quads, at % quads)] = xNext[n];
      }
      [[unroll]] for (uint n = 0; n < wLoads; ++n) ws[n * groupSize + me] = wNext[n];
      barrier();
    }
    if (step < p.inputs) {
      [[unroll]] for (uint n = 0; n < xLoads; ++n) {
        const uint at = n * groupSize + me;
        const uint row = min(firstRow + at / quads, p.rows - 1);
        const uint i = step + at % quads * 4;
        const uint from = p.x.offset + row * p.x.stride + i;
        if (i + 4 <= p.inputs) {
          xNext[n] = fourOf(x, from);
        } else {  // zeros behind the last input: they change no sum
          xNext[n] = vec4(0.0);
          [[unroll]] for (uint j = 0; j < 3; ++j) {
            if (i + j < p.inputs) xNext[n][j] = oneOf(x, from + j);
          }
        }
      }
      [[unroll]] for (uint n = 0; n < wLoads; ++n) {
        const uint at = n * groupSize + me;
        const uint i = step + at / columnLanes;
        wNext[n] = i < p.inputs ? weightsAt(weightFrom + i * (panelWidth / 4) + at % columnLanes) : vec4(0.0);
      }
    }
    if (step > 0) {
      for (uint q = 0; q < quads; ++q) {
        vec4 w[4];
        [[unroll]] for (uint j = 0; j < 4; ++j) w[j] = ws[(q * 4 + j) * columnLanes + columnLane];
        [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
          const vec4 four = xs[xIndex(r * rowLanes + rowLane, q)];
          [[unroll]] for (uint j = 0; j < 4; ++j) sum[r] += four[j] * w[j];
        }
      }
      if (step % segmentInputs == 0 || step >= p.inputs) {  // a segment ends
        [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
          total[r] += sum[r];
          sum[r] = vec4(0.0);
        }
      }
    }
  }
  const uint column = firstColumn + columnLane * 4;
  [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
    const uint row = firstRow + r * rowLanes + rowLane;
    if (row < p.rows) {
      const uint to = p.y.offset + row * p.y.stride + column;
      [[unroll]] for (uint c = 0; c < 4; ++c) {
        if (column + c < p.outputs) {
          const float value = total[r][c];
          y[to + c] = activate(p.hasBias != 0 ? value + bias[p.bias.offset + column + c] : value, p.activation);
        }
      }
    }
  }
}
