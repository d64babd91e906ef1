#include "ui/views/all_heads_options.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>

#include "ui/theme/theme.h"
#include "ui/views/attention_chooser.h"
#include "ui/views/legend_widget.h"
#include "ui/views/range_chooser.h"
#include "ui/views/segmented_buttons.h"

namespace headlight::ui {
namespace {

constexpr int roomyFrom = 1000;  // px: below it words are short
constexpr int wordsFrom = 830;   // px: below it "Sort" and "Show" are left to the combos' own names

}  // namespace

AllHeadsOptionsRow::AllHeadsOptionsRow(AllHeadsView& view, ViewHost& host, QWidget* parent)
    : OptionsRow(view, host, parent), view_(view) {
  setObjectName(QStringLiteral("allHeadsOptions"));
  kind_ = new SegmentedButtons({tr("Patterns"), tr("On the picture")}, tr("What each head shows"), this);
  kind_->setToolTip(
      tr("Patterns: each patch’s row of weights. On the picture: what the query of the Image view looks at, head by "
         "head"));
  attention_ = new AttentionChooser(host, this);
  sortLabel_ = label(tr("Sort"));
  sort_ = combo(tr("Sort the heads"), {tr("Layer, head"), tr("By the figure")});
  sort_->setMinimumWidth(84);  // in a small window, where the kind of thumbnails has to be chosen too
  numberLabel_ = label(tr("Show"));
  number_ = combo(tr("Number under each head"), {tr("Mean entropy, bits"), tr("Mean distance, tokens"),
                                                 tr("Mass on first token"), tr("Largest weight")});
  number_->setMinimumWidth(96);
  range_ = new RangeChooser(host, this);
  legend_ = legend();
  for (QWidget* widget :
       std::initializer_list<QWidget*>{attention_, kind_, sortLabel_, sort_, numberLabel_, number_, range_})
    row().addWidget(widget);
  row().addStretch(1);
  row().addWidget(legend_, 1000);

  connect(sort_, &QComboBox::activated, this, [this](int index) {
    AllHeadsOptions next = view_.options();
    next.sorted = index == 1;
    view_.setOptions(next);
    this->host().optionsEdited();
  });
  connect(number_, &QComboBox::activated, this, [this](int index) {
    AllHeadsOptions next = view_.options();
    next.number = static_cast<HeadNumber>(index);
    view_.setOptions(next);
    this->host().optionsEdited();
  });
  connect(kind_, &SegmentedButtons::choose, this, [this](int index) {
    PictureState picture = this->host().state().picture;
    picture.patchMaps = index == 1;
    this->host().setPicture(std::move(picture));
  });
  setTheme(Theme::light());
  read();
}

void AllHeadsOptionsRow::read() {
  const bool picture = host().hasPicture();
  attention_->read();
  const int taken = (picture ? 240 : 0) + (attention_->isHidden() ? 0 : attention_->sizeHint().width() + 8);
  const bool words = width() >= wordsFrom + taken;
  const ViewState state = host().state();
  kind_->setVisible(picture);
  kind_->setWords({tr("Patterns"), width() >= roomyFrom ? tr("On the picture") : tr("Picture")});
  kind_->setChosen(state.picture.patchMaps ? 1 : 0);
  sortLabel_->setVisible(words);
  sort_->setCurrentIndex(view_.options().sorted ? 1 : 0);
  numberLabel_->setVisible(words);
  number_->setItemText(static_cast<int>(HeadNumber::Distance),
                       picture ? tr("Mean distance, pixels") : tr("Mean distance, tokens"));
  number_->setCurrentIndex(static_cast<int>(view_.options().number));
  range_->read(picture && state.picture.patchMaps);
  legend_->setLegend(host().legend());
}

}  // namespace headlight::ui
