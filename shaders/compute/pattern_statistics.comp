#version 460
#extension GL_GOOGLE_include_directive : require
// Per head, over the rows of a pattern block: largest and smallest seen weight, and sums of entropy (bits), distance to the key
// and weight of key 0. One workgroup: one head (lanes = groupSize).
#include "groups.glsl"
#include "push.h"
#include "reduce.glsl"
layout(push_constant) uniform Push { PatternStatistics p; };
layout(set = 0, binding = 0, std430) readonly buffer Pattern { float pattern[]; };
layout(set = 0, binding = 1, std430) buffer Sums { float sums[]; };

void main() {
  const uint head = groupIndex();
  if (head >= p.groups) return;
  const uint lane = laneIndex();
  float largest = 0.0;  // weights are 0 to 1
  float smallest = 1.0;
  float entropy = 0.0;
  float distanceSum = 0.0;
  float first = 0.0;
  for (uint row = 0; row < p.rows; ++row) {
    const uint at = p.pattern.offset + row * p.pattern.stride + head * p.columns;
    const uint query = p.firstRow + row;
    const uint seen = p.causal != 0 ? min(p.keyCount, query + 1) : p.keyCount;
    float rowEntropy = 0.0;
    float rowDistance = 0.0;
    for (uint key = lane; key < seen; key += lanes) {
      const float weight = pattern[at + key];
      largest = max(largest, weight);
      smallest = min(smallest, weight);
      if (weight > 0.0) rowEntropy -= weight * log2(weight);
      rowDistance += abs(float(query) - float(key)) * weight;
      if (key == 0) first += weight;
    }
    entropy += rowEntropy;
    distanceSum += rowDistance;
  }
  largest = reduceMax(largest);
  smallest = -reduceMax(-smallest);
  entropy = reduceSum(entropy);
  distanceSum = reduceSum(distanceSum);
  first = reduceSum(first);
  if (lane != 0) return;
  const uint to = p.sums.offset + head * p.sums.stride;
  if (p.accumulate != 0) {
    largest = max(largest, sums[to]);
    smallest = min(smallest, sums[to + 1]);
    entropy += sums[to + 2];
    distanceSum += sums[to + 3];
    first += sums[to + 4];
  }
  sums[to] = largest;
  sums[to + 1] = smallest;
  sums[to + 2] = entropy;
  sums[to + 3] = distanceSum;
  sums[to + 4] = first;
}
