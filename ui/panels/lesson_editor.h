#pragma once

#include <QWidget>

#include "ui/lessons/lesson.h"

class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QToolButton;
class QVBoxLayout;

namespace headlight::ui {

/// The words of a lesson that somebody writes, step by step. What a step shows comes from the window (stateAsked);
/// words are in the language of the window, those of others stay.
class LessonEditor : public QWidget {
  Q_OBJECT
 public:
  explicit LessonEditor(QWidget* parent = nullptr);
  void setLesson(const Lesson& lesson, int step);
  const Lesson& lesson() const { return lesson_; }
  int step() const { return step_; }
  QSize sizeHint() const override;
  /// Why it cannot be saved, or that it was; empty: nothing.
  void say(const QString& sentence);

 signals:
  void edited();
  /// A step of what is on screen, behind this one.
  void addAsked();
  /// This step shows what is on screen from now on.
  void stateAsked();
  void previewAsked();
  void saveAsked();
  void closeAsked();

 private:
  QLineEdit* addLine(const QString& name, const char* objectName);
  QPlainTextEdit* addText(const QString& name, const char* objectName, int lines);
  void fill();
  void take();
  void choose(int step);
  void move(int by);
  void remove();
  LessonStep* current();

  Lesson lesson_;
  int step_ = 0;
  bool filling_ = false;
  QVBoxLayout* column_;
  QLineEdit *title_, *stepTitle_;
  QPlainTextEdit *text_, *hint_;
  QListWidget* steps_;
  QLabel* said_;
  QToolButton *up_, *down_, *remove_;
};

}  // namespace headlight::ui
