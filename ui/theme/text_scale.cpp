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

/// `text` with what `make` makes of every match in its place.
template <class Make>
QString replaced(const QString& text, const QRegularExpression& what, const Make& make) {
  QString result;
  qsizetype done = 0;
  for (auto found = what.globalMatch(text); found.hasNext();) {
    const auto match = found.next();
    result += text.mid(done, match.capturedStart() - done) + make(match.captured());
    done = match.capturedEnd();
  }
  return result + text.mid(done);
}

/// Type of `design` px has that size at one of the scales.
bool isOfScale(int design, int size) {
  for (int at = leastTextPercent; at <= mostTextPercent; at += textPercentStep)
    if (std::lround(design * at / 100.0) == size) return true;
  return false;
}

/// Those that are told something may make others and take them away.
QList<QPointer<QWidget>> everyWidget() {
  QList<QPointer<QWidget>> list;
  for (QWidget* widget : QApplication::allWidgets()) list.append(widget);
  return list;
}

/// Widgets come up to the scale when they are shown for the first time, and again where a style sheet gives back the
/// type of the design: it does so whenever a widget gets another parent.
class Polisher : public QObject {
 public:
  using QObject::QObject;
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (!watched->isWidgetType()) return false;
    auto& widget = *static_cast<QWidget*>(watched);
    if (event->type() == QEvent::Polish) fit(widget);
    if (event->type() == QEvent::FontChange) {
      // What is given back is the type that the widget had when a sheet met it first, at whatever scale that was.
      const QVariant design = widget.property(fontKey);
      const int size = widget.font().pixelSize();
      if (design.isValid() && size != scaled(design.toInt()) && isOfScale(design.toInt(), size)) fit(widget);
    }
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
  // Of marks, arrows and sliders everything grows; of the rest the type and the room around it.
  static const QRegularExpression rules(QStringLiteral("([^{}]*)(\\{[^{}]*\\})"));
  static const QRegularExpression drawn(QStringLiteral("::indicator|::down-arrow|QSlider::"));
  static const QRegularExpression lengths(QStringLiteral("(?:font-size|min-height|min-width|padding): [^;}]*"));
  static const QRegularExpression everything(QStringLiteral("\\{[^{}]*\\}"));
  return replaced(sheet, rules, [](const QString& rule) {
    return replaced(rule, rule.section(QLatin1Char('{'), 0, 0).contains(drawn) ? everything : lengths,
                    [](const QString& part) {
                      static const QRegularExpression px(QStringLiteral("\\d+px"));
                      return replaced(part, px, [](const QString& length) {
                        return QString::number(scaled(length.chopped(2).toInt())) + QStringLiteral("px");
                      });
                    });
  });
}

}  // namespace headlight::ui
