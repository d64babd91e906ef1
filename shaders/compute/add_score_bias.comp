#version 460
#extension GL_GOOGLE_include_directive : require
// scores[r, h, k] += scale * table[h, how far k is from r], in place. One invocation: one key of one row of one head. `precise`:
// the product is rounded by itself, whatever the driver would fuse.
#include "groups.glsl"
#include "push.h"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { AddScoreBias p; };
layout(set = 0, binding = 0, std430) buffer Scores { float scores[]; };
layout(set = 0, binding = 1, std430) readonly buffer Table { float table[]; };

// scorePlace of backend.h.
int place(uint row) { return int(p.side == 0 ? row : row / p.side * (2 * p.side - 1) + row % p.side); }

void main() {
  const uint unit = groupIndex() * 64 + gl_LocalInvocationID.x;
  const uint pairs = p.heads * p.keyCount;
  const uint row = unit / pairs;
  if (row >= p.rows) return;
  const uint head = unit % pairs / p.keyCount;
  const uint key = unit % p.keyCount;
  const int last = int(p.entries) - 1;
  const int entry = clamp(last / 2 + place(key) - place(p.firstRow + row), 0, last);
  const uint at = p.scores.offset + row * p.scores.stride + head * p.columns + key;
  precise const float sum = scores[at] + p.scale * table[p.table.offset + head * p.table.stride + uint(entry)];
  scores[at] = sum;
}
