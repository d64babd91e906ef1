#include "ui/theme/text_scale.h"

#include <QAbstractButton>
#include <QApplication>
#include <QEvent>
#include <QPointer>
#include <QRegularExpression>
#include <QVariant>
#include <QWidget>
#include <algorithm>

#include "base/within.h"

namespace headlight::ui {
namespace {

int percent = 100;

// What a widget has at 100 %, as properties of its own.
constexpr const char* fontKey = "designFont";
constexpr const char* iconKey = "designIcon";
constexpr const char* heightKey = "designHeight";
constexpr const char* widthKey = "designWidth";
constexpr const char* leastHeightKey = "designLeastHeight";

void fit(QWidget& widget) {
  QVariant design = widget.property(fontKey);
  if (!design.isValid() && widget.testAttribute(Qt::WA_SetFont) && widget.font().pixelSize() > 0) {
    design = widget.font().pixelSize();
    widget.setProperty(fontKey, design);
  }
  if (design.isValid() && widget.font().pixelSize() != scaled(design.toInt())) {
    QFont font = widget.font();
    font.setPixelSize(scaled(design.toInt()));
    widget.setFont(font);
  }
  if (auto* button = qobject_cast<QAbstractButton*>(&widget)) {
    QVariant icon = widget.property(iconKey);
    if (!icon.isValid()) widget.setProperty(iconKey, icon = button->iconSize());
    button->setIconSize(scaled(QSizeF(icon.toSize())));
  }
  if (const QVariant height = widget.property(heightKey); height.isValid())
    widget.setFixedHeight(scaled(height.toInt()));
  if (const QVariant width = widget.property(widthKey); width.isValid()) widget.setFixedWidth(scaled(width.toInt()));
  if (const QVariant height = widget.property(leastHeightKey); height.isValid())
    widget.setMinimumHeight(scaled(height.toInt()));
}

/// Those that are told something may make others and take them away.
QList<QPointer<QWidget>> everyWidget() {
  QList<QPointer<QWidget>> list;
  for (QWidget* widget : QApplication::allWidgets()) list.append(widget);
  return list;
}

/// Widgets come up to the scale when they are shown for the first time.
class Polisher : public QObject {
 public:
  using QObject::QObject;
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::Polish && watched->isWidgetType()) fit(*static_cast<QWidget*>(watched));
    return false;
  }
};

}  // namespace

double textScale() { return percent / 100.0; }

int textPercent() { return percent; }

void setTextScale(int wanted) {
  static Polisher* polisher = nullptr;
  if (!polisher) qApp->installEventFilter(polisher = new Polisher(qApp));
  wanted = within(wanted, leastTextPercent, mostTextPercent);
  if (wanted == percent) return;
  // Those that are not yet what they are at 100 % have to say so before the scale is another one.
  fitToTextScale();
  percent = wanted;
  for (const QPointer<QWidget>& widget : everyWidget()) {
    if (!widget) continue;
    if (widget->testAttribute(Qt::WA_WState_Polished)) fit(*widget);
    QEvent changed(QEvent::FontChange);  // whoever has laid out words of its own does it again
    QApplication::sendEvent(widget, &changed);
    if (!widget) continue;
    widget->updateGeometry();
    widget->update();
  }
}

void fitToTextScale() {
  for (const QPointer<QWidget>& widget : everyWidget())
    if (widget && widget->testAttribute(Qt::WA_WState_Polished)) fit(*widget);
}

QSizeF unscaledSize(const QWidget& widget) { return QSizeF(widget.size()) / textScale(); }

void fixHeight(QWidget& widget, int px) {
  widget.setProperty(heightKey, px);
  widget.setFixedHeight(scaled(px));
}

void fixWidth(QWidget& widget, int px) {
  widget.setProperty(widthKey, px);
  widget.setFixedWidth(scaled(px));
}

void leastHeight(QWidget& widget, int px) {
  widget.setProperty(leastHeightKey, px);
  widget.setMinimumHeight(scaled(px));
}

QString scaledSheet(const QString& sheet) {
  if (percent == 100) return sheet;
  static const QRegularExpression lengths(QStringLiteral("(font-size|min-height|min-width|padding): ([^;}]*)"));
  static const QRegularExpression px(QStringLiteral("(\\d+)px"));
  QString result;
  qsizetype done = 0;
  for (auto found = lengths.globalMatch(sheet); found.hasNext();) {
    const auto match = found.next();
    result += sheet.mid(done, match.capturedStart(2) - done);
    const QString value = match.captured(2);
    qsizetype at = 0;
    for (auto numbers = px.globalMatch(value); numbers.hasNext();) {
      const auto number = numbers.next();
      result += value.mid(at, number.capturedStart(1) - at) + QString::number(scaled(number.captured(1).toInt()));
      at = number.capturedEnd(1);
    }
    result += value.mid(at);
    done = match.capturedEnd(2);
  }
  return result + sheet.mid(done);
}

}  // namespace headlight::ui
