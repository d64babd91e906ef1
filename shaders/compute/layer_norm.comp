#version 460
#extension GL_GOOGLE_include_directive : require
// y = (x - mean) / sqrt(variance + epsilon) * weight + bias. One workgroup: one row. The variance is taken about the mean in a
// second pass: sum(x^2) - mean^2 loses the digits of rows far from zero.
#include "groups.glsl"
#include "push.h"
#include "reduce.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { LayerNorm p; };
layout(set = 0, binding = 0, std430) readonly buffer X { float x[]; };
layout(set = 0, binding = 1, std430) readonly buffer Weight { float weight[]; };
layout(set = 0, binding = 2, std430) readonly buffer Bias { float bias[]; };
layout(set = 0, binding = 3, std430) writeonly buffer Y { float y[]; };

void main() {
  const uint row = groupIndex();
  if (row >= p.groups) return;
  const uint lane = gl_LocalInvocationID.x;
  const uint from = p.x.offset + row * p.x.stride;
  const uint to = p.y.offset + row * p.y.stride;
  float sum = 0.0;
  for (uint i = lane; i < p.width; i += groupSize) sum += x[from + i];
  const float mean = reduceSum(sum) / float(p.width);
  sum = 0.0;
  for (uint i = lane; i < p.width; i += groupSize) {
    const float away = x[from + i] - mean;
    sum += away * away;
  }
  const float factor = 1.0 / sqrt(reduceSum(sum) / float(p.width) + p.epsilon);
  for (uint i = lane; i < p.width; i += groupSize)
    y[to + i] = (x[from + i] - mean) * factor * weight[p.weight.offset + i] + bias[p.bias.offset + i];
}
