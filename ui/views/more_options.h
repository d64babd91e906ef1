#pragma once

#include <QFrame>
#include <QToolButton>
#include <vector>

class QGridLayout;
class QLabel;

namespace headlight::ui {

struct Theme;

/// "…" at the end of a row of options: opens a panel with the controls that the row has no room for. They are the same
/// widgets, with their tool tips, each under its accessible name. Escape closes the panel.
class MoreOptions : public QToolButton {
  Q_OBJECT
 public:
  explicit MoreOptions(QWidget* parent);
  void setTheme(const Theme& theme);
  /// These are in the panel from now on, one below the other. What was in it before and is not any more has the panel
  /// as its parent until the caller gives it another.
  void setControls(const std::vector<QWidget*>& controls);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void open();
  void showCaptions();
  void fitPanel();
  void placePanel();

  struct Line {
    QWidget* control;
    QLabel* caption;
  };
  QFrame* panel_;
  QGridLayout* grid_;
  std::vector<Line> lines_;
};

/// `control` is shown where its row is; false: its view has hidden it.
bool isWanted(const QWidget& control);

}  // namespace headlight::ui
