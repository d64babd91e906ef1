#pragma once

#include "ui/views/layers_view.h"
#include "ui/views/options_row.h"

namespace headlight::ui {

/// What the colours say, and the legend.
class LayersOptionsRow : public OptionsRow {
  Q_OBJECT
 public:
  LayersOptionsRow(LayersView& view, ViewHost& host, QWidget* parent);

 protected:
  void read() override;

 private:
  LayersView& view_;
  ElidedComboBox* colour_;
  LegendWidget* legend_;
};

}  // namespace headlight::ui
