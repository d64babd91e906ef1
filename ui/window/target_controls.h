#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QSpinBox;

namespace headlight::ui {

/// What can be asked of a target that a model writes: the next token, where it is written one by one; that it follows
/// its source again, where some of it was chosen by a person; how many beams search for it.
class TargetControls : public QWidget {
  Q_OBJECT
 public:
  explicit TargetControls(QWidget* parent);
  /// One token at a time is asked for.
  void setStepping(bool stepping);
  /// So many tokens stand.
  void setWritten(int tokens);
  /// Tokens were chosen by a person, so the target does not follow.
  void setForced(bool forced);
  /// Beams search for the whole target: there are none where it is written otherwise.
  void setBeams(bool offered, int beams);

 signals:
  void stepAsked();
  void followAsked();
  void beamsChosen(int beams);

 private:
  void fit();

  QPushButton *next_, *follow_;
  QLabel* written_;
  QWidget* search_;  ///< with beams_
  QSpinBox* beams_;
};

}  // namespace headlight::ui
