#include "backend/eigen/kernels/table.h"

#define HEADLIGHT_TEXT_OF(name) #name
#define HEADLIGHT_TEXT(name) HEADLIGHT_TEXT_OF(name)

namespace headlight::HEADLIGHT_CPU_LEVEL {

// constinit: code of a level must not run before the level was chosen.
constinit const CpuKernels kernels {
  HEADLIGHT_TEXT(HEADLIGHT_CPU_LEVEL), &panelKernels, &tileKernels, &finish, &packKeys, &addBias, &softmax, &layerNorm,
      &rmsNorm, &measure, &turn, &add, &multiply, &activate,
#if defined(__F16C__)
      &toHalf
};
#else
      nullptr
};
#endif

}  // namespace headlight::HEADLIGHT_CPU_LEVEL
