#include "ui/views/matrix_options.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <algorithm>

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
  scale_ = new SegmentedButtons({tr("Linear"), tr("Log")}, tr("Scale of the colour map"), this);
  range_ = new RangeChooser(host, this);
  legend_ = legend();
  for (QWidget* widget :
       std::initializer_list<QWidget*>{attention_, heads_, tag_, difference_, special_, scale_, range_})
    row().addWidget(widget);
  row().addStretch(1);
  row().addWidget(legend_, 1000);

  connect(scale_, &SegmentedButtons::choose, this,
          [this](int index) { this->host().setScale(index == 0 ? Scale::Linear : Scale::Log); });
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

void MatrixOptionsRow::read() {
  const ViewState state = host().state();
  const bool compares = host().trace() && state.baseline;
  const bool differs = host().trace() && view_.showsDifference(state);
  const bool roomy = width() >= scaled(roomyFrom);
  attention_->read();
  heads_->read();
  readTag(roomy);
  difference_->setVisible(compares);
  difference_->setChecked(differs);
  const ModelInfo* model = host().trace() ? &host().trace()->model() : nullptr;
  special_->setVisible(model && MatrixView::canHideSpecial(*model, state));
  special_->setChecked(model && view_.hidesSpecial(*model, state));
  special_->setText(roomy ? tr("Hide special tokens") : tr("Hide special"));
  scale_->setVisible(!differs);
  scale_->setChosen(state.scale == Scale::Linear ? 0 : 1);
  range_->setVisible(!differs);
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
