#pragma once

#include <string>

namespace headlight::reference {

/// What transformers calls `name` (activations.py), of one number. Throws std::runtime_error for a name that it has
/// not.
double activate(const std::string& name, double x);

}  // namespace headlight::reference
