#include "ui/views/image_footer.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <cmath>

#include "ui/theme/elided.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/legend_widget.h"
#include "ui/views/patch_names.h"
#include "ui/views/segmented_buttons.h"

namespace headlight::ui {

ImageFooter::ImageFooter(ImageView& view, ViewHost& host, QWidget* parent) : OptionsRow(view, host, parent) {
  fixHeight(*this, 44);
  setObjectName(QStringLiteral("imageFooter"));
  row().setContentsMargins(16, 0, 12, 4);
  row().setSpacing(10);
  QLabel* opacityLabel = label(tr("Opacity"));
  opacity_ = new QSlider(Qt::Horizontal, this);
  opacity_->setObjectName(QStringLiteral("imageOpacity"));
  opacity_->setRange(0, 100);
  opacity_->setMinimumWidth(56);
  opacity_->setMaximumWidth(110);
  opacity_->setAccessibleName(tr("Opacity of what is laid over the picture"));
  opacityLabel->setBuddy(opacity_);
  cells_ = new SegmentedButtons({tr("Cells"), tr("Smooth")}, tr("How weights are drawn"), this);
  cells_->setObjectName(QStringLiteral("imageCells"));
  cells_->setToolTip(tr(
      "Cells: one weight a patch, as computed. Smooth invents values between the patches’ middles: nicer to look at, "
      "and not what the model has"));
  legend_ = legend();
  shared_ = toggle(
      QStringLiteral("imageShared"), tr("One range for all heads of the layer"),
      tr("One range for all heads of the layer (and one for all layers), so that weak heads look weak. Off: each map "
         "goes from 0 to its own largest weight"));
  shared_->setText(tr("Shared"));
  special_ = combo(tr("What becomes of special tokens"), {tr("keep"), tr("drop"), tr("drop, renormalise")});
  special_->setObjectName(QStringLiteral("imageDrop"));
  special_->setToolTip(tr(
      "Special tokens ([CLS], registers) have no place on the picture. Keep: the range reaches to their weights too. "
      "Drop: the range is that of the patches; numbers stay as computed. Renormalise: each row is divided by what "
      "is left of it"));
  grid_ = new QCheckBox(tr("grid"), this);
  grid_->setObjectName(QStringLiteral("imageGrid"));
  grid_->setFont(sansFont(12));
  grid_->setToolTip(tr("Lines between the patches"));
  for (QWidget* widget : std::initializer_list<QWidget*>{opacityLabel, opacity_, cells_}) row().addWidget(widget);
  row().addWidget(legend_, 100);
  for (QWidget* widget : std::initializer_list<QWidget*>{shared_, special_, grid_}) row().addWidget(widget);

  const auto edit = [this](auto change) {
    if (reading_) return;
    PictureState state = this->host().state().picture;
    change(state);
    this->host().setPicture(std::move(state));
  };
  connect(opacity_, &QSlider::valueChanged, this,
          [edit](int value) { edit([&](PictureState& state) { state.opacity = value / 100.0; }); });
  connect(cells_, &SegmentedButtons::choose, this,
          [edit](int index) { edit([&](PictureState& state) { state.smooth = index == 1; }); });
  connect(special_, &QComboBox::activated, this, [edit](int index) {
    edit([&](PictureState& state) {
      state.dropSpecial = index > 0;
      state.renormalise = index == 2;
    });
  });
  connect(grid_, &QCheckBox::toggled, this,
          [edit](bool checked) { edit([&](PictureState& state) { state.grid = checked; }); });
  connect(shared_, &QToolButton::clicked, this,
          [this](bool checked) { this->host().setRange(checked ? RangeMode::Shared : RangeMode::PerRow); });
  setTheme(Theme::light());
  readIfShown();
}

void ImageFooter::read() {
  reading_ = true;
  const PictureState state = host().state().picture;
  opacity_->setValue(static_cast<int>(std::lround(state.opacity * 100)));
  cells_->setChosen(state.smooth ? 1 : 0);
  shared_->setChecked(host().state().range == RangeMode::Shared);
  special_->setCurrentIndex(!state.dropSpecial ? 0 : state.renormalise ? 2 : 1);
  const QStringList specials = host().hasPicture() ? patchRows(*host().trace()).specials : QStringList();
  const QString what = specials.size() > 1 ? tr("special") : specials.value(0);
  special_->setVisible(!specials.isEmpty());
  const QStringList words{tr("keep %1").arg(what), tr("drop %1").arg(what),
                          width() >= scaled(860) ? tr("drop %1, renormalise").arg(what) : tr("renormalise")};
  for (int i = 0; i < words.size(); ++i) special_->setItemText(i, words[i]);
  grid_->setChecked(state.grid);
  legend_->setLegend(host().legend());
  reading_ = false;
}

}  // namespace headlight::ui
