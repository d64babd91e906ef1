#pragma once

#include <vector>

#include "ui/theme/elided.h"
#include "ui/views/view_host.h"

namespace headlight::ui {

/// Which attention is shown, of a model that has several: "encoder", "decoder", "decoder → encoder". Hidden where there
/// is no choice.
class AttentionChooser : public ElidedComboBox {
  Q_OBJECT
 public:
  AttentionChooser(ViewHost& host, QWidget* parent);
  /// After the host or the selection has changed.
  void read();

 private:
  ViewHost& host_;
  std::vector<AttentionInfo> attentions_;  ///< of the entries
};

}  // namespace headlight::ui
