#pragma once

#include <functional>

#include "ui/views/compare_view.h"
#include "ui/views/options_row.h"

namespace headlight::ui {

class AttentionChooser;
class HeadChooser;
class RangeChooser;

/// What is compared with what, the head, what is patched, and the legend.
class CompareOptionsRow : public OptionsRow {
  Q_OBJECT
 public:
  CompareOptionsRow(CompareView& view, ViewHost& host, QWidget* parent);
  void setTheme(const Theme& theme) override;

 protected:
  void read() override;

 private:
  void edit(const std::function<void(CompareOptions&)>& change);
  void readHeads();
  void readSites();
  void readAnswers();

  CompareView& view_;
  QToolButton *keep_, *patching_;
  AttentionChooser* attention_;
  HeadChooser* heads_;
  ElidedComboBox *with_, *other_, *site_, *measure_, *answer_;
  RangeChooser* range_;
  LegendWidget* legend_;
};

}  // namespace headlight::ui
