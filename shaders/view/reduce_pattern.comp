#version 450
// Below one pixel per cell: the largest weight of the cells under each pixel (of differences: the one farthest from 0),
// one block of rows after the other.
#extension GL_GOOGLE_include_directive : require
#include "field.h"

layout(local_size_x = 64) in;
layout(push_constant) uniform Push { ReducePattern p; };
layout(set = 0, binding = 0) readonly buffer Pattern { float values[]; };
layout(set = 0, binding = 1) readonly buffer Frame { uint words[]; };
layout(set = 0, binding = 2) buffer Reduced { float reduced[]; };

bool isBroken(float value) { return (floatBitsToUint(value) & 0x7fffffffu) > 0x7f800000u; }

void main() {
  const uint invocation = (gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x) * 64u + gl_LocalInvocationID.x;
  if (invocation >= p.width * p.lines * p.heads) return;
  const uint x = invocation % p.width;
  const uint y = p.top + invocation / p.width % p.lines;
  const uint head = invocation / (p.width * p.lines);
  const uint columnBegin = words[p.xCells + 2 * x], columnEnd = min(words[p.xCells + 2 * x + 1], p.count);
  const uint rowBegin = words[p.yCells + 2 * y], rowEnd = words[p.yCells + 2 * y + 1];
  const uint at = (head * p.height + y) * p.width + x;
  const uint scales = p.scales != 0 ? words[p.scales - 1 + head] : 0;
  // The first block that touches a pixel starts it: nothing has to be cleared before.
  float best = rowBegin >= p.firstRow ? uintBitsToFloat(0xff800000u) : reduced[at];
  for (uint row = max(rowBegin, p.firstRow); row < min(rowEnd, p.firstRow + p.rows); ++row) {
    const uint end = (p.flags & reduceCausal) != 0 ? min(columnEnd, row + 1) : columnEnd;
    const uint start = p.first + (row - p.firstRow) * p.rowStride + (p.firstHead + head) * p.keys;
    const float scale = scales != 0 ? uintBitsToFloat(words[scales - 1 + row]) : 1.0;
    for (uint column = columnBegin; column < end; ++column) {
      const float value = values[start + column] * scale;
      if (isBroken(best)) continue;
      const bool started = best != uintBitsToFloat(0xff800000u);
      const bool more = (p.flags & reduceMagnitude) != 0 ? !started || abs(value) > abs(best) : value > best;
      if (isBroken(value) || more) best = value;
    }
  }
  reduced[at] = best;
}
