#include "backend/eigen/cpu_level.h"

#include <cstdlib>
#include <fstream>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace headlight {

#if defined(__x86_64__)
namespace v2 {
extern const CpuKernels kernels;
}
namespace v3 {
extern const CpuKernels kernels;
}
namespace v4 {
extern const CpuKernels kernels;
}
#else
namespace base {
extern const CpuKernels kernels;
}
#endif

namespace {

std::vector<const CpuKernels*> findKernels() {
#if defined(__x86_64__)
  // libgcc asks CPUID, and XGETBV whether the system saves the wide registers.
  __builtin_cpu_init();
  std::vector<const CpuKernels*> found;
  if (__builtin_cpu_supports("x86-64-v2")) found.push_back(&v2::kernels);
  if (!found.empty() && __builtin_cpu_supports("x86-64-v3")) found.push_back(&v3::kernels);
  if (found.size() == 2 && __builtin_cpu_supports("x86-64-v4")) found.push_back(&v4::kernels);
  return found;
#else
  return {&base::kernels};
#endif
}

}  // namespace

std::span<const CpuKernels* const> runnableKernels() {
  static const std::vector<const CpuKernels*> found = findKernels();
  if (found.empty())
    fail("cpu: this processor (", cpuModel(),
         ") lacks SSE4.2 (x86-64-v2), which the CPU backend needs; processors made since 2011 have it. A GPU can be "
         "named with --device vulkan");
  return found;
}

const CpuKernels& chosenKernels() {
  const std::span<const CpuKernels* const> runnable = runnableKernels();
  const char* wanted = std::getenv("HEADLIGHT_CPU");
  if (!wanted || !*wanted) return *runnable.back();
  std::string names;
  for (const CpuKernels* kernels : runnable) {
    if (std::string_view(wanted) == kernels->level) return *kernels;
    names += (names.empty() ? "" : ", ") + std::string(kernels->level);
  }
  fail("HEADLIGHT_CPU is \"", wanted, "\"; this processor (", cpuModel(), ") runs ", names,
       ": name one of them, or unset it");
}

std::string levelName([[maybe_unused]] const CpuKernels& kernels) {
#if defined(__x86_64__)
  return std::string("x86-64-") + kernels.level;
#elif defined(__aarch64__)
  return "aarch64";
#else
  return kernels.level;
#endif
}

std::string describe(const CpuKernels& kernels) {
  const std::string_view level = kernels.level;
  const char* known = level == "v2" ? " (SSE4.2)" : level == "v3" ? " (AVX2)" : level == "v4" ? " (AVX-512)" : "";
  return levelName(kernels) + known;
}

std::string cpuModel() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.rfind("model name", 0) != 0) continue;
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  return "CPU";
}

}  // namespace headlight
