#include "ui/views/legend_widget.h"

#include <QActionGroup>
#include <QFocusEvent>
#include <QFontMetricsF>
#include <QImage>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/scene/colormap.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/legend_text.h"

namespace headlight::ui {
namespace {

constexpr double longRamp = 110, shortRamp = 48;
constexpr double gap = 7, edge = 6;
constexpr double leastHigh = 56;  // of the upper limit, where a row has no room for all of it

double sans(const QString& text) { return std::ceil(QFontMetricsF(sansFont(12)).horizontalAdvance(text)); }
double mono(const QString& text) { return std::ceil(QFontMetricsF(fixedFont(12)).horizontalAdvance(text)); }

QImage rampImage(const Legend& legend, const Theme& theme) {
  QImage image(256, 1, QImage::Format_RGB32);
  for (int i = 0; i < 256; ++i) image.setPixelColor(i, 0, legendColour(legend, theme, i / 255.0));
  return image;
}

/// There is a map to be chosen: a difference has one, and lines have none.
bool hasChoice(const Legend& legend) { return !legend.signedMap && !legend.ink.isValid(); }

}  // namespace

LegendWidget::LegendWidget(QWidget* parent) : QWidget(parent), theme_(&Theme::light()) {
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::PointingHandCursor);
  setToolTip(tr("Choose the colour map"));
  setLegend({});
}

void LegendWidget::setTheme(const Theme& theme) {
  theme_ = &theme;
  nameIt();
  update();
}

void LegendWidget::setLegend(const Legend& legend) {
  legend_ = legend;
  nameIt();
  setCursor(hasChoice(legend) ? Qt::PointingHandCursor : Qt::ArrowCursor);
  updateGeometry();
  update();
}

void LegendWidget::nameIt() {
  setAccessibleName(legend_.ink.isValid()
                        ? tr("Lines: from %1 to %2, %3").arg(lowText(), highText(), words())
                        : tr("Colour map: %1, from %2 to %3, %4")
                              .arg(colormapName(legend_.colormap, theme_->ground), lowText(), highText(), words()));
}

QString LegendWidget::lowText() const { return legendLow(legend_); }
QString LegendWidget::highText() const { return legendHigh(legend_); }
QString LegendWidget::words() const { return legendWords(legend_); }

double LegendWidget::widthWith(double ramp, bool words_) const {
  return 2 * edge + mono(lowText()) + gap + ramp + gap + mono(highText()) + (words_ ? gap + sans(words()) : 0);
}

QSize LegendWidget::sizeHint() const { return scaled(QSizeF(widthWith(longRamp, true), 30)); }
QSize LegendWidget::minimumSizeHint() const {
  return scaled(QSizeF(widthWith(shortRamp, false) - std::max(0.0, mono(highText()) - leastHigh), 30));
}
int LegendWidget::leastWholeWidth() const { return scaled(widthWith(shortRamp, false)); }

void LegendWidget::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.scale(textScale(), textScale());
  const double wide = unscaledSize(*this).width(), high = unscaledSize(*this).height();
  const bool withWords = widthWith(shortRamp, true) <= wide;
  const double ramp = within(shortRamp + wide - widthWith(shortRamp, withWords), shortRamp, longRamp);
  const double left = std::max(0.0, wide - widthWith(ramp, withWords));
  const double missing = std::max(0.0, widthWith(ramp, withWords) - wide);
  double x = left + edge;
  const double middle = high / 2;
  const auto text = [&](const QString& words, double room, const QFont& font, const QColor& color) {
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(QRectF(x, 0, room + 1, high), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, words);
    x += room + gap;
  };
  text(lowText(), mono(lowText()), fixedFont(12), theme_->text);
  const QRectF box(x, middle - 5, ramp, 10);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  painter.drawImage(box.adjusted(1, 1, -1, -1), rampImage(legend_, *theme_));
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(theme_->pen(hovered_ ? theme_->text : theme_->borderStrong, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
  x += ramp + gap;
  const double highRoom = mono(highText()) - missing;
  const QString highShown =
      missing > 0 ? QFontMetricsF(fixedFont(12)).elidedText(highText(), Qt::ElideRight, highRoom) : highText();
  text(highShown, highRoom, fixedFont(12), theme_->text);
  if (withWords) text(words(), sans(words()), sansFont(12), theme_->muted);
  const QString tip = legend_.ink.isValid() ? tr("The larger the weight, the wider and the more opaque the line")
                      : legend_.signedMap && !legend_.words.isEmpty() ? tr("Blue: below 0, orange: above")
                      : legend_.signedMap ? tr("Blue: less attention than before the what-ifs, orange: more")
                                          : tr("Choose the colour map");
  const QString clipped = legend_.clamped ? tr("Larger weights have the last colour. ") : QString();
  const QString whole = missing > 0 ? highText() + QStringLiteral(". ") : QString();
  setToolTip(whole + (withWords ? QString() : words() + QStringLiteral(". ")) + clipped + tip);
  if (ring_) {
    painter.setPen(theme_->pen(theme_->focus, 2));
    painter.drawRoundedRect(QRectF(left + 1, 1, wide - left - 2, high - 2), 6, 6);
  }
}

void LegendWidget::openMenu() {
  if (!hasChoice(legend_)) return;
  QMenu menu(this);
  auto* group = new QActionGroup(&menu);
  struct Choice {
    Colormap map;
    QString words;
  };
  const Choice choices[] = {{Colormap::Viridis, tr("viridis")},
                            {Colormap::Magma, tr("magma")},
                            {Colormap::Cividis, tr("cividis: print, strong colour deficiency")}};
  for (const Choice& choice : choices) {
    Legend shown;
    shown.colormap = choice.map;
    QPixmap swatch = QPixmap::fromImage(rampImage(shown, *theme_).scaled(48, 12));
    QAction* action = menu.addAction(QIcon(swatch), choice.words);
    action->setCheckable(true);
    action->setChecked(choice.map == legend_.colormap);
    group->addAction(action);
    connect(action, &QAction::triggered, this, [this, map = choice.map] { emit chooseColormap(map); });
  }
  menu.exec(mapToGlobal(QPoint(std::max(0, width() - menu.sizeHint().width()), height())));
}

void LegendWidget::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) openMenu();
}
void LegendWidget::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
    return openMenu();
  QWidget::keyPressEvent(event);
}
void LegendWidget::focusInEvent(QFocusEvent* event) {
  ring_ = event->reason() != Qt::MouseFocusReason;
  update();
}
void LegendWidget::focusOutEvent(QFocusEvent*) {
  ring_ = false;
  update();
}
void LegendWidget::enterEvent(QEnterEvent*) {
  hovered_ = true;
  update();
}
void LegendWidget::leaveEvent(QEvent*) {
  hovered_ = false;
  update();
}

}  // namespace headlight::ui
