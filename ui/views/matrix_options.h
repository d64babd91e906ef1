#pragma once

#include "ui/views/matrix_view.h"
#include "ui/views/options_row.h"

namespace headlight::ui {

class AttentionChooser;
class HeadChooser;
class RangeChooser;

/// Layer and head, what the what-ifs do to it, what the cells hold and of which heads, difference, special tokens,
/// Linear / Log, own or shared range, and the legend.
class MatrixOptionsRow : public OptionsRow {
  Q_OBJECT
 public:
  MatrixOptionsRow(MatrixView& view, ViewHost& host, QWidget* parent);
  void setTheme(const Theme& theme) override;

 protected:
  void read() override;

 private:
  void readTag(bool roomy);
  void readWhat(const ViewState& state);

  MatrixView& view_;
  AttentionChooser* attention_;
  HeadChooser* heads_;
  QLabel* tag_;
  QToolButton *difference_, *special_;
  ElidedComboBox *cells_, *mix_;
  SegmentedButtons* scale_;
  RangeChooser* range_;
  LegendWidget* legend_;
};

}  // namespace headlight::ui
