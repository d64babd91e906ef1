// Reductions over the 64 invocations of a workgroup through shared memory: eight sums of eight, then one of eight. The order is
// fixed, so the same values give the same bits whatever the subgroup size (8 on lavapipe, 32 or 64 elsewhere).
// Every invocation must call, and every one gets the result.
const uint groupSize = 64;
shared float reduceScratch[groupSize];

float reduceSum(float value) {
  const uint lane = gl_LocalInvocationID.x;
  barrier();  // the last reduction has been read
  reduceScratch[lane] = value;
  barrier();
  float sum = 0.0;
  if (lane < 8) {
    for (uint i = 0; i < 8; ++i) sum += reduceScratch[lane * 8 + i];
  }
  barrier();
  if (lane < 8) reduceScratch[lane] = sum;
  barrier();
  sum = 0.0;
  for (uint i = 0; i < 8; ++i) sum += reduceScratch[i];
  return sum;
}

float reduceMax(float value) {
  const uint lane = gl_LocalInvocationID.x;
  barrier();
  reduceScratch[lane] = value;
  barrier();
  float largest = value;
  if (lane < 8) {
    for (uint i = 0; i < 8; ++i) largest = max(largest, reduceScratch[lane * 8 + i]);
  }
  barrier();
  if (lane < 8) reduceScratch[lane] = largest;
  barrier();
  for (uint i = 0; i < 8; ++i) largest = max(largest, reduceScratch[i]);
  return largest;
}
