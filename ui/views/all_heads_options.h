#pragma once

#include "ui/views/all_heads_view.h"
#include "ui/views/options_row.h"

namespace headlight::ui {

class AttentionChooser;
class RangeChooser;

/// What stands under the thumbnails, how they are sorted and framed by it and which are shown; own or shared range, and
/// the legend.
class AllHeadsOptionsRow : public OptionsRow {
  Q_OBJECT
 public:
  AllHeadsOptionsRow(AllHeadsView& view, ViewHost& host, QWidget* parent);

 protected:
  void read() override;

 private:
  void edit(const AllHeadsOptions& options);
  /// Which numbers and filters there are depends on the attention.
  void readNumbers(const ViewState& state, bool picture);

  AllHeadsView& view_;
  AttentionChooser* attention_;
  SegmentedButtons* kind_;
  ElidedComboBox *sort_, *number_, *filter_;
  QToolButton* colour_;
  RangeChooser* range_;
  LegendWidget* legend_;
};

}  // namespace headlight::ui
