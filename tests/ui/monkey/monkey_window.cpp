// Views, controls, models and the window itself.
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDockWidget>
#include <QHelpEvent>
#include <QMenu>
#include <QPointer>
#include <QTest>
#include <QWheelEvent>

#include "journal.h"
#include "monkey.h"
#include "ui/theme/language.h"
#include "ui/window/carried_over.h"
#include "world.h"

namespace headlight::ui::monkey {
void Monkey::wheel(QWidget* widget, QPoint at, int delta, Qt::KeyboardModifiers modifiers) {
  QWheelEvent event(at, widget->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(widget, &event);
}

QWidget* Monkey::somewhere(Dice& dice) const {
  QList<QWidget*> seen;
  for (QWidget* widget : window_->findChildren<QWidget*>())
    if (widget->isVisible() && widget->isEnabled() && !widget->size().isEmpty() && !qobject_cast<QMenu*>(widget))
      seen << widget;
  if (seen.isEmpty()) return window_.get();
  return dice.pickByName(seen, [](const QWidget* one) { return nameOf(*one); });
}

void Monkey::useLens(Dice& dice) {
  QWidget* lens = usable("lens");
  if (!lens) return;
  static constexpr Qt::Key keys[] = {Qt::Key_Left, Qt::Key_Right,    Qt::Key_Up,   Qt::Key_Down,   Qt::Key_Return,
                                     Qt::Key_Plus, Qt::Key_Minus,    Qt::Key_0,    Qt::Key_Escape, Qt::Key_Home,
                                     Qt::Key_End,  Qt::Key_PageDown, Qt::Key_Space};
  static constexpr Qt::KeyboardModifier modifiers[] = {Qt::NoModifier, Qt::NoModifier, Qt::NoModifier,
                                                       Qt::ShiftModifier, Qt::ControlModifier};
  for (int i = dice.between(1, 5); i > 0; --i) {
    if (!usable("lens")) return;
    const QPoint at(dice.below(lens->width()), dice.below(lens->height()));
    const int kind = dice.below(8);
    journal::add(QStringLiteral("%1 at %2,%3").arg(kind).arg(at.x()).arg(at.y()));
    if (kind < 2)
      click(lens, Qt::LeftButton, dice.pick(modifiers), at);
    else if (kind == 2)
      wheel(lens, at, dice.between(-4, 4) * 120, dice.pick(modifiers));
    else if (kind == 3)
      dragAlong(lens, dice, Qt::LeftButton, dice.pick(modifiers));
    else if (kind == 4)
      doubleClick(lens, at);
    else if (kind == 5)
      QTest::keyClick(lens, dice.pick(keys), dice.pick(modifiers));
    else
      QTest::mouseMove(lens, at);
    pump(dice.below(15));
    if (Dialogs::anyOpen()) return;
  }
}

void Monkey::clickAnywhere(Dice& dice) {
  QWidget* widget = somewhere(dice);
  const QPoint at(dice.below(widget->width()), dice.below(widget->height()));
  static constexpr Qt::MouseButton buttons[] = {Qt::LeftButton, Qt::LeftButton, Qt::RightButton, Qt::MiddleButton};
  const Qt::MouseButton button = dice.pick(buttons);
  const int kind = dice.below(6);
  journal::add(QStringLiteral("%1 on %2 at %3,%4").arg(kind).arg(nameOf(*widget)).arg(at.x()).arg(at.y()));
  if (kind < 3)
    click(widget, button, {}, at);
  else if (kind == 3)
    doubleClick(widget, at);
  else if (kind == 4)
    wheel(widget, at, dice.between(-5, 5) * 120);
  else
    dragAlong(widget, dice, button, {});
}

void Monkey::useControl(Dice& dice) {
  for (int i = dice.between(1, 3); i > 0 && !Dialogs::anyOpen() && window_->isVisible(); --i) {
    useSomeControl(*window_, dice);
    pump(dice.below(12));
  }
}

void Monkey::triggerAction(Dice& dice) {
  const bool mayQuit = dice.chance(5);
  QList<QAction*> usable;
  for (QAction* action : window_->findChildren<QAction*>())
    if (action->isVisible() && action->isEnabled() && !action->isSeparator() && !action->menu() &&
        !action->text().isEmpty() && (action->objectName() != QLatin1String("quit") || mayQuit))
      usable << action;
  if (usable.isEmpty()) return;
  QAction* action = dice.pickByName(usable, [](const QAction* one) { return one->objectName() + one->text(); });
  journal::add(QStringLiteral("%1 “%2”").arg(action->objectName(), action->text()));
  action->trigger();
}

void Monkey::useKeyboard(Dice& dice) {
  static constexpr Qt::Key keys[] = {Qt::Key_Tab,    Qt::Key_Tab,   Qt::Key_Tab,    Qt::Key_Backtab, Qt::Key_Space,
                                     Qt::Key_Return, Qt::Key_Down,  Qt::Key_Up,     Qt::Key_Left,    Qt::Key_Right,
                                     Qt::Key_Escape, Qt::Key_F6,    Qt::Key_Delete, Qt::Key_Menu,    Qt::Key_F10,
                                     Qt::Key_Home,   Qt::Key_PageUp};
  for (int i = dice.between(3, 15); i > 0 && !Dialogs::anyOpen() && window_->isVisible(); --i) {
    QWidget* at = QApplication::focusWidget();
    QTest::keyClick(at ? at : window_.get(), dice.pick(keys), dice.chance(10) ? Qt::ShiftModifier : Qt::NoModifier);
    pump(dice.below(5));
  }
}

void Monkey::hover(Dice& dice) {
  for (int i = dice.between(1, 4); i > 0; --i) {
    const QPointer<QWidget> widget = somewhere(dice);  // any event may be its last
    const QPoint at(dice.below(widget->width()), dice.below(widget->height()));
    journal::add(nameOf(*widget));
    QEnterEvent enter(at, at, widget->mapToGlobal(at));
    QCoreApplication::sendEvent(widget, &enter);
    if (!widget) continue;
    QTest::mouseMove(widget, at);
    if (!widget) continue;
    QHelpEvent tip(dice.chance(80) ? QEvent::ToolTip : QEvent::WhatsThis, at, widget->mapToGlobal(at));
    QCoreApplication::sendEvent(widget, &tip);
    pump(dice.below(10));
    if (!widget) continue;
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(widget, &leave);
  }
}

void Monkey::askForMenu(Dice& dice) {
  QWidget* widget = dice.chance(50) ? usable("lens") : nullptr;
  if (!widget) widget = somewhere(dice);
  const QPoint at(dice.below(widget->width()), dice.below(widget->height()));
  journal::add(QStringLiteral("%1 at %2,%3").arg(nameOf(*widget)).arg(at.x()).arg(at.y()));
  QTest::mouseMove(widget, at);
  QContextMenuEvent event(dice.chance(80) ? QContextMenuEvent::Mouse : QContextMenuEvent::Keyboard, at,
                          widget->mapToGlobal(at));
  QCoreApplication::sendEvent(widget, &event);
}

void Monkey::open(const QString& model) {
  journal::add(QStringLiteral("opens %1").arg(model.section(QLatin1Char('/'), -2)));
  window_->openModel(model);
}

void Monkey::chooseModel(Dice& dice) {
  auto* combo = find<QComboBox>("modelCombo");
  if (dice.chance(40)) {
    const int index = dice.below(combo->count());
    journal::add(QStringLiteral("the list's %1").arg(combo->itemText(index)));
    combo->setCurrentIndex(index);
    emit combo->activated(index);
  } else {
    // What everybody has, first of all.
    const int kind = dice.below(10);
    open(kind < 5 ? dice.pick(world_.bundled()) : kind < 8 ? dice.pick(world_.models()) : dice.pick(world_.refused()));
  }
  if (dice.chance(50)) pump(dice.below(120));
}

void Monkey::chooseModels(Dice& dice) {
  for (int i = dice.between(2, 5); i > 0 && window_->isVisible(); --i) {
    open(dice.pick(dice.chance(80) ? world_.models() : world_.refused()));
    if (dice.chance(60)) pump(dice.below(60));
    if (dice.chance(30)) useSomeControl(*window_, dice);
    if (dice.chance(30)) type(dice);
    if (dice.chance(10)) QTest::keyClick(window_.get(), Qt::Key_Escape);
  }
}

void Monkey::chooseVanishing(Dice& dice) {
  open(world_.vanishing());
  pump(dice.below(30));
  world_.vanish();
}

void Monkey::chooseDevice(Dice& dice) {
  auto* combo = find<QComboBox>("deviceCombo");
  const int index = dice.below(combo->count());
  journal::add(combo->itemText(index));
  combo->setCurrentIndex(index);
  emit combo->activated(index);
  if (dice.chance(30)) chooseModel(dice);
}

void Monkey::chooseWeights(Dice& dice) {
  auto* combo = find<QComboBox>("weightCombo");
  for (int i = dice.between(1, 3); i > 0; --i) {
    const int index = dice.below(combo->count());
    journal::add(combo->itemText(index));
    combo->setCurrentIndex(index);
    emit combo->activated(index);
    pump(dice.below(30));
  }
}

void Monkey::resize(Dice& dice) {
  for (int i = dice.between(1, 4); i > 0; --i) {
    const QSize size(dice.between(960, 1920), dice.between(600, 1080));
    journal::add(QStringLiteral("%1 × %2").arg(size.width()).arg(size.height()));
    window_->resize(size);
    pump(dice.below(30));
  }
}

void Monkey::moveDocks(Dice& dice) {
  QList<QDockWidget*> docks = window_->findChildren<QDockWidget*>();
  static constexpr Qt::DockWidgetArea areas[] = {Qt::LeftDockWidgetArea, Qt::RightDockWidgetArea, Qt::TopDockWidgetArea,
                                                 Qt::BottomDockWidgetArea};
  for (int i = dice.between(1, 3); i > 0; --i) {
    QDockWidget* dock = dice.pick(docks);
    const int kind = dice.below(7);
    journal::add(QStringLiteral("%1 %2").arg(dock->objectName()).arg(kind));
    if (kind == 0) dock->setFloating(!dock->isFloating());
    if (kind == 1) dock->close();
    if (kind == 2 || kind == 3) dock->toggleViewAction()->trigger();
    if (kind == 4) window_->addDockWidget(dice.pick(areas), dock);
    if (kind == 5 && docks.first() != dock) window_->tabifyDockWidget(docks.first(), dock);
    if (kind == 6 && dock->isVisible()) dock->raise();
    pump(dice.below(20));
  }
  // A step that leaves all closed would leave nothing to use.
  if (dice.chance(40)) find<QAction>("resetLayout")->trigger();
}

void Monkey::changeState(Dice& dice) {
  const int kind = dice.below(5);
  journal::add(QString::number(kind));
  if (kind == 0) {
    window_->showMinimized();
    pump(dice.below(50));
    window_->showNormal();
  } else if (kind == 1) {
    window_->showMaximized();
    pump(dice.below(50));
    window_->showNormal();
  } else if (kind == 2) {
    find<QAction>("fullScreen")->trigger();
    pump(dice.below(50));
  } else if (kind == 3) {
    window_->hide();
    pump(dice.below(50));
    window_->show();
  } else {
    QEvent deactivated(QEvent::WindowDeactivate);
    QCoreApplication::sendEvent(window_.get(), &deactivated);
    QApplication::setActiveWindow(window_.get());
  }
  window_->activateWindow();
}

/// As ProgramWindow does.
void Monkey::speak(Dice& dice) {
  const std::shared_ptr<CarriedOver> carried = window_->carryOver();
  window_.reset();
  setLanguage(language() == QLatin1String("en") ? QStringLiteral("zh_CN") : QStringLiteral("en"));
  window_ = std::make_unique<MainWindow>(options_, carried);
  window_->show();
  window_->activateWindow();
  pump(dice.below(60));
}

void Monkey::reopen(Dice& dice) {
  const bool ordinary = dice.chance(60);
  journal::add(ordinary ? QStringLiteral("as usual") : QStringLiteral("as by a crash"));
  if (dice.chance(50)) chooseModel(dice);  // in mid-load
  waitForDialogs();
  if (ordinary)
    window_->close();
  else
    window_->hide();
  openWindow(dice);
}

void Monkey::rest(Dice&) { settle(); }

}  // namespace headlight::ui::monkey
