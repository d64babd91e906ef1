#version 460
#extension GL_GOOGLE_include_directive : require
// Softmax over the keys, in place. One workgroup: one head of one row. An invocation reads and writes its own keys only
// (key % 64 == lane), so the read-modify-write needs no barrier on the buffer.
#include "groups.glsl"
#include "push.h"
#include "reduce.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { SoftmaxRows p; };
layout(set = 0, binding = 0, std430) buffer Scores { float scores[]; };

void main() {
  const uint group = groupIndex();
  if (group >= p.groups) return;
  const uint lane = gl_LocalInvocationID.x;
  const uint row = group / p.heads;
  const uint at = p.scores.offset + row * p.scores.stride + (group % p.heads) * p.columns;
  const uint seen = p.causal != 0 ? min(p.keyCount, p.firstRow + row + 1) : p.keyCount;
  float largest = -3.4028234e38;
  for (uint key = lane; key < seen; key += groupSize) largest = max(largest, scores[at + key]);
  largest = reduceMax(largest);
  float sum = 0.0;
  for (uint key = lane; key < seen; key += groupSize) {
    const float weight = exp(scores[at + key] - largest);
    scores[at + key] = weight;
    sum += weight;
  }
  const float total = reduceSum(sum);
  for (uint key = lane; key < p.columns; key += groupSize) scores[at + key] = key < seen ? scores[at + key] / total : 0.0;
}
