#include "ui/lens/options_row.h"

#include <QComboBox>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QLabel>
#include <QResizeEvent>
#include <QToolButton>
#include <algorithm>

#include "ui/lens/head_chooser.h"
#include "ui/lens/legend.h"
#include "ui/lens/segmented_buttons.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {
constexpr int rowHeight = 40;
constexpr int roomyFrom = 1000;  // px: below it a head's what-if is named shortly
constexpr int wordsFrom = 830;   // px: below it "Sort" and "Show" are left to the combos' own names
}  // namespace

struct OptionsRow::Private {
  Private(OptionsRow& owner, LensWidget& shownLens, Selection& shared) : q(owner), lens(shownLens), selection(shared) {}
  OptionsRow& q;
  LensWidget& lens;
  Selection& selection;
  QLabel *sortLabel = nullptr, *showLabel = nullptr;
  QComboBox *sort = nullptr, *figure = nullptr;
  HeadChooser* heads = nullptr;
  QToolButton *difference = nullptr, *special = nullptr;
  QLabel* tag = nullptr;
  SegmentedButtons *kind = nullptr, *scale = nullptr, *range = nullptr;
  LegendWidget* legend = nullptr;

  void build();
  void read();
};

OptionsRow::OptionsRow(LensWidget& lens, Selection& selection, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(*this, lens, selection)) {
  setFixedHeight(rowHeight);
  setAutoFillBackground(true);
  setObjectName(QStringLiteral("lensOptions"));
  d_->build();
  connect(&lens, &LensWidget::optionsChanged, this, [this] { d_->read(); });
  connect(&selection, &Selection::headChanged, this, [this] { d_->read(); });
  setTheme(Theme::light());
  d_->read();
}

OptionsRow::~OptionsRow() = default;

void OptionsRow::Private::build() {
  auto* row = new QHBoxLayout(&q);
  row->setContentsMargins(16, 0, 12, 0);
  row->setSpacing(8);
  const auto label = [&](const QString& words) {
    auto* made = new QLabel(words, &q);
    made->setFont(sansFont(12));
    return made;
  };
  const auto combo = [&](const QString& name, const QStringList& items) {
    auto* made = new QComboBox(&q);
    made->setFont(sansFont(12));
    made->setAccessibleName(name);
    made->setToolTip(name);
    made->addItems(items);
    made->setFixedHeight(28);
    made->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return made;
  };
  sortLabel = label(tr("Sort"));
  sort = combo(tr("Sort the heads"), {tr("Layer, head"), tr("By the figure")});
  sort->setMinimumWidth(84);  // in a small window, where the kind of thumbnails has to be chosen too
  showLabel = label(tr("Show"));
  figure = combo(tr("Number under each head"), {tr("Mean entropy, bits"), tr("Mean distance, tokens"),
                                                tr("Mass on first token"), tr("Largest weight")});
  figure->setMinimumWidth(96);
  heads = new HeadChooser(lens, selection, &q);
  kind = new SegmentedButtons({tr("Patterns"), tr("On the picture")}, tr("What each head shows"), &q);
  kind->setToolTip(
      tr("Patterns: each patch’s row of weights. On the picture: what the query of the Image view looks at, head by "
         "head"));
  scale = new SegmentedButtons({tr("Linear"), tr("Log")}, tr("Scale of the colour map"), &q);
  range = new SegmentedButtons({tr("Own range"), tr("Shared")}, tr("Range of the colour map"), &q);
  range->setToolTip(
      tr("Own: every head from 0 to its largest weight, so that weak heads show their pattern but not how weak "
         "they are. Shared: all heads from 0 to the largest weight of all."));
  tag = label({});
  tag->setObjectName(QStringLiteral("headTag"));
  tag->setFixedHeight(26);
  tag->setIndent(0);
  tag->setAlignment(Qt::AlignCenter);
  difference = new QToolButton(&q);
  difference->setObjectName(QStringLiteral("difference"));
  difference->setText(tr("Difference"));
  difference->setCheckable(true);
  difference->setProperty("words", true);
  difference->setFont(sansFont(12));
  difference->setFixedHeight(28);
  difference->setAccessibleName(tr("Difference that the what-ifs make"));
  difference->setToolTip(tr("After the what-ifs minus before (D)"));
  special = new QToolButton(&q);
  special->setObjectName(QStringLiteral("hideSpecial"));
  special->setCheckable(true);
  special->setProperty("words", true);
  special->setFont(sansFont(12));
  special->setFixedHeight(28);
  special->setAccessibleName(tr("Hide special tokens"));
  special->setToolTip(
      tr("Hide special tokens ([CLS], <s>) in the matrix: each row is then divided by what is left of it"));
  legend = new LegendWidget(&q);
  for (QWidget* widget : std::initializer_list<QWidget*>{kind, sortLabel, sort, showLabel, figure, heads, tag,
                                                         difference, special, scale, range})
    row->addWidget(widget);
  row->addStretch(1);
  row->addWidget(legend, 1000);
  legend->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);

  connect(sort, &QComboBox::activated, &q,
          [this](int index) { lens.setSort(index == 0 ? ViewState::Sort::LayerHead : ViewState::Sort::Figure); });
  connect(figure, &QComboBox::activated, &q,
          [this](int index) { lens.setFigure(static_cast<ViewState::Figure>(index)); });
  connect(kind, &SegmentedButtons::choose, &q, [this](int index) {
    PictureState picture = lens.picture();
    picture.patchMaps = index == 1;
    lens.setPicture(std::move(picture));
  });
  connect(scale, &SegmentedButtons::choose, &q,
          [this](int index) { lens.setScale(index == 0 ? Scale::Linear : Scale::Log); });
  connect(range, &SegmentedButtons::choose, &q,
          [this](int index) { lens.setRange(index == 0 ? RangeMode::Own : RangeMode::Shared); });
  connect(difference, &QToolButton::clicked, &q, [this](bool checked) { lens.setDifference(checked); });
  connect(special, &QToolButton::clicked, &q, [this](bool checked) { lens.setSpecialHidden(checked); });
  connect(legend, &LegendWidget::chooseColormap, &q, [this](Colormap map) { lens.setColormap(map); });
}

void OptionsRow::Private::read() {
  const bool all = lens.view() == LensView::AllHeads;
  const bool roomyPicture = q.width() >= roomyFrom;
  const bool words = q.width() >= wordsFrom + (lens.hasPicture() ? 240 : 0);
  sortLabel->setVisible(all && words);
  sort->setVisible(all);
  showLabel->setVisible(all && words);
  figure->setVisible(all);
  kind->setVisible(all && lens.hasPicture());
  kind->setWords({tr("Patterns"), roomyPicture ? tr("On the picture") : tr("Picture")});
  kind->setChosen(lens.picture().patchMaps ? 1 : 0);
  heads->setVisible(!all);
  const bool differs = lens.differenceShown();
  const QString said = all ? QString() : lens.headTag();
  // Where it is tight, the tag's own words do ("output off"), and ranges wait until the what-ifs are gone.
  const bool roomy = q.width() >= roomyFrom;
  const QString shown = roomy ? said : said.section(tr(" in the what-if"), 0, 0);
  const QFontMetrics metrics(tag->font());
  const int textWidth = std::min(metrics.horizontalAdvance(shown) + 2, roomy ? 320 : 130);
  tag->setText(metrics.elidedText(shown, Qt::ElideRight, textWidth));
  tag->setFixedWidth(textWidth + 22);  // border, padding, and what the painted text exceeds its advance by
  tag->setToolTip(said.isEmpty() ? QString() : tr("%1: the pattern below is computed all the same").arg(said));
  tag->setVisible(!said.isEmpty());
  difference->setVisible(!all && lens.hasBaseline());
  difference->setChecked(differs);
  special->setVisible(!all && lens.hasSpecialRows());
  special->setChecked(lens.specialHidden());
  special->setText(roomy ? tr("Hide special tokens") : tr("Hide special"));
  scale->setVisible(!all && !differs);
  range->setVisible(!differs && (all || roomy || !lens.hasBaseline()));
  heads->read();
  figure->setItemText(static_cast<int>(ViewState::Figure::Distance),
                      lens.hasPicture() ? tr("Mean distance, pixels") : tr("Mean distance, tokens"));
  sort->setCurrentIndex(lens.sort() == ViewState::Sort::LayerHead ? 0 : 1);
  figure->setCurrentIndex(static_cast<int>(lens.figure()));
  scale->setChosen(lens.scale() == Scale::Linear ? 0 : 1);
  range->setChosen(lens.range() == RangeMode::Own ? 0 : 1);
  legend->setLegend(lens.legend());
}

void OptionsRow::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  d_->read();
}

void OptionsRow::setTheme(const Theme& theme) {
  d_->heads->setTheme(theme);
  d_->kind->setTheme(theme);
  QPalette colors = palette();
  colors.setColor(QPalette::Window, theme.canvas);  // one sheet with the lens below it
  setPalette(colors);
  colors.setColor(QPalette::WindowText, theme.muted);
  d_->sortLabel->setPalette(colors);
  d_->showLabel->setPalette(colors);
  d_->tag->setStyleSheet(
      QStringLiteral("QLabel { border: 1px solid %1; border-radius: 4px; padding: 2px 6px; color: %2; }")
          .arg(theme.borderStrong.name(), theme.text.name()));
  d_->scale->setTheme(theme);
  d_->range->setTheme(theme);
  d_->legend->setTheme(theme);
}

}  // namespace headlight::ui
