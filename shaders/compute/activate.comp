#version 460
#extension GL_GOOGLE_include_directive : require
// y = activation(x). One invocation: up to four elements of a row; `units` invocations a row.
#include "activations.glsl"
#include "groups.glsl"
#include "push.h"
#include "texels.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Activate p; };
layout(set = 0, binding = 0) uniform samplerBuffer x;
layout(set = 0, binding = 1, std430) writeonly buffer Y { float y[]; };

void main() {
  const uint unit = groupIndex() * 64 + gl_LocalInvocationID.x;
  const uint row = unit / p.units;
  const uint column = unit % p.units * 4;
  if (row >= p.rows) return;
  const uint xAt = p.x.offset + row * p.x.stride + column;
  const uint yAt = p.y.offset + row * p.y.stride + column;
  if (column + 4 <= p.width) {
    const vec4 four = fourOf(x, xAt);
    for (uint i = 0; i < 4; ++i) y[yAt + i] = activate(four[i], p.activation);
  } else {
    for (uint i = 0; column + i < p.width; ++i) y[yAt + i] = activate(oneOf(x, xAt + i), p.activation);
  }
}
