#pragma once

#include "backend/backend.h"

namespace headlight {

/// The processor as listDevices has it, without a look at any GPU: its name, and as its type the level of kernels that
/// was chosen, or why there is none.
DeviceInfo cpuDevice();

}  // namespace headlight
