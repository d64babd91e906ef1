#pragma once

#include <QString>

namespace headlight::ui {

/// Two decimals; "<0.01" rather than "0.00".
QString probabilityText(double p);
/// With a true minus sign (U+2212).
QString numberText(double value, int decimals);
/// "438 MB", "1.2 GB", "640 bytes"; powers of 1000, as disks count.
QString bytesText(quint64 bytes);
/// "9.8 ms", "0.04 ms", "1.2 s".
QString timeText(double milliseconds);

}  // namespace headlight::ui
