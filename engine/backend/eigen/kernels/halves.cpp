#include "backend/eigen/kernels/table.h"

#if defined(__F16C__)
#include <immintrin.h>

namespace headlight::HEADLIGHT_CPU_LEVEL {

void toHalf(const float* from, std::size_t count, std::uint16_t* to) {
  constexpr int nearestEven = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8)
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), _mm256_cvtps_ph(_mm256_loadu_ps(from + i), nearestEven));
  for (; i < count; ++i) to[i] = static_cast<std::uint16_t>(_cvtss_sh(from[i], nearestEven));
}

}  // namespace headlight::HEADLIGHT_CPU_LEVEL
#endif
