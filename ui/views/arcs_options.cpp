#include "ui/views/arcs_options.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QToolButton>

#include "ui/document/glossary.h"
#include "ui/theme/theme.h"
#include "ui/views/attention_chooser.h"
#include "ui/views/head_chooser.h"
#include "ui/views/legend_widget.h"

namespace headlight::ui {

ArcsOptionsRow::ArcsOptionsRow(ArcsView& view, ViewHost& host, QWidget* parent)
    : OptionsRow(view, host, parent), view_(view) {
  setObjectName(QStringLiteral("arcsOptions"));
  attention_ = new AttentionChooser(host, this);
  heads_ = new HeadChooser(host, this);
  QLabel* shareLabel = label(tr("Keep the top"));
  share_ = new QSlider(Qt::Horizontal, this);
  share_->setObjectName(QStringLiteral("arcsShare"));
  share_->setRange(ArcsOptions::leastShare, ArcsOptions::mostShare);
  share_->setPageStep(10);
  share_->setMinimumWidth(56);
  share_->setMaximumWidth(110);
  share_->setToolTip(explain(Term::TopMass));
  shareLabel->setBuddy(share_);
  difference_ = toggle(QStringLiteral("arcsDifference"), tr("Difference that the what-ifs make"),
                       tr("After the what-ifs minus before, of the chosen head (D)"));
  difference_->setText(tr("Difference"));
  legend_ = legend();
  for (QWidget* widget : std::initializer_list<QWidget*>{attention_, heads_, shareLabel, share_, difference_})
    row().addWidget(widget);
  row().addStretch(1);
  row().addWidget(legend_, 1000);

  connect(share_, &QSlider::valueChanged, this, [this](int value) {
    if (reading_) return;
    ArcsOptions next = view_.options();
    next.share = value;
    view_.setOptions(next);
    this->host().optionsEdited();
  });
  connect(difference_, &QToolButton::clicked, this, [this](bool checked) {
    ArcsOptions next = view_.options();
    next.difference = checked;
    view_.setOptions(next);
    this->host().optionsEdited();
  });
  setTheme(Theme::light());
  readIfShown();
}

void ArcsOptionsRow::read() {
  reading_ = true;
  const ViewState state = host().state();
  attention_->read();
  heads_->read();
  share_->setValue(view_.options().share);
  share_->setAccessibleName(tr("Lines for the top %1 percent of each query’s weight").arg(view_.options().share));
  difference_->setVisible(host().trace() && state.baseline);
  difference_->setChecked(host().trace() && view_.showsDifference(state));
  legend_->setLegend(host().legend());
  reading_ = false;
}

void ArcsOptionsRow::setTheme(const Theme& theme) {
  OptionsRow::setTheme(theme);
  heads_->setTheme(theme);
}

}  // namespace headlight::ui
