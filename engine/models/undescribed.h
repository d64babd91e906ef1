#pragma once

#include "info/model_info.h"
#include "io/config.h"

namespace headlight {

/// What can be told of a model that no family describes, since it is of none or its config.json was refused: the
/// numbers that most families give the same few names, and what its class' name says (of labels perhaps not how many).
/// Numbers that are not there, or make no sense, are 0. Never throws.
ModelInfo undescribed(const io::Config& config);

}  // namespace headlight
