#pragma once

#include <QString>
#include <memory>
#include <vector>

#include "ui/views/view.h"

namespace headlight::ui {

/// The upper end of a head's colour map, from the numbers of the trace: 1 in PerRow, where each row has an end of its
/// own; else the weight that the mode names, of the head or of all heads. Rows that see one key do not count.
float rangeHigh(const Trace& trace, const ViewState& state, int layer, int head);
/// What each row of the pattern is multiplied by in PerRow (Field::rowScale); null in the other modes, and while the
/// inspector sets the limits.
std::shared_ptr<const std::vector<float>> rowScale(const Trace& trace, const ViewState& state, int layer, int head);
/// 1 / the largest of a row; 0 of a row that has no weight.
float rowScaleOf(float largest);
/// The largest weight of a head, or (Shared) of all, forced rows included: what lies beyond the range is clipped.
float largestWeight(const Trace& trace, const ViewState& state, int layer, int head);
/// Range, map, scale and gamma of the head's pattern go into its field.
void colourField(Field& field, const Trace& trace, const ViewState& state, int layer, int head);

/// "row", "own", "p99", "shared": on the command line and in the settings.
QString toString(RangeMode range);
/// PerRow for what is none of these.
RangeMode rangeModeOf(const QString& name);

}  // namespace headlight::ui
