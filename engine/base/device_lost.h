#pragma once

#include "base/error.h"

namespace headlight {

/// The device is gone (the driver reset it, or it was unplugged): the backend that threw it, and every other on the
/// same device, can compute nothing more. What is left: a new backend on a device opened anew, or on the CPU.
class DeviceLost : public Error {
 public:
  using Error::Error;
};

}  // namespace headlight
