#pragma once

#include "io/config.h"

namespace headlight {

/// Throws Error where config.json has a `quantization_config` (or MLX's `quantization`), before any weight is read: it
/// names the method and what to download instead.
void refuseQuantised(const io::Config& config);

}  // namespace headlight
