#include "ui/views/stages_options.h"

#include <QHBoxLayout>
#include <QToolButton>

#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/attention_chooser.h"
#include "ui/views/head_chooser.h"
#include "ui/views/legend_widget.h"
#include "ui/views/segmented_buttons.h"
#include "ui/views/stages_parts.h"

namespace headlight::ui {
namespace {

constexpr int roomyFrom = 620;    // px at 100 %: below it stages are numbered
constexpr int slowMotion = 1600;  // ms that a stage stands while they go on by themselves

}  // namespace

StagesOptionsRow::StagesOptionsRow(StagesView& view, ViewHost& host, QWidget* parent)
    : OptionsRow(view, host, parent), view_(view) {
  setObjectName(QStringLiteral("stagesOptions"));
  stages_ =
      new SegmentedButtons(QStringList(stageCount, QStringLiteral("1")), tr("How far the head is followed"), this);
  stages_->setToolTip(tr("Space: the next step, Backspace: the one before"));
  play_ = toggle(QStringLiteral("playStages"), tr("Go on by itself"), tr("Step after step, slowly; again: stop"));
  play_->setText(tr("Play"));
  attention_ = new AttentionChooser(host, this);
  heads_ = new HeadChooser(host, this);
  legend_ = legend();
  for (QWidget* widget : std::initializer_list<QWidget*>{stages_, play_, attention_, heads_}) row().addWidget(widget);
  row().addStretch(1);
  row().addWidget(legend_, 1000);

  playing_.setInterval(slowMotion);
  connect(&playing_, &QTimer::timeout, this, [this] {
    const int next = static_cast<int>(view_.options().stage) + 1;
    if (next >= stageCount) return play(false);
    goTo(next);
  });
  connect(stages_, &SegmentedButtons::choose, this, [this](int index) {
    play(false);
    goTo(index);
  });
  connect(play_, &QToolButton::clicked, this, &StagesOptionsRow::play);
  setTheme(Theme::light());
  readIfShown();
}

void StagesOptionsRow::goTo(int stage) {
  StagesOptions next = view_.options();
  next.stage = static_cast<Stage>(stage);
  view_.setOptions(next);
  host().optionsEdited();
}

void StagesOptionsRow::play(bool on) {
  play_->setChecked(on);
  if (!on) return playing_.stop();
  if (view_.options().stage == Stage::Output) goTo(0);
  playing_.start();
}

void StagesOptionsRow::hideEvent(QHideEvent* event) {
  play(false);
  OptionsRow::hideEvent(event);
}

void StagesOptionsRow::read() {
  const bool roomy = width() >= scaled(roomyFrom);
  QStringList words;
  QString scale = tr("scale");
  const ViewState state = host().state();
  if (const auto& trace = host().trace(); trace && StagesView::captured(*trace, state)) {
    const auto& made = view_.steps(*trace, state, StagesView::queryOf(*trace, state));
    if (!made.scores.empty()) scale = StagesParts::scaleWords(made);
  }
  if (roomy)
    words = {tr("q, k, v"), tr("q · k"), scale, tr("mask"), tr("softmax"), tr("× v"), tr("output")};
  else
    for (int stage = 1; stage <= stageCount; ++stage) words << QString::number(stage);
  stages_->setWords(words);
  stages_->setChosen(static_cast<int>(view_.options().stage));
  attention_->read();
  heads_->read();
  legend_->setLegend(host().legend());
}

void StagesOptionsRow::setTheme(const Theme& theme) {
  OptionsRow::setTheme(theme);
  heads_->setTheme(theme);
}

}  // namespace headlight::ui
