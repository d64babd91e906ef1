#pragma once

#include <vector>

#include "ui/theme/elided.h"
#include "ui/views/view_host.h"

namespace headlight::ui {

/// What the ends of the colour map stand for: each row's own largest weight, the head's, its 99th percentile, or that
/// of all heads.
class RangeChooser : public ElidedComboBox {
  Q_OBJECT
 public:
  RangeChooser(ViewHost& host, QWidget* parent);
  /// After the host has changed. `maps`: one query's row stands over the picture, which is a range of its own already.
  void read(bool maps = false);

 private:
  ViewHost& host_;
  std::vector<RangeMode> modes_;  ///< of the entries
};

}  // namespace headlight::ui
