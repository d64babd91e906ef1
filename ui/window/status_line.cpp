#include "ui/window/status_line.h"

#include <QProgressBar>
#include <QStatusBar>
#include <QToolButton>

#include "ui/theme/elided.h"
#include "ui/theme/icons.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {

StatusLine::StatusLine(QStatusBar& bar) : theme_(&Theme::light()) {
  bar.setSizeGripEnabled(false);
  bar.setContentsMargins(12, 0, 12, 0);
  fixHeight(bar, 26);  // what comes and goes in it must not move the lens
  text_ = new ElidedLabel(tr("Opening the model"), &bar);
  text_->setObjectName(QStringLiteral("statusText"));
  bar.addWidget(text_, 1);
  note_ = new ElidedLabel(&bar);
  progress_ = new QProgressBar(&bar);
  progress_->setAccessibleName(tr("How far the model has been opened"));
  progress_->setRange(0, 1000);
  progress_->setTextVisible(false);
  progress_->setFixedWidth(140);
  progress_->hide();
  stop_ = new QToolButton(&bar);
  stop_->setObjectName(QStringLiteral("cancelOpening"));
  stop_->setProperty("flat", true);
  stop_->setAccessibleName(tr("Stop opening the model"));
  stop_->hide();
  bar.addPermanentWidget(note_);
  bar.addPermanentWidget(progress_);
  bar.addPermanentWidget(stop_);
  connect(stop_, &QToolButton::clicked, this, &StatusLine::stopAsked);
}

void StatusLine::setTheme(const Theme& theme) {
  theme_ = &theme;
  stop_->setIcon(icon(QStringLiteral("close"), theme.text));
}

void StatusLine::say(const QString& text, const QString& toolTip) {
  text_->setText(text);
  text_->setToolTip(toolTip);
}

void StatusLine::sayRefused(const QString& refused, const QString& goesOn) {
  say(QStringLiteral("<span style='color:%1; font-weight:600'>%2</span>&nbsp; · &nbsp;%3")
          .arg(theme_->danger.name(), refused, goesOn));
}

void StatusLine::note(const QString& text) { note_->setText(text); }

void StatusLine::beginWork(const QString& stopTip) {
  progress_->setValue(0);
  stop_->setToolTip(stopTip);
  stop_->setAccessibleName(stopTip);
}

void StatusLine::setProgress(double fraction) { progress_->setValue(static_cast<int>(fraction * 1000)); }

void StatusLine::showProgress() {
  progress_->show();
  stop_->show();
}

void StatusLine::endWork() {
  progress_->hide();
  stop_->hide();
}

bool StatusLine::isWorkShown() const { return stop_->isVisible(); }

void StatusLine::stop() { stop_->click(); }

}  // namespace headlight::ui
