#include "ui/views/numbers.h"

#include <cmath>

#include "ui/theme/hidden.h"

namespace headlight::ui {
namespace {

constexpr Hidden numbers = Hidden::Numbers;

}  // namespace

QString decimal(double value, int decimals) {
  if (std::isnan(value)) return QStringLiteral("NaN");
  QString text = QString::number(std::abs(value), 'f', decimals);
  return unlessHidden(numbers, std::signbit(value) && text.toDouble() != 0 ? QChar(0x2212) + text : text);
}

QString signedDecimal(double value, int decimals) {
  if (isHidden(numbers)) return unlessHidden(numbers, {});
  if (value == 0) return QStringLiteral("0");
  const QString text = decimal(value, decimals);
  return value > 0 ? QLatin1Char('+') + text : text;
}

QString shortWeight(double value) {
  if (isHidden(numbers)) return unlessHidden(numbers, {});
  if (value == 0) return QStringLiteral("0");
  if (value > 0 && value < 0.005) return QStringLiteral("<0.01");
  return decimal(value, 2);
}

QString exactWeight(double value) {
  if (isHidden(numbers)) return unlessHidden(numbers, {});
  if (value == 0) return QStringLiteral("0");
  if (std::isnan(value) || std::abs(value) >= 0.0001) return decimal(value, 4);
  const QString written = QString::number(value, 'e', 2);
  QString raised;
  for (const QChar digit : written.section(QLatin1Char('e'), 1).mid(1)) {
    static const QString digits = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
    if (raised.isEmpty() && digit == QLatin1Char('0')) continue;
    raised += digits[digit.digitValue()];
  }
  return decimal(written.section(QLatin1Char('e'), 0, 0).toDouble(), 2) + QStringLiteral("·10⁻") + raised;
}

QString signedExact(double value) {
  if (isHidden(numbers)) return unlessHidden(numbers, {});
  const QString text = exactWeight(value);
  return value > 0 ? QLatin1Char('+') + text : text;
}

QString percent(double share) {
  if (isHidden(numbers)) return unlessHidden(numbers, {});
  if (std::isnan(share)) return QStringLiteral("NaN");
  if (share > 0 && share < 0.005) return QStringLiteral("<1 %");
  return QString::number(std::lround(share * 100)) + QStringLiteral(" %");
}

QString axisText(const QString& token) {
  return token.size() > 1 && token.front() == QChar(0x00B7) ? token.mid(1) : token;
}

}  // namespace headlight::ui
