#include "ui/window/dock_title.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QScreen>
#include <QToolButton>

#include "base/within.h"
#include "ui/theme/elided.h"
#include "ui/theme/icons.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/window/action_button.h"

namespace headlight::ui {
namespace {

constexpr int lifted = 32;  // px that a dock goes down when it leaves its place

}  // namespace

DockTitle::DockTitle(QDockWidget* dock) : QWidget(dock), dock_(dock), theme_(&Theme::light()) {
  layout_ = new QHBoxLayout(this);
  layout_->setContentsMargins(16, 4, 10, 2);
  layout_->setSpacing(2);
  label_ = new ElidedLabel(dock->windowTitle(), this);
  label_->setFont(textFont(TextStyle::DockTitle));
  layout_->addWidget(label_);
  layout_->addStretch();
  fixHeight(*this, 36);
  QToolButton* floating = float_ = addButton(QStringLiteral("float"), tr("Float %1").arg(dock->windowTitle()));
  QToolButton* close =
      addButton(QStringLiteral("close"), tr("Close %1 (View menu brings it back)").arg(dock->windowTitle()));
  connect(floating, &QToolButton::clicked, this, &DockTitle::toggleFloating);
  connect(close, &QToolButton::clicked, dock, &QDockWidget::close);
}

QToolButton* DockTitle::addButton(const QString& iconName, const QString& name) {
  auto* button = new QToolButton(this);
  button->setProperty("flat", true);
  button->setAccessibleName(name);
  button->setToolTip(name);
  layout_->addWidget(button);
  entries_.append({button, iconName});
  return button;
}

void DockTitle::addAction(QAction* action, const QString& iconName) {
  QToolButton* button = makeActionButton(action, this);
  layout_->insertWidget(2 + own_++, button);
  entries_.append({button, iconName});
}

void DockTitle::addButton(QToolButton* button, const QString& iconName) {
  layout_->insertWidget(2 + own_++, button);
  if (!iconName.isEmpty()) entries_.append({button, iconName});
}

void DockTitle::fold() {
  const auto buttons = findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly);
  const auto hasWords = [](const QToolButton* button) {
    return button->property("words").toBool() && !button->icon().isNull();
  };
  const QMargins margins = layout_->contentsMargins();
  const auto needed = [&](bool words, bool floats) {
    int sum = margins.left() + margins.right();
    for (const QToolButton* button : buttons) {
      if (button == float_ ? !floats : button->isHidden()) continue;
      sum += button->sizeHint().width() + layout_->spacing();
      if (!hasWords(button)) continue;
      const int word = button->fontMetrics().horizontalAdvance(button->text()) + 8;
      const bool shown = button->toolButtonStyle() == Qt::ToolButtonTextBesideIcon;
      if (words && !shown) sum += word + 8;  // so that it does not go to and fro
      if (!words && shown) sum -= word;
    }
    return sum;
  };
  const int name = label_->minimumSizeHint().width() + layout_->spacing();
  const bool words = needed(true, true) + name <= width();
  const bool floats = words || needed(false, true) + name <= width();
  for (QToolButton* button : buttons)
    if (hasWords(button)) button->setToolButtonStyle(words ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
  if (float_->isHidden() == floats) float_->setVisible(floats);
  const bool named = floats || needed(false, false) + name <= width();
  if (label_->isHidden() == named) label_->setVisible(named);
}

void DockTitle::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fold();
}

bool DockTitle::event(QEvent* event) {
  if (event->type() == QEvent::LayoutRequest) fold();
  return QWidget::event(event);
}

void DockTitle::setTheme(const Theme& theme) {
  theme_ = &theme;
  QPalette colors = label_->palette();
  colors.setColor(QPalette::WindowText, theme.muted);
  label_->setPalette(colors);
  for (const Entry& entry : entries_) entry.button->setIcon(icon(entry.iconName, theme.text, theme.disabled));
  update();
}

void DockTitle::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), theme_->surface);
}

void DockTitle::mouseDoubleClickEvent(QMouseEvent* event) {
  event->accept();
  toggleFloating();
}

void DockTitle::toggleFloating() {
  const QRect was(dock_->mapToGlobal(QPoint(0, 0)), dock_->size());
  dock_->setFloating(!dock_->isFloating());
  if (!dock_->isFloating()) return;
  // Aside from where it was: in place it would cover what takes its room, and nothing would seem to have happened.
  const QRect room = dock_->screen()->availableGeometry();
  const int aside = was.center().x() > dock_->parentWidget()->mapToGlobal(dock_->parentWidget()->rect().center()).x()
                        ? -was.width() / 2
                        : was.width() / 2;
  dock_->move(within(was.left() + aside, room.left(), room.right() + 1 - was.width()),
              within(was.top() + lifted, room.top(), room.bottom() + 1 - was.height()));
}

}  // namespace headlight::ui
