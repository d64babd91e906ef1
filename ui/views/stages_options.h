#pragma once

#include <QTimer>

#include "ui/views/options_row.h"
#include "ui/views/stages_view.h"

namespace headlight::ui {

class AttentionChooser;
class HeadChooser;

/// How far the head is followed, a button that goes on by itself, layer and head, and the legend.
class StagesOptionsRow : public OptionsRow {
  Q_OBJECT
 public:
  StagesOptionsRow(StagesView& view, ViewHost& host, QWidget* parent);
  void setTheme(const Theme& theme) override;

 protected:
  void read() override;
  void hideEvent(QHideEvent* event) override;

 private:
  void goTo(int stage);
  void play(bool on);

  StagesView& view_;
  SegmentedButtons* stages_;
  QToolButton* play_;
  AttentionChooser* attention_;
  HeadChooser* heads_;
  LegendWidget* legend_;
  QTimer playing_;
};

}  // namespace headlight::ui
