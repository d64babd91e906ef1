// `lanes` invocations share one row: 1 (then nothing is reduced and there is no barrier, which software devices pay dearly for)
// or the whole workgroup, through shared memory. The order is fixed, so the same values give the same bits whatever the subgroup
// size (8 on lavapipe, 32 or 64 elsewhere). Every invocation must call, and every one gets the result.
layout(local_size_x_id = 1) in;
layout(constant_id = 1) const uint groupSize = 64;
layout(constant_id = 2) const uint lanes = 64;
shared float reduceScratch[groupSize];

uint rowIndex(uint group) { return group * (groupSize / lanes) + gl_LocalInvocationID.x / lanes; }
uint laneIndex() { return gl_LocalInvocationID.x % lanes; }

float reduceSum(float value) {
  if (lanes == 1) return value;
  const uint lane = laneIndex();
  barrier();  // the last reduction has been read
  reduceScratch[lane] = value;
  barrier();
  float sum = 0.0;  // eight sums, then one of eight
  if (lane < 8) {
    for (uint i = lane; i < lanes; i += 8) sum += reduceScratch[i];
  }
  barrier();
  if (lane < 8) reduceScratch[lane] = sum;
  barrier();
  sum = 0.0;
  for (uint i = 0; i < 8; ++i) sum += reduceScratch[i];
  return sum;
}

float reduceMax(float value) {
  if (lanes == 1) return value;
  const uint lane = laneIndex();
  barrier();
  reduceScratch[lane] = value;
  barrier();
  float largest = value;
  if (lane < 8) {
    for (uint i = lane; i < lanes; i += 8) largest = max(largest, reduceScratch[i]);
  }
  barrier();
  if (lane < 8) reduceScratch[lane] = largest;
  barrier();
  for (uint i = 0; i < 8; ++i) largest = max(largest, reduceScratch[i]);
  return largest;
}
