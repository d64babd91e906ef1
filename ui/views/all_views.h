#pragma once

#include <memory>
#include <vector>

#include "ui/views/view.h"

namespace headlight::ui {

/// One of each view, in the order of the tabs.
std::vector<std::unique_ptr<View>> makeViews();

}  // namespace headlight::ui
