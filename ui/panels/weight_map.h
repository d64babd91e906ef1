#pragma once

#include <QImage>
#include <QWidget>

#include "session/weight_browser.h"

namespace headlight::ui {

struct Theme;

/// A stored weight as a heatmap, nearest neighbour, in the diverging map with a range symmetric about 0; below it the
/// ramp with its limits. Broken cells are hatched.
class WeightMap : public QWidget {
  Q_OBJECT
 public:
  explicit WeightMap(QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  void setPicture(const WeightPicture& picture);
  void clear();
  const WeightPicture& picture() const { return picture_; }
  /// Where the cells are painted.
  QRect area() const;
  QRect cellRect(int row, int column) const;
  /// "rows 0–5, columns 24–47: 0.0312"; empty outside.
  QString words(const QPoint& at) const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {160, 84}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void draw();
  double limit() const;

  const Theme* theme_;
  WeightPicture picture_;
  QImage image_;  ///< a pixel per cell
};

}  // namespace headlight::ui
