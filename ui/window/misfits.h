#pragma once

#include "info/model_info.h"

namespace headlight::ui {

struct WindowContext;

/// Drops the what-ifs of places that the model has not, and says which.
void dropMisfits(const WindowContext& context, const ModelInfo& model);

}  // namespace headlight::ui
