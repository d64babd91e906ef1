#pragma once

#include <QWidget>

#include "ui/views/view.h"

namespace headlight::ui {

/// The ramp of the colour map with its two limits and, in words, whether the range is own, shared or logarithmic. A
/// click, Space or Enter opens a menu of colour maps.
class LegendWidget : public QWidget {
  Q_OBJECT
 public:
  explicit LegendWidget(QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  void setLegend(const Legend& legend);
  QString lowText() const;
  QString highText() const;  ///< "max", "0.98", "≥ 0.40"
  QString words() const;     ///< "own range per head", "shared range, log"
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  /// px that show both limits whole; below it the upper one is elided.
  int leastWholeWidth() const;

 signals:
  void chooseColormap(Colormap colormap);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  void openMenu();
  void nameIt();
  double widthWith(double ramp, bool words) const;

  const Theme* theme_;
  Legend legend_;
  bool ring_ = false;
  bool hovered_ = false;
};

}  // namespace headlight::ui
