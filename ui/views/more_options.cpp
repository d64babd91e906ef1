#include "ui/views/more_options.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QScreen>
#include <algorithm>

#include "base/within.h"
#include "ui/theme/theme.h"

namespace headlight::ui {

bool isWanted(const QWidget& control) {
  return !(control.testAttribute(Qt::WA_WState_ExplicitShowHide) && control.testAttribute(Qt::WA_WState_Hidden));
}

MoreOptions::MoreOptions(QWidget* parent) : QToolButton(parent), panel_(new QFrame(this, Qt::Popup)) {
  setObjectName(QStringLiteral("moreOptions"));
  setText(QStringLiteral("…"));
  setAccessibleName(tr("More options"));
  setToolTip(tr("More options: those that the window is too narrow for"));
  panel_->setObjectName(QStringLiteral("moreOptionsPanel"));
  panel_->setAccessibleName(tr("More options"));
  panel_->setFrameShape(QFrame::StyledPanel);
  panel_->setAutoFillBackground(true);
  grid_ = new QGridLayout(panel_);
  grid_->setContentsMargins(12, 12, 12, 12);
  grid_->setHorizontalSpacing(12);
  grid_->setVerticalSpacing(8);
  grid_->setColumnStretch(1, 1);
  panel_->installEventFilter(this);
  connect(this, &QToolButton::clicked, this, &MoreOptions::open);
}

void MoreOptions::setTheme(const Theme& theme) {
  QPalette colors = panel_->palette();
  colors.setColor(QPalette::Window, theme.surface);
  panel_->setPalette(colors);
}

void MoreOptions::setControls(const std::vector<QWidget*>& controls) {
  for (const Line& line : lines_) {
    grid_->removeWidget(line.control);
    line.control->removeEventFilter(this);
    delete line.caption;
  }
  lines_.clear();
  int row = 0;
  for (QWidget* control : controls) {
    const bool wanted = isWanted(*control);
    auto* caption = new QLabel(panel_);
    caption->setBuddy(control);
    grid_->addWidget(caption, row, 0);
    grid_->addWidget(control, row++, 1, Qt::AlignLeft | Qt::AlignVCenter);
    control->setVisible(wanted);
    control->installEventFilter(this);
    lines_.push_back({control, caption});
  }
  showCaptions();
}

void MoreOptions::showCaptions() {
  for (const Line& line : lines_) {
    // Segmented buttons say what is chosen after a colon.
    line.caption->setText(line.control->accessibleName().section(QLatin1Char(':'), 0, 0));
    line.caption->setVisible(isWanted(*line.control));
  }
  if (panel_->isVisible()) fitPanel();
}

void MoreOptions::fitPanel() {
  // Not adjustSize, which keeps windows below two thirds of the screen.
  grid_->activate();
  panel_->resize(panel_->sizeHint().boundedTo(screen()->availableSize()));
}

bool MoreOptions::eventFilter(QObject* watched, QEvent* event) {
  if (watched == panel_) {
    // A sheet gives its type to what has come under another parent only when that is shown.
    if (event->type() == QEvent::LayoutRequest && panel_->isVisible()) {
      fitPanel();
      placePanel();
    }
    return QToolButton::eventFilter(watched, event);
  }
  if (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent) showCaptions();
  return QToolButton::eventFilter(watched, event);
}

void MoreOptions::open() {
  showCaptions();
  fitPanel();
  placePanel();
  panel_->show();
  for (const Line& line : lines_)
    if (isWanted(*line.control)) {
      QWidget* first = line.control;
      if (first->focusPolicy() == Qt::NoFocus) first = first->nextInFocusChain();
      first->setFocus(Qt::PopupFocusReason);
      break;
    }
}

void MoreOptions::placePanel() {
  const QRect room = screen()->availableGeometry();
  QPoint at = mapToGlobal(QPoint(width() - panel_->width(), height() + 2));
  at.setX(within(at.x(), room.left(), room.right() + 1 - panel_->width()));
  if (at.y() + panel_->height() > room.bottom() + 1) at.setY(mapToGlobal(QPoint(0, 0)).y() - 2 - panel_->height());
  panel_->move(at);
}

}  // namespace headlight::ui
