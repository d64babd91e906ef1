#include "ui/views/head_chooser.h"

#include <QHBoxLayout>
#include <QToolButton>

#include "ui/theme/elided.h"
#include "ui/theme/icons.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {

HeadChooser::HeadChooser(ViewHost& host, QWidget* parent) : QWidget(parent), host_(host), selection_(host.selection()) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(8);
  const auto arrow = [this](const QString& name, int by) {
    auto* made = new QToolButton(this);
    made->setAccessibleName(name);
    made->setToolTip(name);
    fixHeight(*made, 28);
    fixWidth(*made, 28);
    made->setAutoRaise(true);
    connect(made, &QToolButton::clicked, this, [this, by] { step(by); });
    return made;
  };
  previous_ = arrow(tr("Previous head"), -1);
  head_ = new ElidedComboBox(this);
  head_->setFont(sansFont(12));
  head_->setAccessibleName(tr("Layer and head"));
  head_->setToolTip(tr("Layer and head"));
  fixHeight(*head_, 28);
  head_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  next_ = arrow(tr("Next head"), 1);
  row->addWidget(previous_);
  row->addWidget(head_);
  row->addWidget(next_);
  connect(head_, &QComboBox::activated, this, [this](int index) {
    if (heads_ > 0) selection_.chooseHead(index / heads_, index % heads_);
  });
}

void HeadChooser::setTheme(const Theme& theme) {
  previous_->setIcon(icon(QStringLiteral("previous"), theme.text));
  next_->setIcon(icon(QStringLiteral("next"), theme.text));
}

void HeadChooser::step(int by) {
  const int count = layers_ * heads_;
  if (count == 0) return;
  const int at = (selection_.layer() * heads_ + selection_.head() + by + count) % count;
  selection_.chooseHead(at / heads_, at % heads_);
}

void HeadChooser::read() {
  int layers = 0, heads = 0;
  if (host_.trace()) {
    const StackInfo& stack = host_.trace()->model().stack(shownAttention(host_.trace()->model(), host_.state()).stack);
    layers = stack.layers;
    heads = stack.heads;
  }
  if (layers != layers_ || heads != heads_) {
    layers_ = layers;
    heads_ = heads;
    QStringList names;
    for (int l = 0; l < layers; ++l)
      for (int h = 0; h < heads; ++h) names << tr("Layer %1 · Head %2").arg(l).arg(h);
    head_->clear();
    head_->addItems(names);
  }
  head_->setCurrentIndex(heads_ > 0 ? selection_.layer() * heads_ + selection_.head() : -1);
}

}  // namespace headlight::ui
