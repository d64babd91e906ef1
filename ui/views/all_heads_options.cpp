#include "ui/views/all_heads_options.h"

#include <QHBoxLayout>
#include <QLabel>

#include "ui/document/glossary.h"
#include "ui/theme/elided.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/attention_chooser.h"
#include "ui/views/legend_widget.h"
#include "ui/views/range_chooser.h"
#include "ui/views/segmented_buttons.h"

namespace headlight::ui {
namespace {

constexpr int roomyFrom = 1000;  // px: below it words are short

Term termOf(HeadNumber number, bool picture) {
  switch (number) {
    case HeadNumber::Entropy:
      return Term::Entropy;
    case HeadNumber::Distance:
      return picture ? Term::PixelDistance : Term::Distance;
    case HeadNumber::FirstTokenMass:
      return Term::FirstTokenMass;
    case HeadNumber::Largest:
      break;
  }
  return Term::LargestWeight;
}

}  // namespace

AllHeadsOptionsRow::AllHeadsOptionsRow(AllHeadsView& view, ViewHost& host, QWidget* parent)
    : OptionsRow(view, host, parent), view_(view) {
  setObjectName(QStringLiteral("allHeadsOptions"));
  kind_ = new SegmentedButtons({tr("Patterns"), tr("On the picture")}, tr("What each head shows"), this);
  kind_->setToolTip(
      tr("Patterns: each patch’s row of weights. On the picture: what the query of the Image view looks at, head by "
         "head"));
  attention_ = new AttentionChooser(host, this);
  QLabel* sortLabel = label(tr("Sort"));
  sort_ = combo(tr("Sort the heads"), {tr("Layer, head"), tr("By the figure")});
  QLabel* numberLabel = label(tr("Show"));
  number_ = combo(tr("Number under each head"), {tr("Mean entropy, bits"), tr("Mean distance, tokens"),
                                                 tr("Mass on first token"), tr("Largest weight")});
  range_ = new RangeChooser(host, this);
  legend_ = legend();
  for (QWidget* widget :
       std::initializer_list<QWidget*>{attention_, kind_, sortLabel, sort_, numberLabel, number_, range_})
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
  const ViewState state = host().state();
  kind_->setVisible(picture);
  kind_->setWords({tr("Patterns"), width() >= scaled(roomyFrom) ? tr("On the picture") : tr("Picture")});
  kind_->setChosen(state.picture.patchMaps ? 1 : 0);
  sort_->setCurrentIndex(view_.options().sorted ? 1 : 0);
  number_->setItemText(static_cast<int>(HeadNumber::Distance),
                       picture ? tr("Mean distance, pixels") : tr("Mean distance, tokens"));
  for (const HeadNumber number :
       {HeadNumber::Entropy, HeadNumber::Distance, HeadNumber::FirstTokenMass, HeadNumber::Largest})
    number_->setItemData(static_cast<int>(number), explain(termOf(number, picture)), Qt::ToolTipRole);
  number_->setCurrentIndex(static_cast<int>(view_.options().number));
  number_->setToolTip(number_->accessibleName() + QLatin1Char('\n') + explain(termOf(view_.options().number, picture)));
  range_->read(picture && state.picture.patchMaps);
  legend_->setLegend(host().legend());
}

}  // namespace headlight::ui
