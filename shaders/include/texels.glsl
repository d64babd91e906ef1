// Reading floats through texel buffers: one vec4 a load, and several times faster than storage buffers on lavapipe. texelWidth is
// the format of the views of a kernel: 4 where every offset and row stride is a multiple of 4, else 1. The values are the same.
layout(constant_id = 0) const uint texelWidth = 4;

// Elements at .. at + 3; `at` a multiple of 4 when texelWidth is 4.
vec4 fourOf(samplerBuffer from, uint at) {
  if (texelWidth == 4) return texelFetch(from, int(at / 4));
  return vec4(texelFetch(from, int(at)).x, texelFetch(from, int(at + 1)).x, texelFetch(from, int(at + 2)).x,
              texelFetch(from, int(at + 3)).x);
}

float oneOf(samplerBuffer from, uint at) {
  return texelWidth == 4 ? texelFetch(from, int(at / 4))[at % 4] : texelFetch(from, int(at)).x;
}
