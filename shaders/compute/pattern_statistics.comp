#version 460
#extension GL_GOOGLE_include_directive : require
// Per row and head of a pattern: largest and smallest seen weight, entropy (bits), mean distance to the key, weight of key 0.
// `lanes` invocations for one head of one row.
#include "groups.glsl"
#include "push.h"
#include "reduce.glsl"
layout(push_constant) uniform Push { PatternStatistics p; };
layout(set = 0, binding = 0, std430) readonly buffer Pattern { float pattern[]; };
layout(set = 0, binding = 1, std430) writeonly buffer Sums { float sums[]; };

void main() {
  const uint group = groupIndex();
  const uint index = rowIndex(group);
  const uint row = index / p.heads;
  if (group >= p.groups || row >= p.rows) return;  // with many lanes the whole workgroup or nobody
  const uint head = index % p.heads;
  const uint at = p.pattern.offset + row * p.pattern.stride + head * p.columns;
  const uint query = p.firstRow + row;
  const uint end = p.causal != 0 ? min(p.keyCount, query + 1) : p.keyCount;
  const uint begin = p.window != 0 && query + 1 > p.window ? min(query + 1 - p.window, end) : 0;
  float largest = 0.0;  // weights are 0 to 1
  float smallest = end > begin ? 1.0 : 0.0;
  float entropy = 0.0;
  float distanceSum = 0.0;
  for (uint key = begin + laneIndex(); key < end; key += lanes) {
    const float weight = pattern[at + key];
    largest = max(largest, weight);
    smallest = min(smallest, weight);
    if (weight > 0.0) entropy -= weight * log2(weight);
    distanceSum += abs(float(query) - float(key)) * weight;
  }
  largest = reduceMax(largest);
  smallest = -reduceMax(-smallest);
  entropy = reduceSum(entropy);
  distanceSum = reduceSum(distanceSum);
  if (laneIndex() != 0) return;
  const uint to = p.sums.offset + row * p.sums.stride + head * 5;
  sums[to] = largest;
  sums[to + 1] = smallest;
  sums[to + 2] = entropy;
  sums[to + 3] = distanceSum;
  sums[to + 4] = end > begin ? pattern[at] : 0.0;
}
