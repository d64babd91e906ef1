#include "ui/views/all_heads_options.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <utility>
#include <vector>

#include "ui/document/glossary.h"
#include "ui/theme/elided.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/attention_chooser.h"
#include "ui/views/legend_widget.h"
#include "ui/views/numbers.h"
#include "ui/views/range_chooser.h"
#include "ui/views/segmented_buttons.h"

namespace headlight::ui {
namespace {

constexpr int roomyFrom = 1000;  // px: below it words are short

QString numberTitle(HeadNumber number, bool picture) {
  QString words = number == HeadNumber::Entropy    ? AllHeadsOptionsRow::tr("Mean entropy, bits")
                  : number == HeadNumber::Distance ? (picture ? AllHeadsOptionsRow::tr("Mean distance, pixels")
                                                              : AllHeadsOptionsRow::tr("Mean distance, tokens"))
                                                   : headNumberWords(number, picture);
  if (!words.isEmpty()) words[0] = words[0].toUpper();
  return words;
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
  number_ = combo(tr("Number under each head"), {});
  number_->setObjectName(QStringLiteral("headNumber"));
  filter_ = combo(tr("Which heads are shown"), {});
  filter_->setObjectName(QStringLiteral("headFilter"));
  colour_ = toggle(QStringLiteral("headColour"), tr("Frame each head in the colour of its number"),
                   tr("Frame each head in the colour of the number under it"));
  colour_->setText(tr("Colour"));
  range_ = new RangeChooser(host, this);
  legend_ = legend();
  for (QWidget* widget : std::initializer_list<QWidget*>{attention_, kind_, sortLabel, sort_, numberLabel, number_,
                                                         filter_, colour_, range_})
    row().addWidget(widget);
  row().addStretch(1);
  row().addWidget(legend_, 1000);

  connect(sort_, &QComboBox::activated, this, [this](int index) {
    AllHeadsOptions next = view_.options();
    next.sorted = index == 1;
    edit(next);
  });
  connect(number_, &QComboBox::activated, this, [this](int index) {
    AllHeadsOptions next = view_.options();
    next.number = static_cast<HeadNumber>(number_->itemData(index).toInt());
    edit(next);
  });
  connect(filter_, &QComboBox::activated, this, [this](int index) {
    AllHeadsOptions next = view_.options();
    next.filter = static_cast<HeadFilter>(filter_->itemData(index).toInt());
    edit(next);
  });
  connect(colour_, &QToolButton::clicked, this, [this](bool checked) {
    AllHeadsOptions next = view_.options();
    next.coloured = checked;
    edit(next);
  });
  connect(kind_, &SegmentedButtons::choose, this, [this](int index) {
    PictureState picture = this->host().state().picture;
    picture.patchMaps = index == 1;
    this->host().setPicture(std::move(picture));
  });
  setTheme(Theme::light());
  read();
}

void AllHeadsOptionsRow::edit(const AllHeadsOptions& options) {
  view_.setOptions(options);
  view_.settle(host());
  host().optionsEdited();
}

void AllHeadsOptionsRow::readNumbers(const ViewState& state, bool picture) {
  const Trace* trace = host().trace().get();
  if (!trace) return;
  const HeadNumber shown = view_.shownNumber(trace->model(), state);
  const auto fill = [](QComboBox& combo, const std::vector<std::pair<QString, int>>& items) {
    QStringList before, after;
    for (int i = 0; i < combo.count(); ++i) before << combo.itemText(i);
    for (const auto& [words, data] : items) after << words;
    if (before == after) return;  // an open list stays open
    combo.clear();
    for (const auto& [words, data] : items) combo.addItem(words, data);
  };
  std::vector<std::pair<QString, int>> numbers, filters;
  for (const HeadNumber number : headNumbersOf(trace->model(), shownAttention(trace->model(), state)))
    numbers.emplace_back(numberTitle(number, picture), static_cast<int>(number));
  fill(*number_, numbers);
  for (int i = 0; i < number_->count(); ++i)
    number_->setItemData(i, explain(termOf(static_cast<HeadNumber>(number_->itemData(i).toInt()), picture)),
                         Qt::ToolTipRole);
  number_->setCurrentIndex(number_->findData(static_cast<int>(shown)));
  number_->setToolTip(number_->accessibleName() + QLatin1Char('\n') + explain(termOf(shown, picture)));
  const auto filter = [&](const QString& words, HeadFilter which) {
    filters.emplace_back(words, static_cast<int>(which));
  };
  filter(tr("All heads"), HeadFilter::All);
  filter(tr("That say what they do"), HeadFilter::Said);
  filter(tr("Pinned"), HeadFilter::Pinned);
  if (isShare(shown)) {
    filter(tr("From 0.3"), HeadFilter::Third);
    filter(tr("From 0.5"), HeadFilter::Half);
  }
  fill(*filter_, filters);
  filter_->setCurrentIndex(filter_->findData(static_cast<int>(view_.shownFilter(trace->model(), state))));
}

void AllHeadsOptionsRow::read() {
  const bool picture = host().hasPicture();
  attention_->read();
  const ViewState state = host().state();
  kind_->setVisible(picture);
  kind_->setWords({tr("Patterns"), width() >= scaled(roomyFrom) ? tr("On the picture") : tr("Picture")});
  kind_->setChosen(state.picture.patchMaps ? 1 : 0);
  sort_->setCurrentIndex(view_.options().sorted ? 1 : 0);
  readNumbers(state, picture);
  colour_->setChecked(view_.options().coloured);
  // The map is the one of the legend; its end is another one.
  colour_->setText(view_.options().coloured && host().trace()
                       ? tr("Colour 0 to %1").arg(decimal(view_.numberReach(*host().trace(), state), 2))
                       : tr("Colour"));
  range_->read(picture && state.picture.patchMaps);
  legend_->setLegend(host().legend());
}

}  // namespace headlight::ui
