#include "ui/window/dock_title.h"

#include <QAction>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace headlight::ui {

DockTitle::DockTitle(QDockWidget* dock) : QWidget(dock), dock_(dock), theme_(&Theme::light()) {
  layout_ = new QHBoxLayout(this);
  layout_->setContentsMargins(16, 4, 10, 2);
  layout_->setSpacing(2);
  label_ = new QLabel(dock->windowTitle(), this);
  label_->setFont(textFont(TextStyle::DockTitle));
  layout_->addWidget(label_);
  layout_->addStretch();
  setFixedHeight(36);
  QToolButton* floating = addButton(QStringLiteral("float"), tr("Float %1").arg(dock->windowTitle()));
  QToolButton* close =
      addButton(QStringLiteral("close"), tr("Close %1 (View menu brings it back)").arg(dock->windowTitle()));
  connect(floating, &QToolButton::clicked, dock, [dock] { dock->setFloating(!dock->isFloating()); });
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
  auto* button = new QToolButton(this);
  button->setProperty("flat", true);
  const auto show = [button, action] {
    const QString words = action->text().remove(QLatin1Char('&'));
    const QString shortcut = action->shortcut().toString(QKeySequence::NativeText);
    button->setAccessibleName(words);
    button->setToolTip(shortcut.isEmpty() ? words : QStringLiteral("%1 (%2)").arg(words, shortcut));
    button->setEnabled(action->isEnabled());
  };
  show();
  connect(action, &QAction::changed, button, show);
  connect(button, &QToolButton::clicked, action, &QAction::trigger);
  layout_->insertWidget(2 + own_++, button);
  entries_.append({button, iconName});
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
  dock_->setFloating(!dock_->isFloating());
}

}  // namespace headlight::ui
