#version 460
#extension GL_GOOGLE_include_directive : require
// Softmax over the keys, in place, `lanes` invocations for one head of one row. An invocation reads and writes its own keys only
// (every `lanes`-th), so the read-modify-write needs no barrier on the buffer.
#include "groups.glsl"
#include "push.h"
#include "reduce.glsl"
layout(push_constant) uniform Push { SoftmaxRows p; };
layout(set = 0, binding = 0, std430) buffer Scores { float scores[]; };

void main() {
  const uint group = groupIndex();
  const uint index = rowIndex(group);
  const uint row = index / p.heads;
  if (group >= p.groups || row >= p.rows) return;  // with many lanes the whole workgroup or nobody
  const uint at = p.scores.offset + row * p.scores.stride + index % p.heads * p.columns;
  const uint seen = p.causal != 0 ? min(p.keyCount, p.firstRow + row + 1) : p.keyCount;
  const uint end = p.firstRow + row + 1;
  const uint unseen = p.window != 0 && end > p.window ? min(end - p.window, seen) : 0;
  float largest = -3.4028234e38;
  for (uint key = unseen + laneIndex(); key < seen; key += lanes) largest = max(largest, scores[at + key]);
  largest = reduceMax(largest);
  float sum = 0.0;
  for (uint key = unseen + laneIndex(); key < seen; key += lanes) {
    // A cut key (cutScore of backend.h) gets exactly 0, which not every driver's exp promises of so low a number.
    const float away = scores[at + key] - largest;
    const float weight = away < -104.0 ? 0.0 : exp(away);
    scores[at + key] = weight;
    sum += weight;
  }
  const float total = reduceSum(sum);
  for (uint key = unseen + laneIndex(); key < seen; key += lanes) scores[at + key] /= total;
  for (uint key = laneIndex(); key < unseen; key += lanes) scores[at + key] = 0.0;
  for (uint key = seen + laneIndex(); key < p.columns; key += lanes) scores[at + key] = 0.0;
}
