#pragma once

#include <QElapsedTimer>
#include <QStringList>
#include <cstdint>
#include <memory>
#include <vector>

#include "dialogs.h"
#include "dice.h"
#include "memory.h"
#include "ui/window/main_window.h"

class QWidget;

namespace headlight::ui::monkey {

class World;

struct Plan {
  std::uint64_t seed = 1;
  std::uint64_t steps = 0;  ///< 0: no limit
  double minutes = 0;       ///< 0: no limit
  std::uint64_t measureEvery = 500;
};

/// Does to the real window what people do, and more often what they do not. Every step is drawn from the seed and its
/// number; which control it meets depends on what is on screen, and so a little on how fast models load and passes run.
class Monkey {
 public:
  Monkey(World& world, const Plan& plan);
  ~Monkey();
  void run();
  const Memory& memory() const { return memory_; }
  std::uint64_t steps() const { return step_; }
  double seconds() const { return static_cast<double>(clock_.elapsed()) / 1000; }

 private:
  using Action = void (Monkey::*)(Dice&);
  struct Choice {
    int weight;
    const char* name;
    Action action;
  };
  static const std::vector<Choice>& choices();

  // monkey.cpp: the run, and what must hold
  void openWindow(Dice& dice);
  void pump(int milliseconds);
  void waitForDialogs();
  void check();
  /// Until nothing is loaded or computed; a fault where that does not come, or where what is shown is not what is
  /// asked.
  void settle();
  bool rests() const;
  QString state(const QString& what) const;
  void expectOneTruth() const;
  void measure();

  // monkey_editing.cpp: texts, pictures, what-ifs
  void type(Dice& dice);
  void typeFast(Dice& dice);
  void erase(Dice& dice);
  void pasteText(Dice& dice);
  void pastePicture(Dice& dice);
  void undoStorm(Dice& dice);
  void useChips(Dice& dice);
  void draw(Dice& dice);
  void useCanvasKeys(Dice& dice);
  void changeHeads(Dice& dice);
  void write(Dice& dice);
  void drop(Dice& dice);

  // monkey_window.cpp: views, controls, models, the window itself
  void useLens(Dice& dice);
  void clickAnywhere(Dice& dice);
  void useControl(Dice& dice);
  void triggerAction(Dice& dice);
  void useKeyboard(Dice& dice);
  void hover(Dice& dice);
  void askForMenu(Dice& dice);
  void chooseModel(Dice& dice);
  void chooseModels(Dice& dice);
  void chooseVanishing(Dice& dice);
  void chooseDevice(Dice& dice);
  void chooseWeights(Dice& dice);
  void resize(Dice& dice);
  void moveDocks(Dice& dice);
  void changeState(Dice& dice);
  void reopen(Dice& dice);
  void speak(Dice& dice);
  void rest(Dice& dice);

  template <class T>
  T* find(const char* name) const {
    return window_->findChild<T*>(QLatin1String(name));
  }
  /// The one by that name if it can be used now.
  QWidget* usable(const char* name) const;
  QWidget* somewhere(Dice& dice) const;
  void typeInto(QWidget* widget, const QString& text, int pauseMs = 0);
  void wheel(QWidget* widget, QPoint at, int delta, Qt::KeyboardModifiers modifiers = {});
  void dragAlong(QWidget* widget, Dice& dice, Qt::MouseButton button, Qt::KeyboardModifiers modifiers);
  void open(const QString& model);

  World& world_;
  Plan plan_;
  Dialogs dialogs_;
  Memory memory_;
  WindowOptions options_;
  std::unique_ptr<MainWindow> window_;
  QElapsedTimer clock_;
  std::uint64_t step_ = 0;
};

}  // namespace headlight::ui::monkey
