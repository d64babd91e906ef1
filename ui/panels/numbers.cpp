#include "ui/panels/numbers.h"

namespace headlight::ui {

QString probabilityText(double p) {
  if (p < 0.005) return QStringLiteral("<0.01");
  return QString::number(p, 'f', 2);
}

QString numberText(double value, int decimals) {
  QString text = QString::number(value, 'f', decimals);
  if (text.startsWith(QLatin1Char('-'))) text[0] = QChar(0x2212);
  return text;
}

QString timeText(double milliseconds) {
  if (milliseconds >= 1000) return QStringLiteral("%1 s").arg(milliseconds / 1000, 0, 'f', 1);
  if (milliseconds >= 99.5) return QStringLiteral("%1 ms").arg(milliseconds, 0, 'f', 0);
  if (milliseconds >= 0.095) return QStringLiteral("%1 ms").arg(milliseconds, 0, 'f', 1);
  if (milliseconds < 0.005) return QStringLiteral("<0.01 ms");
  return QStringLiteral("%1 ms").arg(milliseconds, 0, 'f', 2);
}

}  // namespace headlight::ui
