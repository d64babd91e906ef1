#include "dialogs.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QMouseEvent>
#include <QSpinBox>
#include <QTabBar>
#include <QTest>
#include <QTimer>

#include "journal.h"
#include "world.h"

namespace headlight::ui::monkey {
namespace {

constexpr int lookEvery = 12;   // ms
constexpr int mostAnswers = 8;  // to one dialog, before it is closed

}  // namespace

QString nameOf(const QWidget& widget) {
  QString name = QString::fromLatin1(widget.metaObject()->className()).section(QStringLiteral("::"), -1);
  if (!widget.objectName().isEmpty()) name += QLatin1Char(' ') + widget.objectName();
  return name;
}

Dialogs::Dialogs(World& world) : world_(world) { arm(); }

bool Dialogs::anyOpen() { return QApplication::activePopupWidget() || QApplication::activeModalWidget(); }

void Dialogs::arm() {
  // Another timer each time: what is done in look() may open a dialog with a loop of its own, which has to be answered
  // too.
  QTimer::singleShot(lookEvery, this, [this] {
    arm();
    look();
  });
}

void Dialogs::look() {
  QWidget* top = QApplication::activePopupWidget();
  if (!top) top = QApplication::activeModalWidget();
  if (!top) {
    of_ = nullptr;
    return;
  }
  tries_ = of_ == top ? tries_ + 1 : 0;
  of_ = top;
  if (auto* menu = qobject_cast<QMenu*>(top)) return answer(*menu);
  if (auto* files = qobject_cast<QFileDialog*>(top)) return answerFiles(*files);
  if (auto* dialog = qobject_cast<QDialog*>(top)) return answer(*dialog);
  // The list of a combo box, a completer, the token picker.
  if (tries_ < 3 && dice_.chance(50)) {
    QTest::keyClick(top, dice_.chance(70) ? Qt::Key_Down : Qt::Key_Return);
    return;
  }
  QTest::keyClick(top, Qt::Key_Escape);
  if (tries_ > mostAnswers) top->close();
}

void Dialogs::answer(QMenu& menu) {
  if (tries_ > mostAnswers) {
    menu.close();
    return;
  }
  const int what = dice_.below(10);
  if (what < 5)
    QTest::keyClick(&menu, Qt::Key_Down);
  else if (what < 8)
    QTest::keyClick(&menu, Qt::Key_Return);
  else
    QTest::keyClick(&menu, Qt::Key_Escape);
}

void Dialogs::answer(QDialog& dialog) {
  if (tries_ == 0) journal::add(QStringLiteral("in %1 “%2”").arg(nameOf(dialog), dialog.windowTitle()));
  if (tries_ < mostAnswers && dice_.chance(60)) {
    useSomeControl(dialog, dice_);
    return;
  }
  const bool accepted = tries_ <= mostAnswers && dice_.chance(40);
  journal::add(accepted ? QStringLiteral("accepted") : QStringLiteral("rejected"));
  if (accepted)
    dialog.accept();
  else if (tries_ <= mostAnswers)
    QTest::keyClick(&dialog, Qt::Key_Escape);
  else
    dialog.reject();
}

void Dialogs::answerFiles(QFileDialog& dialog) {
  if (tries_ > 2 || dice_.chance(25)) {
    journal::add(QStringLiteral("no file"));
    static_cast<QDialog&>(dialog).reject();
    return;
  }
  QString path;
  if (dialog.acceptMode() == QFileDialog::AcceptSave) {
    static const QStringList suffixes{QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"),
                                      QStringLiteral("tiff")};
    path = world_.output(dice_.below(4), dice_.pick(suffixes));
  } else if (dialog.fileMode() == QFileDialog::Directory) {
    path = dice_.pick(dice_.chance(60) ? world_.models() : world_.refused());
  } else {
    const int kind = dice_.below(3);
    path = dice_.pick(kind == 0 ? world_.pictures() : kind == 1 ? world_.texts() : world_.refused());
  }
  journal::add(QStringLiteral("file %1").arg(path));
  dialog.selectFile(path);
  if (auto* edit = dialog.findChild<QLineEdit*>()) edit->setText(path);
  static_cast<QDialog&>(dialog).accept();
}

void click(QWidget* widget, Qt::MouseButton button, Qt::KeyboardModifiers modifiers, QPoint at) {
  const QPointer<QWidget> held = widget;
  QTest::mousePress(widget, button, modifiers, at);
  if (held) QTest::mouseRelease(held, button, modifiers, at);
}

void doubleClick(QWidget* widget, QPoint at) {
  const QPointer<QWidget> held = widget;
  click(widget, Qt::LeftButton, {}, at);
  if (!held) return;
  QMouseEvent event(QEvent::MouseButtonDblClick, at, held->mapToGlobal(QPointF(at)), Qt::LeftButton, Qt::LeftButton,
                    {});
  QCoreApplication::sendEvent(held, &event);
  if (held) QTest::mouseRelease(held, Qt::LeftButton, {}, at);
}

bool useSomeControl(QWidget& root, Dice& dice) {
  QList<QWidget*> usable;
  for (QWidget* widget : root.findChildren<QWidget*>())
    if (widget->isVisible() && widget->isEnabled() && widget->width() > 0 && widget->height() > 0 &&
        (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) ||
         qobject_cast<QAbstractSlider*>(widget) || qobject_cast<QLineEdit*>(widget) ||
         qobject_cast<QAbstractSpinBox*>(widget) || qobject_cast<QTabBar*>(widget) ||
         qobject_cast<QAbstractItemView*>(widget)))
      usable << widget;
  if (usable.isEmpty()) return false;
  QWidget* widget = dice.pickByName(usable, [](const QWidget* one) {
    const auto* button = qobject_cast<const QAbstractButton*>(one);
    return nameOf(*one) + (button ? button->text() + button->accessibleName() + button->toolTip() : QString());
  });
  const QPoint somewhere(dice.below(widget->width()), dice.below(widget->height()));
  const int number = dice.below(1000);
  QString what = nameOf(*widget);
  if (auto* button = qobject_cast<QAbstractButton*>(widget)) what += QStringLiteral(" “%1”").arg(button->text());
  journal::add(QStringLiteral("%1 at %2,%3 (%4)").arg(what).arg(somewhere.x()).arg(somewhere.y()).arg(number));
  if (qobject_cast<QAbstractButton*>(widget)) {
    if (number < 850)
      click(widget, Qt::LeftButton, {}, somewhere);
    else
      QTest::keyClick(widget, Qt::Key_Space);
  } else if (auto* combo = qobject_cast<QComboBox*>(widget)) {
    if (number < 500)
      QTest::keyClick(combo, number % 2 ? Qt::Key_Down : Qt::Key_Up);
    else if (number < 800 && combo->count() > 0) {
      combo->setCurrentIndex(number % combo->count());
      emit combo->activated(combo->currentIndex());
    } else
      click(combo, Qt::LeftButton, {}, somewhere);
  } else if (auto* slider = qobject_cast<QAbstractSlider*>(widget)) {
    if (number < 300)
      slider->setValue(slider->minimum() + number * (slider->maximum() - slider->minimum()) / 299);
    else if (number < 600)
      QTest::keyClick(slider, number % 2 ? Qt::Key_PageUp : Qt::Key_Left);
    else {
      const QPointer<QWidget> held = slider;  // any event may be its last
      QTest::mousePress(held, Qt::LeftButton, {}, somewhere);
      for (int i = 1; i <= 4 && held; ++i) {
        QTest::mouseMove(held, QPoint((somewhere.x() + i * number) % held->width(), somewhere.y()));
        if (number % 3 == 0) QTest::qWait(4);
      }
      if (held) QTest::mouseRelease(held, Qt::LeftButton, {}, somewhere);
    }
  } else if (auto* edit = qobject_cast<QLineEdit*>(widget)) {
    static const QStringList words{QStringLiteral("a"),  QStringLiteral("the"), QStringLiteral("zzzzqqq"),
                                   QStringLiteral("4"),  QStringLiteral("\b"),  QStringLiteral("-1e9"),
                                   QStringLiteral("[M"), QStringLiteral("("),   QStringLiteral("\\")};
    QTest::keyClicks(edit, words[number % words.size()]);
    if (number % 4 == 0) QTest::keyClick(edit, Qt::Key_Return);
    if (number % 7 == 0) edit->clear();
  } else if (auto* spin = qobject_cast<QAbstractSpinBox*>(widget)) {
    QTest::keyClick(spin, number % 2 ? Qt::Key_Up : Qt::Key_Down);
    if (number % 5 == 0) QTest::keyClicks(spin, QString::number(number * 977));
  } else if (auto* view = qobject_cast<QAbstractItemView*>(widget)) {
    static constexpr Qt::Key keys[] = {Qt::Key_Down, Qt::Key_Up,  Qt::Key_Right,
                                       Qt::Key_Left, Qt::Key_End, Qt::Key_Home};
    const QPointer<QWidget> held = view;
    click(view->viewport(), Qt::LeftButton, {}, somewhere);
    for (int i = 0; i < number % 6 && held; ++i) QTest::keyClick(held, keys[(number + i) % 6]);
  } else {
    click(widget, Qt::LeftButton, {}, somewhere);
  }
  return true;
}

}  // namespace headlight::ui::monkey
