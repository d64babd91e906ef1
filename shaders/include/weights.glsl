// The weight of a linear layer, binding 1: four outputs of one input a texel. f32 and f16 are told apart by the format of the
// view alone, which the hardware converts; for bfloat16 there is no format, so its 16 bits come as integers (WEIGHTS_BFLOAT16).
#ifdef WEIGHTS_BFLOAT16
layout(set = 0, binding = 1) uniform usamplerBuffer weight;
vec4 weightsAt(uint at) { return uintBitsToFloat(texelFetch(weight, int(at)) << 16); }
#else
layout(set = 0, binding = 1) uniform samplerBuffer weight;
vec4 weightsAt(uint at) { return texelFetch(weight, int(at)); }
#endif
