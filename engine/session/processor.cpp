#include "session/processor.h"

#include "backend/cpu_device.h"

namespace headlight {

DeviceInfo processor() { return cpuDevice(); }

}  // namespace headlight
