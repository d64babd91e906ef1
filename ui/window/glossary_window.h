#pragma once

#include <QDialog>
#include <functional>

#include "ui/document/glossary.h"
#include "ui/panels/term_numbers.h"

class QLabel;
class QLineEdit;
class QListWidget;

namespace headlight::ui {

/// The words of the window, a page each: its sentence, its formula, and what it is of the trace on screen. Stays beside
/// the window while people go on working, and follows them. UI thread.
class GlossaryWindow : public QDialog {
  Q_OBJECT
 public:
  /// `onScreen` is asked whenever a page is drawn.
  GlossaryWindow(QWidget& window, std::function<OnScreen()> onScreen);

  /// Opens it at that page, or where it was.
  void open(Term term);
  void openAgain();
  /// Something else is on screen; costs nothing while it is closed.
  void refresh();
  Term term() const { return term_; }

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void fillList();
  void choose(Term term);

  std::function<OnScreen()> onScreen_;
  Term term_ = Term::Tokens;
  QLineEdit* search_;
  QListWidget* list_;
  QLabel *name_, *sentence_, *formula_, *numbersTitle_, *numbers_, *signs_;
};

}  // namespace headlight::ui
