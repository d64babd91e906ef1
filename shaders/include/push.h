// Parameters of every compute kernel, read by GLSL and by C++ alike. 32-bit scalars only: bool, vec3 and 64-bit members differ
// between the two languages. 128 bytes at most (Encoder::dispatch asserts it). `groups` is the number of workgroups that have
// work: dispatches are spread over three dimensions and may be larger (see groups.glsl).
#ifndef HEADLIGHT_PUSH_H
#define HEADLIGHT_PUSH_H

#ifdef __cplusplus
#include <cstdint>
namespace headlight::push {
using uint = std::uint32_t;
#endif

// Where a tensor lies in its binding: first element, and elements from row to row.
struct View {
  uint offset;
  uint stride;
};

struct Elementwise {
  uint rows, width;
  uint units;  // invocations a row: (width + 3) / 4
  View a, b, y;
};

struct Activate {
  uint rows, width;
  uint units;       // invocations a row: (width + 3) / 4
  uint activation;  // Activation of backend.h
  View x, y;
};

struct GatherRows {
  uint groups, rows, width;
  uint firstEntry, entries;  // the table's entries in this binding; ids outside are left to another dispatch
  uint packed;               // 1 f32, 2 f16, 3 bfloat16: `table` is a packed weight, and table.stride its number of inputs
  View ids, table, y;
};

struct LayerNorm {
  uint groups, rows, width;
  float epsilon;
  View x, weight, bias, y;
};

struct RmsNorm {
  uint groups, rows, width;
  float epsilon;
  View x, weight, y;
};

struct Rotary {
  uint rows, heads, halfWidth;  // of a head
  View x, turns;
};

struct Linear {
  uint groups, rows, inputs, outputs;  // outputs: in this binding
  uint columnTiles;                    // workgroups side by side; row tiles follow each other
  uint activation;                     // Activation of backend.h
  uint hasBias;
  View x, weight, bias, y;
};

struct AttentionScores {
  uint groups, rows, heads, headsPerKv, headWidth, keys;  // keys: in this binding
  uint firstColumn, columns;                              // of `scores`: where this binding's keys begin; keys a head
  uint rowTiles, keyTiles;
  float scale;
  View query, key, scores;
};

struct AddScoreBias {
  uint rows, heads, columns, firstRow, keyCount;
  uint side, entries;  // places a line of the grid, 0: a text; distances of the table
  float scale;
  View scores, table;
};

struct SoftmaxRows {
  uint groups, rows, heads, columns, firstRow, keyCount, causal, window;
  View scores;
};

struct AttentionMix {
  uint groups, rows, heads, headsPerKv, headWidth, keys;
  uint firstColumn, columns;
  uint rowTiles;
  uint accumulate;  // 1: add to y
  View pattern, value, y;
};

struct PatternStatistics {
  uint groups, rows, heads, columns, firstRow, keyCount, causal, window;
  View pattern, sums;
};

struct CutKeys {
  uint rows, firstHead, heads, columns, key;  // heads: how many from firstHead on
  float score;
  View scores;
};

struct ScaleHead {
  uint rows, firstColumn, width;
  float factor;
  View y;
};

struct CopyRows {
  uint rows, width;
  uint units;  // invocations a row: (width + 3) / 4
  View x, y;
};

// Of shaders/bench; a vector is four floats.
struct ReadBandwidth {
  uint groups, vectors;
};

#ifdef __cplusplus
}  // namespace headlight::push
#endif
#endif
