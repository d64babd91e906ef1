#pragma once

#include <QWidget>

#include "ui/lens/lens_widget.h"

namespace headlight::ui {

/// The 40 px row over the lens: All heads: sort, figure; Matrix: head with previous and next, Linear / Log; both: Own
/// range / Shared, colour map, and the legend (ramp, limits, and in words whether the range is per head, shared or
/// log). It drives the lens and the selection itself; the window only places it.
class OptionsRow : public QWidget {
  Q_OBJECT
 public:
  OptionsRow(LensWidget& lens, Selection& selection, QWidget* parent = nullptr);
  ~OptionsRow() override;
  void setTheme(const Theme& theme);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace headlight::ui
