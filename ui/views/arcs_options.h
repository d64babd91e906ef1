#pragma once

#include "ui/views/arcs_view.h"
#include "ui/views/options_row.h"

class QSlider;

namespace headlight::ui {

class AttentionChooser;
class HeadChooser;

/// Attention, layer and head, how much of each query's weight has lines, difference, and the legend.
class ArcsOptionsRow : public OptionsRow {
  Q_OBJECT
 public:
  ArcsOptionsRow(ArcsView& view, ViewHost& host, QWidget* parent);
  void setTheme(const Theme& theme) override;

 protected:
  void read() override;

 private:
  ArcsView& view_;
  AttentionChooser* attention_;
  HeadChooser* heads_;
  QSlider* share_;
  QToolButton* difference_;
  LegendWidget* legend_;
  bool reading_ = false;
};

}  // namespace headlight::ui
