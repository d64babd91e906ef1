#pragma once

#include <QWidget>

#include "ui/lens/lens_widget.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QSlider;
class QToolButton;

namespace headlight::ui {

class LegendWidget;
class SegmentedButtons;

/// The row below the Image view: opacity, cells or smooth, legend and colour map, own or shared range, what becomes of
/// special tokens, the patch grid. It drives the lens itself.
class ImageFooter : public QWidget {
  Q_OBJECT
 public:
  explicit ImageFooter(LensWidget& lens, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void read();

  LensWidget& lens_;
  QLabel* opacityLabel_;
  QSlider* opacity_;
  SegmentedButtons* cells_;
  LegendWidget* legend_;
  QToolButton* shared_;
  QComboBox* special_;
  QCheckBox* grid_;
  bool reading_ = false;
};

}  // namespace headlight::ui
