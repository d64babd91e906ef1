#version 460
#extension GL_GOOGLE_include_directive : require
// scores[r, h, key] = score for some rows and heads and one key. One invocation: one row of one head.
#include "groups.glsl"
#include "push.h"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { CutKeys p; };
layout(set = 0, binding = 0, std430) writeonly buffer Scores { float scores[]; };

void main() {
  const uint unit = groupIndex() * 64 + gl_LocalInvocationID.x;
  const uint row = unit / p.heads;
  if (row >= p.rows) return;
  const uint head = p.firstHead + unit % p.heads;
  scores[p.scores.offset + row * p.scores.stride + head * p.columns + p.key] = p.score;
}
