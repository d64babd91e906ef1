#pragma once

#include <span>
#include <string>

#include "backend/eigen/kernels/cpu_kernels.h"

namespace headlight {

/// The kernels that this processor can run, lowest level first; on x86-64 a prefix of v2, v3, v4. Throws Error where
/// there are none: an x86-64 processor without SSE4.2.
std::span<const CpuKernels* const> runnableKernels();

/// The highest of them, or what HEADLIGHT_CPU (v2, v3, v4) names. Throws Error when HEADLIGHT_CPU names something else
/// or more than the processor has.
const CpuKernels& chosenKernels();

/// "x86-64-v3"; "aarch64" where there is one level.
std::string levelName(const CpuKernels& kernels);
/// The same with what the level is known by: "x86-64-v3 (AVX2)".
std::string describe(const CpuKernels& kernels);

/// "AMD Ryzen 7 5800U" from /proc/cpuinfo, "CPU" where there is none.
std::string cpuModel();

}  // namespace headlight
