#pragma once

#include <QRect>

#include "vision/picture.h"

namespace headlight::ui {

/// Blurs the pixels of `area` in place: three box means of `radius` pixels to each side, near to a Gaussian (Wells
/// 1986). Pixels beyond `area` are not looked at: the edge ones stand for them.
void blur(vision::Picture& picture, const QRect& area, int radius);

}  // namespace headlight::ui
