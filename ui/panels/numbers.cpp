#include "ui/panels/numbers.h"

#include <QObject>

#include "ui/theme/hidden.h"
#include "ui/theme/words.h"

namespace headlight::ui {

QString probabilityText(double p) {
  if (isHidden(Hidden::Numbers)) return unlessHidden(Hidden::Numbers, {});
  if (p >= 0.0095 || p == 0) return QString::number(p, 'f', 2);
  if (p >= 0.00095) return QString::number(p, 'f', 3);
  QString text = QString::number(p, 'e', 0);  // "3e-05"
  text.replace(QStringLiteral("e-0"), QStringLiteral("e-"));
  return text;
}

QString numberText(double value, int decimals) {
  if (isHidden(Hidden::Numbers)) return unlessHidden(Hidden::Numbers, {});
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

QString bytesText(quint64 bytes) {
  const char* const units[] = {"kB", "MB", "GB", "TB"};
  if (bytes < 1000) return tr("%1 bytes").arg(bytes);
  double value = static_cast<double>(bytes) / 1000;
  int unit = 0;
  for (; value >= 999.5 && unit < 3; ++unit) value /= 1000;
  return QStringLiteral("%1 %2").arg(value, 0, 'f', value < 9.95 ? 1 : 0).arg(QLatin1String(units[unit]));
}

}  // namespace headlight::ui
