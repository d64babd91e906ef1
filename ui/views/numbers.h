#pragma once

#include <QString>

namespace headlight::ui {

// Where numbers are hidden (ui/theme/hidden.h) each of these is "?".

/// A weight in lists and bars: two decimals, "<0.01" rather than "0.00", "0" for exactly 0, NaN as "NaN".
QString shortWeight(double value);
/// The hovered number: four decimals; below 0.0001 three figures with their power of ten, "4.04·10⁻⁵", and "0" for
/// exactly 0.
QString exactWeight(double value);
/// `decimals` places, with a true minus (U+2212); "NaN" for NaN.
QString decimal(double value, int decimals);
/// A share as whole percent: "62 %", "<1 %".
QString percent(double share);
/// A token as an axis shows it: the dot that stands for a leading space is left out where something follows it.
QString axisText(const QString& token);

/// With its sign: "+0.14", "−0.03", "0".
QString signedDecimal(double value, int decimals);
/// exactWeight with its sign.
QString signedExact(double value);

}  // namespace headlight::ui
