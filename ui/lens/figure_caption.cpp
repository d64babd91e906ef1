#include "ui/lens/figure_caption.h"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>

#include "ui/scene/colormap.h"
#include "ui/theme/theme.h"
#include "ui/views/cards.h"
#include "ui/views/legend_text.h"

namespace headlight::ui {
namespace {

constexpr double edge = 12, gap = 6, apart = 16, longestRamp = 128, shortestRamp = 40;
constexpr double below = 10;  // of the last line
constexpr double seam = 0.5;  // steps lie over each other: between two edges the paper would shine through
constexpr int textSize = 11, steps = 64;

double widthOf(const QString& words) { return std::ceil(textWidth(words, textSize)) + 1; }

/// The range in words and the map between its two ends, as they stand in one line.
struct ScaleLine {
  QString words, low, high;
  explicit ScaleLine(const Legend& legend)
      : words(legendWords(legend)), low(legendLow(legend)), high(legendHigh(legend)) {}
  double ends() const { return widthOf(low) + widthOf(high) + 2 * gap; }
  double width(double ramp) const { return widthOf(words) + apart + ends() + ramp; }
};

struct CaptionDrawing {
  Scene& scene;
  const Theme& theme;

  void text(const QRectF& area, const QString& words,
            Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter) const {
    scene.labels.push_back(
        {.area = area, .text = words, .color = theme.muted, .pixelSize = textSize, .alignment = alignment});
  }
  /// From `right` to the left in a line of that height.
  void scaleLine(const ScaleLine& line, const Legend& legend, double right, double top, double height,
                 double ramp) const {
    const double highLeft = right - widthOf(line.high), rampLeft = highLeft - gap - ramp;
    const double lowLeft = rampLeft - gap - widthOf(line.low), wordsLeft = lowLeft - apart - widthOf(line.words);
    text({wordsLeft, top, widthOf(line.words), height}, line.words);
    text({lowLeft, top, widthOf(line.low), height}, line.low);
    for (int i = 0; i < steps; ++i)
      scene.boxes.push_back(
          {.area = {rampLeft + i * ramp / steps, top + height / 2 - 6, ramp / steps + (i + 1 < steps ? seam : 0), 12},
           .fill = legendColour(legend, theme, static_cast<double>(i) / (steps - 1))});
    if (darkIsMuch(theme.ground))  // the map begins as white as the paper
      scene.boxes.push_back({.area = {rampLeft, top + height / 2 - 6, ramp, 12}, .outline = theme.borderStrong});
    text({highLeft, top, widthOf(line.high), height}, line.high);
  }
};

}  // namespace

QString figureTitle(const QString& shown, const Legend& legend) {
  return QStringLiteral("%1 · %2 (%3 – %4)").arg(shown, legendWords(legend), legendLow(legend), legendHigh(legend));
}

double addFigureCaption(Scene& scene, const Theme& theme, const QString& shown, const Legend& legend, QSizeF size,
                        const CaptionParts& parts) {
  const CaptionDrawing draw{scene, theme};
  const ScaleLine line(legend);
  const double top = size.height(), wide = std::max(1.0, size.width() - 2 * edge);
  if (!parts.words && !parts.scale) return 0;
  const double scaleWidth = parts.scale ? line.width(longestRamp) : 0;
  if (const double words = parts.words ? widthOf(shown) : 0; words + (words > 0 ? apart : 0) + scaleWidth <= wide) {
    if (parts.words) draw.text({edge, top, words, figureCaptionHeight}, shown);
    if (parts.scale) draw.scaleLine(line, legend, size.width() - edge, top, figureCaptionHeight, longestRamp);
    return figureCaptionHeight;
  }
  double y = top + gap;
  if (parts.scale) {
    constexpr double height = 20;
    const double ramp = std::max(shortestRamp, std::min(longestRamp, wide - line.width(0)));
    draw.scaleLine(line, legend, edge + std::min(wide, line.width(ramp)), y, height, ramp);
    y += height;
  }
  if (parts.words) {
    const QFontMetricsF metrics(sansFont(textSize));
    const double height =
        std::ceil(metrics.boundingRect(QRectF(0, 0, wide, 1e6), Qt::AlignLeft | Qt::TextWordWrap, shown).height()) + 1;
    draw.text({edge, y + 2, wide, height}, shown, Qt::AlignLeft | Qt::AlignTop);
    y += 2 + height;
  }
  return std::ceil(y + below - top);
}

}  // namespace headlight::ui
