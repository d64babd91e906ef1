#pragma once

#include <QObject>
#include <QPointer>

#include "dice.h"

class QMenu;
class QDialog;
class QFileDialog;

namespace headlight::ui::monkey {

class World;

/// Answers what holds a step up: menus, message boxes, dialogs for files and colours, dialogs of the program's own. A
/// timer, since most of them run an event loop of theirs inside the event that opened them.
class Dialogs : public QObject {
  Q_OBJECT
 public:
  explicit Dialogs(World& world);
  /// What is drawn from from now on.
  void setDice(Dice dice) { dice_ = dice; }
  /// A dialog or a menu is open.
  static bool anyOpen();

 private:
  void arm();
  void look();
  void answer(QDialog& dialog);
  void answerFiles(QFileDialog& dialog);
  void answer(QMenu& menu);

  World& world_;
  Dice dice_{0, 0};
  QPointer<QWidget> of_;  ///< what was answered last
  int tries_ = 0;         ///< how often
};

/// "QComboBox modelCombo", for the journal and for choosing.
QString nameOf(const QWidget& widget);

/// Press and release, as QTest's; but the press may be the last that the widget sees.
void click(QWidget* widget, Qt::MouseButton button, Qt::KeyboardModifiers modifiers, QPoint at);
void doubleClick(QWidget* widget, QPoint at);

/// Some press, key, choice or number for one of the controls below `root` that can be seen and used; false: there are
/// none. Generic: it finds what is there.
bool useSomeControl(QWidget& root, Dice& dice);

}  // namespace headlight::ui::monkey
