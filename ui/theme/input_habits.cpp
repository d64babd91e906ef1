#include "ui/theme/input_habits.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QHelpEvent>
#include <QPointer>
#include <QSlider>
#include <QTextDocument>
#include <QToolTip>

namespace headlight::ui {
namespace {

class InputHabits : public QObject {
 public:
  using QObject::QObject;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    switch (event->type()) {
      case QEvent::Polish:
        if (holdsValue(watched) && widget(watched)->focusPolicy() == Qt::WheelFocus)
          widget(watched)->setFocusPolicy(Qt::StrongFocus);
        return false;
      case QEvent::Wheel:
        if (!holdsValue(watched) || widget(watched)->hasFocus()) return false;
        event->ignore();
        return true;
      case QEvent::ToolTip: {
        if (!watched->isWidgetType() || !Qt::mightBeRichText(widget(watched)->toolTip())) return false;
        const QPoint at = static_cast<QHelpEvent*>(event)->globalPos();
        QToolTip::showText(at, Qt::convertFromPlainText(widget(watched)->toolTip()), widget(watched));
        return true;
      }
      default:
        return false;
    }
  }

 private:
  static QWidget* widget(QObject* object) { return static_cast<QWidget*>(object); }
  static bool holdsValue(QObject* object) {
    return qobject_cast<QSlider*>(object) || qobject_cast<QComboBox*>(object) ||
           qobject_cast<QAbstractSpinBox*>(object);
  }
};

}  // namespace

void installInputHabits() {
  static QPointer<InputHabits> habits;
  if (habits) return;
  habits = new InputHabits(qApp);
  qApp->installEventFilter(habits);
}

}  // namespace headlight::ui
