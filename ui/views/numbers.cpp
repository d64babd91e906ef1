#include "ui/views/numbers.h"

#include <cmath>

namespace headlight::ui {

QString decimal(double value, int decimals) {
  if (std::isnan(value)) return QStringLiteral("NaN");
  QString text = QString::number(std::abs(value), 'f', decimals);
  return std::signbit(value) && text.toDouble() != 0 ? QChar(0x2212) + text : text;
}

QString signedDecimal(double value, int decimals) {
  if (value == 0) return QStringLiteral("0");
  const QString text = decimal(value, decimals);
  return value > 0 ? QLatin1Char('+') + text : text;
}

QString shortWeight(double value) {
  if (value == 0) return QStringLiteral("0");
  if (value > 0 && value < 0.005) return QStringLiteral("<0.01");
  return decimal(value, 2);
}

QString exactWeight(double value) {
  if (value > 0 && value < 0.00005) return QStringLiteral("<0.0001");
  return decimal(value, 4);
}

QString percent(double share) {
  if (std::isnan(share)) return QStringLiteral("NaN");
  if (share > 0 && share < 0.005) return QStringLiteral("<1 %");
  return QString::number(std::lround(share * 100)) + QStringLiteral(" %");
}

QString axisText(const QString& token) {
  return token.size() > 1 && token.front() == QChar(0x00B7) ? token.mid(1) : token;
}

}  // namespace headlight::ui
