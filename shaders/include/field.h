// Parameters of the field shaders (shaders/view), read by GLSL and by C++ alike. 32-bit scalars only.
#ifndef HEADLIGHT_FIELD_H
#define HEADLIGHT_FIELD_H

#ifdef __cplusplus
#include <cstdint>
namespace headlight::push {
using uint = std::uint32_t;
#endif

const uint fieldDirect = 0;   // one cell under a pixel: read from the pattern block
const uint fieldReduced = 1;  // read from a reduced map, one float a pixel
const uint fieldHatched = 2;  // not computed
const uint fieldPicture = 3;  // pixels made by the host, in the frame buffer

const uint reduceCausal = 1;     // flags of a reduction: keys after the query are masked
const uint reduceMagnitude = 2;  // values with a sign: the one farthest from 0 stays, not the largest

const uint instanceWords = 16;  // of one field in the frame buffer
const uint scaleWord = 15;      // of an instance: where [queries] scales of its rows begin, plus 1; 0: there are none

// One draw: the fields of one block of one layer.
struct FieldDraw {
  uint first;      // first element of the block within the binding
  uint rowStride;  // elements
  uint keys;       // elements from head to head
  uint firstRow;   // query of the block's row 0
  uint count;      // keys that exist
  uint mode;
  uint instances;                               // word of the first instance in the frame buffer
  uint width, height;                           // of the whole picture, pixels
  uint masked, hatch, paper;                    // 0xRRGGBB
  uint period;                                  // of the hatch, pixels
  uint reducedWidth, reducedHeight, firstHead;  // of the reduced map
};

// One reduction: adds one block of a pattern to a reduced map [heads, height, width].
struct ReducePattern {
  uint first, rowStride, keys, firstRow, rows, count;
  uint flags;
  uint width, height;  // of the map, pixels
  uint firstHead, heads;
  uint top, lines;      // pixel rows that the block touches
  uint xCells, yCells;  // words of the tables in the frame buffer
  uint scales;          // where words of where the heads' scales begin begin, plus 1; 0: there are none
};

#ifdef __cplusplus
}
#endif
#endif
