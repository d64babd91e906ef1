#pragma once

#include <QWidget>

#include "ui/lens/lens_widget.h"

class QComboBox;
class QToolButton;

namespace headlight::ui {

/// Layer and head with previous and next, of the trace that the lens shows.
class HeadChooser : public QWidget {
  Q_OBJECT
 public:
  HeadChooser(LensWidget& lens, Selection& selection, QWidget* parent);
  void setTheme(const Theme& theme);
  /// After the lens or the selection has changed.
  void read();

 private:
  void step(int by);

  LensWidget& lens_;
  Selection& selection_;
  QToolButton *previous_, *next_;
  QComboBox* head_;
  int layers_ = 0, heads_ = 0;
};

}  // namespace headlight::ui
