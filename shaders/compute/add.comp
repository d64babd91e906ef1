#version 460
#extension GL_GOOGLE_include_directive : require
// y = a + b. One workgroup: 256 elements.
#include "groups.glsl"
#include "push.h"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Add p; };
layout(set = 0, binding = 0, std430) readonly buffer A { float a[]; };
layout(set = 0, binding = 1, std430) readonly buffer B { float b[]; };
layout(set = 0, binding = 2, std430) writeonly buffer Y { float y[]; };

void main() {
  const uint group = groupIndex();
  if (group >= p.groups) return;
  for (uint i = 0; i < 4; ++i) {
    const uint element = group * 256 + i * 64 + gl_LocalInvocationID.x;
    const uint row = element / p.width;
    const uint column = element % p.width;
    if (row < p.rows)
      y[p.y.offset + row * p.y.stride + column] =
          a[p.a.offset + row * p.a.stride + column] + b[p.b.offset + row * p.b.stride + column];
  }
}
