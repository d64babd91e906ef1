#pragma once

#include <QString>

#include "ui/views/view.h"

namespace headlight::ui {

/// What stands at the two ends of a colour map, and what the range is, for the row of options and for a figure's
/// caption: "0", "≥ 0.47", "own range".
QString legendLow(const Legend& legend);
QString legendHigh(const Legend& legend);
QString legendWords(const Legend& legend);
/// The colour between the two, 0 <= t <= 1 on the way: of the map, or of a line on the lens.
QColor legendColour(const Legend& legend, const Theme& theme, double t);

}  // namespace headlight::ui
