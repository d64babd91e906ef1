#pragma once

#include <string_view>

#include "backend/activation.h"
#include "io/config.h"

namespace headlight {

/// The activation that `key` names, `otherwise` where it is missing: by any name that transformers has for one
/// (activations.py, ACT2FN), in every family. Throws Error, with the names that are taken, for another and for those
/// that have weights of their own.
Activation activationOf(const io::Config& config, std::string_view key, const char* otherwise);

}  // namespace headlight
