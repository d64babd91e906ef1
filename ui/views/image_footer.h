#pragma once

#include "ui/views/image_view.h"
#include "ui/views/options_row.h"

class QCheckBox;
class QSlider;

namespace headlight::ui {

class ElidedComboBox;

/// The row below the Image view: opacity, cells or smooth, legend and colour map, own or shared range, what becomes of
/// special tokens, the patch grid.
class ImageFooter : public OptionsRow {
  Q_OBJECT
 public:
  ImageFooter(ImageView& view, ViewHost& host, QWidget* parent);

 protected:
  void read() override;

 private:
  QSlider* opacity_;
  SegmentedButtons* cells_;
  LegendWidget* legend_;
  QToolButton* shared_;
  ElidedComboBox* special_;
  QCheckBox* grid_;
  bool reading_ = false;
};

}  // namespace headlight::ui
