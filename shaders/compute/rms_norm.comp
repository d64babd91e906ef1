#version 460
#extension GL_GOOGLE_include_directive : require
// y = weight * (x / sqrt(mean of x^2 + epsilon)), `lanes` invocations a row.
#include "groups.glsl"
#include "push.h"
#include "reduce.glsl"
#include "texels.glsl"
layout(push_constant) uniform Push { RmsNorm p; };
layout(set = 0, binding = 0) uniform samplerBuffer x;
layout(set = 0, binding = 1) uniform samplerBuffer weight;
layout(set = 0, binding = 2, std430) writeonly buffer Y { float y[]; };

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
  for (uint i = first; i < whole; i += step) {
    const vec4 four = fourOf(x, from + i);
    sums += four * four;
  }
  for (uint i = whole + laneIndex(); i < p.width; i += lanes) {
    const float one = oneOf(x, from + i);
    rest += one * one;
  }
  const float square = reduceSum((sums.x + sums.y) + (sums.z + sums.w) + rest) / float(p.width);
  const float factor = 1.0 / sqrt(square + p.epsilon);
  for (uint i = first; i < whole; i += step) {
    const vec4 normed = fourOf(weight, p.weight.offset + i) * (fourOf(x, from + i) * factor);
    for (uint j = 0; j < 4; ++j) y[to + i + j] = normed[j];
  }
  for (uint i = whole + laneIndex(); i < p.width; i += lanes)
    y[to + i] = oneOf(weight, p.weight.offset + i) * (oneOf(x, from + i) * factor);
}
