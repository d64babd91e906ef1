#pragma once

#include <QWidget>

#include "ui/document/what_if.h"

class QCheckBox;
class QLabel;
class QSlider;
class QToolButton;

namespace headlight::ui {

struct Theme;

/// One line of the What-if list: check box with the name, slider and number where there is one, a cross. Delete
/// anywhere in it takes it out; Up and Down go to the neighbours.
class WhatIfRow : public QWidget {
  Q_OBJECT
 public:
  static constexpr int height = 28;

  explicit WhatIfRow(QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  /// `note` says why the line is without effect ("beyond the text"); empty: it has one. Emits nothing.
  void setLine(const WhatIf& line, const QString& name, const QString& note);
  const WhatIf& line() const { return line_; }
  /// Px that the name asks for, and px that the panel found for the names beside sliders: the sliders get the rest.
  static int nameWidth(const QString& name, const QString& note);
  void setNameRoom(int width);
  /// To the slider, or to the check box of a line that has none.
  void focusValue();
  void focusCheck();

 signals:
  /// A drag emits many with the same `gesture`; a check emits one with gesture 0.
  void edited(const headlight::ui::WhatIf& line, quint64 gesture);
  void removeAsked();
  /// -1: Up, +1: Down.
  void stepAsked(int direction);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void arrange();
  void slide(int position);

  WhatIf line_;
  QString name_, note_;
  QCheckBox* check_;
  QSlider* slider_;
  QLabel* value_;
  QToolButton* remove_;
  const Theme* theme_;
  int nameRoom_ = 0;
  bool showing_ = false;
  quint64 gesture_ = 0;
  qint64 slidAt_ = 0;
};

}  // namespace headlight::ui
