#include "ui/window/type_size.h"

#include <algorithm>

#include "base/within.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/window/settings.h"

namespace headlight::ui {
namespace {

int allowed(const Theme& theme, int percent) {
  return within(percent, std::max(theme.leastTextPercent, leastTextPercent), mostTextPercent);
}

}  // namespace

int TypeSize::percent(const Theme& theme) const {
  if (wholeScreen_) return allowed(theme, *wholeScreen_);
  return allowed(theme, settings_.textPercent(theme.ground == Ground::Projector));
}

void TypeSize::choose(const Theme& theme, int percent) {
  if (wholeScreen_)
    wholeScreen_ = allowed(theme, percent);
  else
    settings_.setTextPercent(theme.ground == Ground::Projector, allowed(theme, percent));
}

}  // namespace headlight::ui
