#version 460
#extension GL_GOOGLE_include_directive : require
// y = a + b or a * b; with a stride of 0 one row of b serves every row of a. One invocation: up to four elements of a row; `units`
// invocations a row.
#include "groups.glsl"
#include "push.h"
#include "texels.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 1) const uint operation = 0;  // the C++ enum Elementwise: 0 add, 1 multiply
layout(push_constant) uniform Push { Elementwise p; };
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
    const vec4 left = fourOf(a, aAt), right = fourOf(b, bAt);
    const vec4 joined = operation == 0 ? left + right : left * right;
    for (uint i = 0; i < 4; ++i) y[yAt + i] = joined[i];
  } else {
    for (uint i = 0; column + i < p.width; ++i) {
      const float left = oneOf(a, aAt + i), right = oneOf(b, bAt + i);
      y[yAt + i] = operation == 0 ? left + right : left * right;
    }
  }
}
