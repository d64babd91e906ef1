#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace headlight::ui {

class SentenceCard;
struct Theme;

/// What stands in the lens while there is nothing to compare: why, and ways on.
class EmptyState : public QWidget {
  Q_OBJECT
 public:
  explicit EmptyState(QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  /// Says why there is nothing to look at.
  void explain(const QString& title, const QString& text);
  void setSentences(const QStringList& sentences);
  /// Shows "Undo: bring the last text back" or hides it.
  void setCanUndo(bool can);
  /// Keyboard focus to the first sentence.
  void focusFirst();

 signals:
  void sentenceChosen(const QString& sentence);
  void openTextAsked();
  void undoAsked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QWidget* middle_;
  QLabel* title_;
  QLabel* text_;
  QVBoxLayout* cards_;
  QStringList sentences_;
  QList<SentenceCard*> list_;
  QPushButton *open_, *undo_;
  const Theme* theme_;
};

}  // namespace headlight::ui
