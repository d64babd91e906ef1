#version 460
#extension GL_GOOGLE_include_directive : require
// Turns pairs (x[i], x[i + half]) of every head in place: cosines in turns[row, 0 .. half), sines behind them. One invocation: one
// pair. `precise`: each product is rounded by itself, whatever the driver would fuse.
#include "groups.glsl"
#include "push.h"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Rotary p; };
layout(set = 0, binding = 0, std430) buffer X { float x[]; };
layout(set = 0, binding = 1, std430) readonly buffer Turns { float turns[]; };

void main() {
  const uint unit = groupIndex() * 64 + gl_LocalInvocationID.x;
  const uint pairs = p.heads * p.halfWidth;
  const uint row = unit / pairs;
  if (row >= p.rows) return;
  const uint head = unit % pairs / p.halfWidth;
  const uint i = unit % p.halfWidth;
  const uint at = p.x.offset + row * p.x.stride + head * 2 * p.halfWidth + i;
  const uint from = p.turns.offset + row * p.turns.stride + i;
  const float first = x[at];
  const float second = x[at + p.halfWidth];
  const float cosine = turns[from];
  const float sine = turns[from + p.halfWidth];
  precise const float left = first * cosine - second * sine;
  precise const float right = second * cosine + first * sine;
  x[at] = left;
  x[at + p.halfWidth] = right;
}
