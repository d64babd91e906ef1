#pragma once

#include "backend/eigen/kernels/cpu_kernels.h"

/// What the files of one level put together (table.cpp).
namespace headlight::HEADLIGHT_CPU_LEVEL {

extern const panel::Kernels panelKernels;
extern const tile::Kernels tileKernels;
extern const CpuKernels kernels;

void finish(const FinishStep& step);
void packKeys(const float* key, std::size_t stride, int count, int headWidth, float* to);
void addBias(const float* table, int entries, int first, float scale, int count, float* scores);
void softmax(float* row, int seen, int capacity);
void layerNorm(const float* x, const float* weight, const float* bias, float epsilon, int width, float* y);
void rmsNorm(const float* x, const float* weight, float epsilon, int width, float* y);
PatternRowNumbers measure(const float* row, int seen, int here);
void turn(float* head, const float* turns, std::size_t half);
void add(const float* a, const float* b, std::size_t count, float* y);
void multiply(const float* a, const float* b, std::size_t count, float* y);
void activate(const float* x, std::size_t count, Activation activation, float* y);
void toHalf(const float* from, std::size_t count, std::uint16_t* to);  // where there is an instruction for it

}  // namespace headlight::HEADLIGHT_CPU_LEVEL
