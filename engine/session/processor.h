#pragma once

#include "session/session.h"

namespace headlight {

/// The processor as listDevices has it, without a look at any GPU: its name, and as its type the level of kernels that
/// was chosen, or why there is none. For a window, which knows no backend.
DeviceInfo processor();

}  // namespace headlight
