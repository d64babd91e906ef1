#include "ui/lens/figure_caption.h"

#include <algorithm>
#include <cmath>

#include "ui/theme/theme.h"
#include "ui/views/cards.h"
#include "ui/views/legend_text.h"

namespace headlight::ui {

QString figureTitle(const QString& shown, const Legend& legend) {
  return QStringLiteral("%1 · %2 (%3 – %4)").arg(shown, legendWords(legend), legendLow(legend), legendHigh(legend));
}

void addFigureCaption(Scene& scene, const Theme& theme, const QString& shown, const Legend& legend, QSizeF size) {
  constexpr double rampWidth = 128, edge = 12, gap = 6;
  constexpr int steps = 64;
  const double top = size.height();
  const QString low = legendLow(legend), high = legendHigh(legend);
  const double highWidth = std::ceil(textWidth(high, 11)) + 1, lowWidth = std::ceil(textWidth(low, 11)) + 1;
  const double rampLeft = size.width() - edge - highWidth - gap - rampWidth;
  const auto text = [&](double left, double width, const QString& words, bool elide) {
    scene.labels.push_back({.area = {left, top, std::max(0.0, width), figureCaptionHeight},
                            .text = words,
                            .color = theme.muted,
                            .pixelSize = 11,
                            .elide = elide});
  };
  const double lowLeft = rampLeft - gap - lowWidth, apart = 16;
  // Where it is narrow the range stays whole, and what is shown is cut.
  const QString words = legendWords(legend);
  const double wordsWidth = std::ceil(textWidth(words, 11)) + 1, wordsLeft = lowLeft - apart - wordsWidth;
  text(edge, wordsLeft - apart - edge, shown, true);
  text(wordsLeft, wordsWidth, words, false);
  text(lowLeft, lowWidth, low, false);
  for (int i = 0; i < steps; ++i)
    scene.boxes.push_back({.area = {rampLeft + i * rampWidth / steps, top + 12, rampWidth / steps, 12},
                           .fill = legendColour(legend, theme, static_cast<double>(i) / (steps - 1))});
  text(rampLeft + rampWidth + gap, highWidth, high, false);
}

}  // namespace headlight::ui
