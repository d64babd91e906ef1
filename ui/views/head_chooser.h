#pragma once

#include <QWidget>

#include "ui/views/view_host.h"

class QToolButton;

namespace headlight::ui {

class ElidedComboBox;

/// Layer and head with previous and next, of the trace that the host shows.
class HeadChooser : public QWidget {
  Q_OBJECT
 public:
  HeadChooser(ViewHost& host, QWidget* parent);
  void setTheme(const Theme& theme);
  /// After the host or the selection has changed.
  void read();

 private:
  void step(int by);

  ViewHost& host_;
  Selection& selection_;
  QToolButton *previous_, *next_;
  ElidedComboBox* head_;
  int layers_ = 0, heads_ = 0;
};

}  // namespace headlight::ui
