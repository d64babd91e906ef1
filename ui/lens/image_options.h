#pragma once

#include <QWidget>
#include <functional>

#include "ui/lens/lens_widget.h"

class QComboBox;
class QLabel;

namespace headlight::ui {

class HeadChooser;
class SegmentedButtons;

/// The row over the Image view: layer and head, who asks (a special token, or the patch under the pointer), the
/// direction, and what is laid over the picture. It drives the lens and the selection itself.
class ImageOptions : public QWidget {
  Q_OBJECT
 public:
  ImageOptions(LensWidget& lens, Selection& selection, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void read();
  void fillShown();
  void edit(const std::function<void(PictureState&)>& change);

  LensWidget& lens_;
  Selection& selection_;
  HeadChooser* heads_;
  QLabel* queryLabel_;
  SegmentedButtons *query_, *direction_;
  QComboBox *querySpecial_, *shown_;
  QStringList specials_;
  bool classifies_ = false;
};

}  // namespace headlight::ui
