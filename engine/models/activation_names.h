#pragma once

#include <string>
#include <string_view>

#include "backend/activation.h"
#include "io/config.h"

namespace headlight {

/// The activation that `key` names, `otherwise` where it is missing: by any name that transformers has for one
/// (activations.py, ACT2FN), in every family. Throws Error, with the names that are taken, for another and for those
/// that have weights of their own.
Activation activationOf(const io::Config& config, std::string_view key, const char* otherwise);
/// The same of a name that is a part of what stands at `key` ("gated-gelu").
Activation activationNamed(const io::Config& config, std::string_view key, const std::string& name);

}  // namespace headlight
