#version 450
// The cell under the pixel, coloured by the table that the host's painter uses too. The same steps as colormapIndex().
#extension GL_GOOGLE_include_directive : require
#include "field.h"

layout(push_constant) uniform Push { FieldDraw p; };
layout(set = 0, binding = 0) readonly buffer Pattern { float values[]; };
layout(set = 0, binding = 1) readonly buffer Frame { uint words[]; };
layout(location = 0) flat in uint instance;
layout(location = 0) out vec4 color;

vec4 rgb(uint packed) { return vec4((packed >> 16) & 255u, (packed >> 8) & 255u, packed & 255u, 255u) / 255.0; }

void main() {
  const uvec2 pixel = uvec2(gl_FragCoord.xy);
  const vec4 hatch = rgb((pixel.x + pixel.y) % p.period < p.period / 4 ? p.hatch : p.paper);
  if (p.mode == fieldHatched) {
    color = hatch;
    return;
  }
  const uvec2 local = pixel - uvec2(words[instance], words[instance + 1]);
  if (p.mode == fieldPicture) {
    color = rgb(words[words[instance + 7] + local.y * words[instance + 2] + local.x]);
    return;
  }
  const uint head = words[instance + 6];
  float value;
  if (p.mode == fieldReduced) {
    value = values[((head - p.firstHead) * p.reducedHeight + local.y) * p.reducedWidth + local.x];
    if (floatBitsToUint(value) == 0xff800000u) {  // -inf: the mask hides all cells of this pixel
      color = rgb(p.masked);
      return;
    }
  } else {
    const uint column = words[words[instance + 7] + 2 * local.x];
    const uint row = words[words[instance + 8] + 2 * local.y];
    const bool causal = words[instance + 9] != 0;
    if (column >= p.count || (causal && column > row)) {
      color = rgb(p.masked);
      return;
    }
    value = values[p.first + (row - p.firstRow) * p.rowStride + head * p.keys + column];
    const uint scales = words[instance + scaleWord];
    if (scales != 0) value *= uintBitsToFloat(words[scales - 1 + row]);
  }
  if ((floatBitsToUint(value) & 0x7fffffffu) > 0x7f800000u) {  // NaN, whatever the driver makes of isnan
    color = hatch;
    return;
  }
  const float low = uintBitsToFloat(words[instance + 10]);
  const float high = uintBitsToFloat(words[instance + 11]);
  const float gamma = uintBitsToFloat(words[instance + 12]);
  float t = 0.0;
  if (words[instance + 13] != 0) {
    const float lowest = max(high * 1e-4, 1e-30);
    t = value <= lowest ? 0.0 : log2(value / lowest) / log2(max(high, 1e-30) / lowest);
  } else if (high > low) {
    t = (value - low) / (high - low);
  }
  t = clamp(t, 0.0, 1.0);
  if (gamma != 1.0) t = pow(t, gamma);
  color = rgb(words[words[instance + 14] + uint(t * 255.0 + 0.5)]);
}
