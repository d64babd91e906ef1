#version 460
#extension GL_GOOGLE_include_directive : require
// y[r] = table[ids[r]]. One workgroup: one row.
#include "groups.glsl"
#include "packed.glsl"
#include "push.h"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { GatherRows p; };
layout(set = 0, binding = 0, std430) readonly buffer Table { uint table[]; };  // floats, or two 16-bit weights a word
layout(set = 0, binding = 1, std430) readonly buffer Ids { uint ids[]; };
layout(set = 0, binding = 2, std430) writeonly buffer Y { float y[]; };

float entryAt(uint at) {
  if (p.packed <= 1) return uintBitsToFloat(table[at]);
  const uint word = table[at / 2];
  const bool high = at % 2 != 0;
  if (p.packed == 2) {
    const vec2 halves = unpackHalf2x16(word);
    return high ? halves.y : halves.x;
  }
  return uintBitsToFloat(high ? word & 0xffff0000u : word << 16);
}

void main() {
  const uint row = groupIndex();
  if (row >= p.groups) return;
  const uint id = ids[p.ids.offset + row];
  if (id < p.firstEntry || id - p.firstEntry >= p.entries) return;
  const uint entry = id - p.firstEntry;
  for (uint i = gl_LocalInvocationID.x; i < p.width; i += 64) {
    const uint at = p.packed != 0 ? packedIndex(entry, i, p.table.stride) : entry * p.table.stride + i;
    y[p.y.offset + row * p.y.stride + i] = entryAt(p.table.offset + at);
  }
}
