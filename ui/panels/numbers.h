#pragma once

#include <QString>

namespace headlight::ui {

// Where numbers are hidden (ui/theme/hidden.h) the first two are "?".

/// Two decimals; below one in a hundred one digit that counts: "0.003", "4e-5".
QString probabilityText(double p);
/// With a true minus sign (U+2212).
QString numberText(double value, int decimals);
/// "438 MB", "1.2 GB", "640 bytes"; powers of 1000, as disks count.
QString bytesText(quint64 bytes);
/// "9.8 ms", "0.04 ms", "1.2 s".
QString timeText(double milliseconds);

}  // namespace headlight::ui
