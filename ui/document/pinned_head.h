#pragma once

#include <compare>

#include "info/stack_info.h"

namespace headlight::ui {

/// A head that was put aside to be found again.
struct PinnedHead {
  AttentionId attention{};
  int layer = 0, head = 0;
  auto operator<=>(const PinnedHead&) const = default;
};

}  // namespace headlight::ui
