#pragma once

#include <functional>

#include "ui/views/image_view.h"
#include "ui/views/options_row.h"

namespace headlight::ui {

class ElidedComboBox;
class HeadChooser;

/// The row over the Image view: layer and head, who asks (a special token, or the patch under the pointer), the
/// direction, and what is laid over the picture.
class ImageOptions : public OptionsRow {
  Q_OBJECT
 public:
  ImageOptions(ImageView& view, ViewHost& host, QWidget* parent);
  void setTheme(const Theme& theme) override;

 protected:
  void read() override;

 private:
  void fillShown();
  void edit(const std::function<void(PictureState&)>& change);

  HeadChooser* heads_;
  SegmentedButtons *query_, *direction_;
  ElidedComboBox *querySpecial_, *shown_;
  QStringList specials_;
  bool classifies_ = false;
};

}  // namespace headlight::ui
