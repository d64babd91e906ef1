#pragma once

#include <QWidget>

#include "ui/document/glossary.h"
#include "ui/panels/lesson_page.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QScrollArea;
class QSpinBox;
class QToolButton;
class QVBoxLayout;

namespace headlight::ui {

class ElidedLabel;
struct Theme;

/// A step of a lesson: what it says, what it asks, how far it has come. Right and Page Down go on, Left and Page Up
/// back, Space goes on unless it presses a button.
class LessonPanel : public QWidget {
  Q_OBJECT
 public:
  explicit LessonPanel(QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  /// Another step, or the same one with other numbers: what was typed for the question of the same step stays.
  void show(const LessonPage& page);
  /// The links of its words have the theme's colour.
  const Theme& theme() const { return *theme_; }
  /// True for a key that goes on or back; it has been taken then.
  bool takeKey(int key);
  QSize sizeHint() const override;

 signals:
  void nextAsked();
  void backAsked();
  void againAsked();
  void solutionAsked();
  void answerChosen(int answer);
  void answerAsked();
  /// A word of the glossary was clicked.
  void termAsked(Term term);

 protected:
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  class Answers;
  void fit();
  QLabel* addWords(QVBoxLayout& column);
  void explainLink(const QString& link);
  void showHint(bool shown);
  void showQuestion();

  LessonPage page_;
  ElidedLabel* lesson_;
  QLabel* progressText_;
  QProgressBar* progress_;
  QScrollArea* scroll_;
  QLabel *title_, *text_, *broken_, *done_, *question_, *hint_;
  Answers* answers_;
  QPushButton *reveal_, *hintButton_, *solve_;
  QToolButton *back_, *again_;
  QPushButton* next_;
  bool hintShown_ = false;
  const Theme* theme_;
};

}  // namespace headlight::ui
