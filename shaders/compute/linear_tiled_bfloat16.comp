#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
// Weights in bfloat16.
#define WEIGHTS_BFLOAT16
#include "linear_tiled.glsl"
