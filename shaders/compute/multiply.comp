#version 460
#extension GL_GOOGLE_include_directive : require
// y = a * b. One invocation: up to four elements of a row; `units` invocations a row.
#include "groups.glsl"
#include "push.h"
#include "texels.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Multiply p; };
layout(set = 0, binding = 0) uniform samplerBuffer a;
layout(set = 0, binding = 1) uniform samplerBuffer b;
layout(set = 0, binding = 2, std430) writeonly buffer Y { float y[]; };

void main() {
  const uint unit = groupIndex() * 64 + gl_LocalInvocationID.x;
  const uint row = unit / p.units;
  const uint column = unit % p.units * 4;
  if (row >= p.rows) return;
  const uint aAt = p.a.offset + row * p.a.stride + column;
  const uint bAt = p.b.offset + row * p.b.stride + column;
  const uint yAt = p.y.offset + row * p.y.stride + column;
  if (column + 4 <= p.width) {
    const vec4 product = fourOf(a, aAt) * fourOf(b, bAt);
    for (uint i = 0; i < 4; ++i) y[yAt + i] = product[i];
  } else {
    for (uint i = 0; column + i < p.width; ++i) y[yAt + i] = oneOf(a, aAt + i) * oneOf(b, bAt + i);
  }
}
