#version 460
#extension GL_GOOGLE_include_directive : require
// y = (x - mean) / sqrt(variance + epsilon) * weight + bias, `lanes` invocations a row. The variance is taken about the mean in a
// second pass: sum(x^2) - mean^2 loses the digits of rows far from zero.
#include "groups.glsl"
#include "push.h"
#include "reduce.glsl"
#include "texels.glsl"
layout(push_constant) uniform Push { LayerNorm p; };
layout(set = 0, binding = 0) uniform samplerBuffer x;
layout(set = 0, binding = 1) uniform samplerBuffer weight;
layout(set = 0, binding = 2) uniform samplerBuffer bias;
layout(set = 0, binding = 3, std430) writeonly buffer Y { float y[]; };

void main() {
  const uint group = groupIndex();
  const uint row = rowIndex(group);
  if (group >= p.groups || row >= p.rows) return;  // with many lanes the whole workgroup or nobody
  const uint whole = p.width / 4 * 4;
  const uint from = p.x.offset + row * p.x.stride;
  const uint to = p.y.offset + row * p.y.stride;
  // A lane takes runs of four, and what is left of the width one by one.
  const uint first = laneIndex() * 4;
  const uint step = lanes * 4;
  vec4 sums = vec4(0.0);
  float rest = 0.0;
  for (uint i = first; i < whole; i += step) sums += fourOf(x, from + i);
  for (uint i = whole + laneIndex(); i < p.width; i += lanes) rest += oneOf(x, from + i);
  const float mean = reduceSum((sums.x + sums.y) + (sums.z + sums.w) + rest) / float(p.width);
  sums = vec4(0.0);
  rest = 0.0;
  for (uint i = first; i < whole; i += step) {
    const vec4 away = fourOf(x, from + i) - mean;
    sums += away * away;
  }
  for (uint i = whole + laneIndex(); i < p.width; i += lanes) {
    const float away = oneOf(x, from + i) - mean;
    rest += away * away;
  }
  const float variance = reduceSum((sums.x + sums.y) + (sums.z + sums.w) + rest) / float(p.width);
  const float factor = 1.0 / sqrt(variance + p.epsilon);
  for (uint i = first; i < whole; i += step) {
    const vec4 normed =
        (fourOf(x, from + i) - mean) * factor * fourOf(weight, p.weight.offset + i) + fourOf(bias, p.bias.offset + i);
    for (uint j = 0; j < 4; ++j) y[to + i + j] = normed[j];
  }
  for (uint i = whole + laneIndex(); i < p.width; i += lanes)
    y[to + i] = (oneOf(x, from + i) - mean) * factor * oneOf(weight, p.weight.offset + i) + oneOf(bias, p.bias.offset + i);
}
