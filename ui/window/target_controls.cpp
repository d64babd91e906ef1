#include "ui/window/target_controls.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <initializer_list>

#include "generation/generation_config.h"
#include "ui/theme/flow_layout.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {

TargetControls::TargetControls(QWidget* parent)
    : QWidget(parent),
      next_(new QPushButton(tr("Next token"), this)),
      follow_(new QPushButton(tr("Follow again"), this)),
      written_(new QLabel(this)),
      search_(new QWidget(this)),
      beams_(new QSpinBox(search_)) {
  setObjectName(QStringLiteral("targetControls"));
  next_->setObjectName(QStringLiteral("nextTargetToken"));
  next_->setProperty("primary", true);
  next_->setToolTip(tr("The model writes one token, and the lens shows where it looked (Space)"));
  follow_->setObjectName(QStringLiteral("followAgain"));
  follow_->setToolTip(tr("Lets the target follow its source again: the tokens that you put there are forgotten"));
  written_->setObjectName(QStringLiteral("targetCount"));
  written_->setFont(textFont(TextStyle::Small));
  auto* beamsLabel = new QLabel(tr("Beams"), search_);
  beamsLabel->setFont(textFont(TextStyle::Small));
  beamsLabel->setBuddy(beams_);
  auto* pair = new QHBoxLayout(search_);
  pair->setContentsMargins(0, 0, 0, 0);
  pair->setSpacing(6);
  pair->addWidget(beamsLabel);
  pair->addWidget(beams_);
  beams_->setObjectName(QStringLiteral("beams"));
  beams_->setAccessibleName(tr("Beams"));
  beams_->setRange(1, GenerationConfig::mostBeams);
  beams_->setButtonSymbols(QAbstractSpinBox::NoButtons);
  fixWidth(*beams_, 36);
  const QString tip = tr(
      "How many texts are searched side by side. 1: the likeliest token each time. From 2 on the Beams panel shows all "
      "that was weighed.");
  beams_->setToolTip(tip);
  beamsLabel->setToolTip(tip);
  auto* flow = new FlowLayout(8);
  setLayout(flow);
  flow->setContentsMargins(0, 0, 0, 0);
  for (QWidget* widget : std::initializer_list<QWidget*>{next_, written_, follow_, search_}) flow->addWidget(widget);
  connect(next_, &QPushButton::clicked, this, &TargetControls::stepAsked);
  connect(follow_, &QPushButton::clicked, this, &TargetControls::followAsked);
  connect(beams_, &QSpinBox::valueChanged, this, &TargetControls::beamsChosen);
  setStepping(false);
  setForced(false);
}

void TargetControls::setStepping(bool stepping) {
  next_->setVisible(stepping);
  written_->setVisible(stepping);
  fit();
}

void TargetControls::setWritten(int tokens) {
  written_->setText(tokens == 1 ? tr("1 token") : tr("%1 tokens").arg(tokens));
}

void TargetControls::setForced(bool forced) {
  if (follow_->isVisibleTo(this) == forced) return;
  follow_->setVisible(forced);
  fit();
}

void TargetControls::setBeams(bool offered, int beams) {
  const QSignalBlocker blocker(beams_);
  beams_->setValue(beams);
  search_->setVisible(offered);
  fit();
}

void TargetControls::fit() {
  layout()->invalidate();
  updateGeometry();
}

}  // namespace headlight::ui
