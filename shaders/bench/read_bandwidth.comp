#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
// Reads a buffer once and leaves one sum an invocation, so that no load can be dropped: how fast this device reads its memory.
// Through a texel buffer, as the linear layers read their weights, or through a storage buffer.
#include "groups.glsl"
#include "push.h"
layout(local_size_x = 256) in;
layout(constant_id = 0) const uint throughTexels = 1;
layout(push_constant) uniform Push { ReadBandwidth p; };
layout(set = 0, binding = 0) uniform samplerBuffer texels;
layout(set = 0, binding = 1, std430) readonly buffer Storage { vec4 stored[]; };
layout(set = 0, binding = 2, std430) writeonly buffer Sums { float sums[]; };

const uint underWay = 8;  // loads of one invocation at once

void main() {
  const uint group = groupIndex();
  if (group >= p.groups) return;
  const uint me = group * 256 + gl_LocalInvocationID.x;
  const uint stride = p.groups * 256;  // neighbours read neighbouring vectors
  vec4 sum = vec4(0.0);
  for (uint at = me; at < p.vectors; at += stride * underWay) {
    vec4 loaded[underWay];
    [[unroll]] for (uint i = 0; i < underWay; ++i) {
      const uint from = at + i * stride;
      loaded[i] = vec4(0.0);
      if (from < p.vectors) loaded[i] = throughTexels != 0 ? texelFetch(texels, int(from)) : stored[from];
    }
    [[unroll]] for (uint i = 0; i < underWay; ++i) sum += loaded[i];
  }
  sums[me] = (sum.x + sum.y) + (sum.z + sum.w);
}
