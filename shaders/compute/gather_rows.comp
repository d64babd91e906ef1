#version 460
#extension GL_GOOGLE_include_directive : require
// y[r] = table[ids[r]]. One workgroup: one row.
#include "groups.glsl"
#include "packed.glsl"
#include "push.h"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { GatherRows p; };
layout(set = 0, binding = 0, std430) readonly buffer Table { float table[]; };
layout(set = 0, binding = 1, std430) readonly buffer Ids { uint ids[]; };
layout(set = 0, binding = 2, std430) writeonly buffer Y { float y[]; };

void main() {
  const uint row = groupIndex();
  if (row >= p.groups) return;
  const uint id = ids[p.ids.offset + row];
  if (id < p.firstEntry || id - p.firstEntry >= p.entries) return;
  const uint entry = id - p.firstEntry;
  for (uint i = gl_LocalInvocationID.x; i < p.width; i += 64) {
    const uint at = p.packed != 0 ? packedIndex(entry, i, p.table.stride) : entry * p.table.stride + i;
    y[p.y.offset + row * p.y.stride + i] = table[p.table.offset + at];
  }
}
