#include "ui/views/matrix_options.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <algorithm>

#include "ui/document/glossary.h"
#include "ui/theme/elided.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/attention_chooser.h"
#include "ui/views/head_chooser.h"
#include "ui/views/legend_widget.h"
#include "ui/views/range_chooser.h"
#include "ui/views/segmented_buttons.h"

namespace headlight::ui {
namespace {
constexpr int roomyFrom = 1000;  // px: below it a head's what-if is named shortly
}  // namespace

MatrixOptionsRow::MatrixOptionsRow(MatrixView& view, ViewHost& host, QWidget* parent)
    : OptionsRow(view, host, parent), view_(view) {
  setObjectName(QStringLiteral("matrixOptions"));
  attention_ = new AttentionChooser(host, this);
  heads_ = new HeadChooser(host, this);
  tag_ = new QLabel(this);
  tag_->setFont(sansFont(12));
  tag_->setObjectName(QStringLiteral("headTag"));
  fixHeight(*tag_, 26);
  tag_->setIndent(0);
  tag_->setAlignment(Qt::AlignCenter);
  difference_ = toggle(QStringLiteral("difference"), tr("Difference that the what-ifs make"),
                       tr("After the what-ifs minus before (D)"));
  difference_->setText(tr("Difference"));
  special_ =
      toggle(QStringLiteral("hideSpecial"), tr("Hide special tokens"),
             tr("Hide special tokens ([CLS], <s>) in the matrix: each row is then divided by what is left of it"));
  cells_ = combo(tr("What the cells hold"), {});
  cells_->setObjectName(QStringLiteral("matrixCells"));
  mix_ = combo(tr("Of which heads"), {tr("One head"), tr("Mean of heads"), tr("Largest of heads")});
  mix_->setObjectName(QStringLiteral("matrixHeads"));
  const QString which = tr("Of the pinned heads, or of all heads of the layer where none is pinned (P pins)");
  mix_->setItemData(1, which, Qt::ToolTipRole);
  mix_->setItemData(2, which, Qt::ToolTipRole);
  mix_->setToolTip(tr("Of which heads") + QLatin1Char('\n') + which);
  scale_ = new SegmentedButtons({tr("Linear"), tr("Log")}, tr("Scale of the colour map"), this);
  range_ = new RangeChooser(host, this);
  legend_ = legend();
  for (QWidget* widget :
       std::initializer_list<QWidget*>{attention_, heads_, tag_, difference_, special_, scale_, range_, cells_, mix_})
    row().addWidget(widget);
  row().addStretch(1);
  row().addWidget(legend_, 1000);

  connect(scale_, &SegmentedButtons::choose, this,
          [this](int index) { this->host().setScale(index == 0 ? Scale::Linear : Scale::Log); });
  connect(cells_, &QComboBox::activated, this, [this](int index) {
    MatrixOptions next = view_.options();
    next.what.cells = static_cast<MatrixCells>(cells_->itemData(index).toInt());
    view_.setOptions(next);
    this->host().optionsEdited();
  });
  connect(mix_, &QComboBox::activated, this, [this](int index) {
    MatrixOptions next = view_.options();
    next.what.heads = static_cast<MatrixHeads>(index);
    view_.setOptions(next);
    this->host().optionsEdited();
  });
  connect(difference_, &QToolButton::clicked, this, [this](bool checked) {
    MatrixOptions next = view_.options();
    next.difference = checked;
    view_.setOptions(next);
    this->host().optionsEdited();
  });
  connect(special_, &QToolButton::clicked, this, [this](bool checked) {
    MatrixOptions next = view_.options();
    next.hideSpecial = checked;
    view_.setOptions(next);
    view_.zoomToFit(this->host());
    this->host().optionsEdited();
  });
  setTheme(Theme::light());
  readIfShown();
}

void MatrixOptionsRow::readTag(bool roomy) {
  const ViewState state = host().state();
  const Trace* trace = host().trace().get();
  const QString said =
      trace ? headTag(trace->changes(), shownAttention(trace->model(), state), state.layer, state.head) : QString();
  const QString shown = roomy ? said : said.section(tr(" in the what-if"), 0, 0);
  const QFontMetrics metrics(tag_->font());
  const int textWidth = std::min(metrics.horizontalAdvance(shown) + 2, scaled(roomy ? 320 : 130));
  tag_->setText(metrics.elidedText(shown, Qt::ElideRight, textWidth));
  tag_->setFixedWidth(textWidth + 22);  // border, padding, and what the painted text exceeds its advance by
  tag_->setToolTip(said.isEmpty() ? QString() : tr("%1: the pattern below is computed all the same").arg(said));
  tag_->setVisible(!said.isEmpty());
}

void MatrixOptionsRow::readWhat(const ViewState& state) {
  const Trace* trace = host().trace().get();
  if (!trace) return;
  const MatrixWhat what = view_.what(*trace, state);
  const int wanted = MatrixValues::canRollOut(*trace, shownAttention(trace->model(), state)) ? 3 : 2;
  if (cells_->count() != wanted) {
    cells_->clear();
    cells_->addItem(tr("Weights"), static_cast<int>(MatrixCells::Weights));
    cells_->addItem(tr("Scores q·k/√d"), static_cast<int>(MatrixCells::Scores));
    cells_->setItemData(1, tr("Before softmax made weights of them"), Qt::ToolTipRole);
    if (wanted == 3) {
      cells_->addItem(tr("Rollout"), static_cast<int>(MatrixCells::Rollout));
      cells_->setItemData(2, explain(Term::Rollout), Qt::ToolTipRole);
    }
  }
  cells_->setCurrentIndex(cells_->findData(static_cast<int>(what.cells)));
  mix_->setVisible(what.cells == MatrixCells::Weights);
  mix_->setCurrentIndex(static_cast<int>(what.heads));
}

void MatrixOptionsRow::read() {
  const ViewState state = host().state();
  const bool compares = host().trace() && state.baseline;
  const bool differs = host().trace() && view_.showsDifference(state);
  const bool roomy = width() >= scaled(roomyFrom);
  attention_->read();
  heads_->read();
  readTag(roomy);
  readWhat(state);
  const bool isSigned = host().trace() && view_.what(*host().trace(), state).signedCells();
  difference_->setVisible(compares);
  difference_->setChecked(differs);
  const ModelInfo* model = host().trace() ? &host().trace()->model() : nullptr;
  special_->setVisible(model && MatrixView::canHideSpecial(*model, state));
  special_->setChecked(model && view_.hidesSpecial(*model, state));
  special_->setText(roomy ? tr("Hide special tokens") : tr("Hide special"));
  scale_->setVisible(!differs && !isSigned);
  scale_->setChosen(state.scale == Scale::Linear ? 0 : 1);
  range_->setVisible(!differs && !isSigned);
  range_->read();
  legend_->setLegend(host().legend());
}

void MatrixOptionsRow::setTheme(const Theme& theme) {
  OptionsRow::setTheme(theme);
  heads_->setTheme(theme);
  tag_->setStyleSheet(
      QStringLiteral("QLabel { border: 1px solid %1; border-radius: 4px; padding: 2px 6px; color: %2; }")
          .arg(theme.borderStrong.name(), theme.text.name()));
}

}  // namespace headlight::ui
