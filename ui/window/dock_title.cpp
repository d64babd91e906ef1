#include "ui/window/dock_title.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>

#include "ui/theme/elided.h"
#include "ui/theme/icons.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/window/action_button.h"

namespace headlight::ui {

DockTitle::DockTitle(QDockWidget* dock) : QWidget(dock), dock_(dock), theme_(&Theme::light()) {
  layout_ = new QHBoxLayout(this);
  layout_->setContentsMargins(16, 4, 10, 2);
  layout_->setSpacing(2);
  label_ = new ElidedLabel(dock->windowTitle(), this);
  label_->setFont(textFont(TextStyle::DockTitle));
  layout_->addWidget(label_);
  layout_->addStretch();
  fixHeight(*this, 36);
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
  QToolButton* button = makeActionButton(action, this);
  layout_->insertWidget(2 + own_++, button);
  entries_.append({button, iconName});
}

void DockTitle::addButton(QToolButton* button, const QString& iconName) {
  layout_->insertWidget(2 + own_++, button);
  if (!iconName.isEmpty()) entries_.append({button, iconName});
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
