#include "ui/views/legend_text.h"

#include "base/within.h"
#include "ui/scene/arc_composer.h"
#include "ui/scene/colormap.h"
#include "ui/theme/theme.h"
#include "ui/theme/words.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
QString legendLow(const Legend& legend) {
  if (legend.perRow || legend.perHead) return legend.log ? tr("max/10⁴") : QStringLiteral("0");
  const double low = legend.log ? legend.high * static_cast<double>(logFloor) : legend.low;
  if (low == 0) return QStringLiteral("0");
  if (legend.signedMap) return QChar(0x2212) + legendHigh(legend);
  return legend.log ? QStringLiteral("≤") + QString::number(low, 'g', 1) : decimal(low, 2);
}

QString legendHigh(const Legend& legend) {
  if (legend.perRow) return tr("row’s max");
  if (legend.perHead) return legend.range == RangeMode::Percentile ? tr("≥ its 99 %") : tr("max");
  if (legend.high == 0) return QStringLiteral("0");
  const QString number = legend.high >= 0.01 ? decimal(legend.high, 2) : QString::number(legend.high, 'g', 2);
  return legend.clamped ? QStringLiteral("≥ ") + number : number;
}

QString legendWords(const Legend& legend) {
  if (!legend.words.isEmpty()) return legend.words;
  if (legend.signedMap) return legend.high > 0 ? tr("after − before") : tr("no difference in this head");
  QString text;
  if (legend.perRow)
    text = tr("each row its own range");
  else if (legend.range == RangeMode::Percentile)
    text = tr("99 % of the weights lie below");
  else if (legend.range == RangeMode::Shared)
    text = tr("shared range");
  else
    text = legend.perHead ? tr("own range per head") : tr("own range");
  if (legend.log) text += tr(", log");
  return text;
}

QColor legendColour(const Legend& legend, const Theme& theme, double t) {
  if (legend.ink.isValid()) return mix(theme.canvas, legend.ink, arcPen(t, false).opacity);
  const auto& table = colormapTable(legend.colormap, theme.ground);
  return QColor::fromRgb(table[static_cast<std::size_t>(within(t, 0.0, 1.0) * 255)]);
}

}  // namespace headlight::ui
