#version 450
// A quad per field: its rectangle in pixels, cut to the pixel rows of the block that is drawn.
#extension GL_GOOGLE_include_directive : require
#include "field.h"

layout(push_constant) uniform Push { FieldDraw p; };
layout(set = 0, binding = 1) readonly buffer Frame { uint words[]; };
layout(location = 0) flat out uint instance;

void main() {
  const uint at = p.instances + gl_InstanceIndex * instanceWords;
  const ivec2 corner = ivec2(words[at], words[at + 1]);
  const int right = corner.x + int(words[at + 2]);
  const int top = corner.y + int(words[at + 4]);
  const int bottom = corner.y + int(words[at + 5]);
  const vec2 pixel = vec2((gl_VertexIndex & 1) == 0 ? corner.x : right, (gl_VertexIndex & 2) == 0 ? top : bottom);
  gl_Position = vec4(pixel / vec2(p.width, p.height) * 2.0 - 1.0, 0.0, 1.0);
  instance = at;
}
