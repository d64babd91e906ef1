#pragma once

#include "ui/views/all_heads_view.h"
#include "ui/views/options_row.h"

namespace headlight::ui {

class AttentionChooser;
class RangeChooser;

/// What stands under the thumbnails and how they are sorted; own or shared range, and the legend.
class AllHeadsOptionsRow : public OptionsRow {
  Q_OBJECT
 public:
  AllHeadsOptionsRow(AllHeadsView& view, ViewHost& host, QWidget* parent);

 protected:
  void read() override;

 private:
  AllHeadsView& view_;
  AttentionChooser* attention_;
  SegmentedButtons* kind_;
  ElidedComboBox *sort_, *number_;
  RangeChooser* range_;
  LegendWidget* legend_;
};

}  // namespace headlight::ui
