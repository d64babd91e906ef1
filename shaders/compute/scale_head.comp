#version 460
#extension GL_GOOGLE_include_directive : require
// y[r, firstColumn .. firstColumn + width) *= factor. One invocation: one element.
#include "groups.glsl"
#include "push.h"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { ScaleHead p; };
layout(set = 0, binding = 0, std430) buffer Y { float y[]; };

void main() {
  const uint unit = groupIndex() * 64 + gl_LocalInvocationID.x;
  const uint row = unit / p.width;
  if (row >= p.rows) return;
  const uint at = p.y.offset + row * p.y.stride + p.firstColumn + unit % p.width;
  y[at] *= p.factor;
}
