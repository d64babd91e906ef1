#include "ui/window/lens_area.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/window/action_button.h"
#include "ui/window/empty_state.h"
#include "ui/window/message_strip.h"

namespace headlight::ui {

LensArea::LensArea(Selection& selection, QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);

  tabRow_ = new QWidget(this);
  tabRow_->setAutoFillBackground(true);
  tabRow_->setFixedHeight(36);
  auto* row = new QHBoxLayout(tabRow_);
  row->setContentsMargins(10, 0, 12, 0);
  row->setSpacing(2);
  tabs_ = new QTabBar(tabRow_);
  tabs_->setObjectName(QStringLiteral("lensTabs"));
  tabs_->setAccessibleName(tr("Views"));
  tabs_->setExpanding(false);
  tabs_->setDrawBase(false);
  tabs_->setUsesScrollButtons(false);
  tabs_->setElideMode(Qt::ElideNone);
  tabs_->addTab(tr("All heads"));
  tabs_->addTab(tr("Matrix"));
  tabs_->setTabToolTip(0, tr("Every head of every layer (Ctrl+1)"));
  tabs_->addTab(tr("Image"));
  tabs_->setTabToolTip(1, tr("One head, token by token (Ctrl+2)"));
  tabs_->setTabToolTip(2, tr("Attention on the picture (Ctrl+3)"));
  tabs_->setTabVisible(2, false);
  row->addWidget(tabs_, 0, Qt::AlignBottom);
  row->addStretch();
  layout->addWidget(tabRow_);
  rule_ = new QWidget(this);
  rule_->setAutoFillBackground(true);
  rule_->setFixedHeight(1);
  layout->addWidget(rule_);

  messages_ = new MessageStrip(this);
  layout->addWidget(messages_);

  auto* picture = new QWidget(this);
  auto* pictureLayout = new QVBoxLayout(picture);
  pictureLayout->setContentsMargins(0, 0, 0, 0);
  pictureLayout->setSpacing(0);
  lens_ = new LensWidget(selection, picture);
  lens_->setObjectName(QStringLiteral("lens"));
  options_ = new OptionsRow(*lens_, selection, picture);
  imageOptions_ = new ImageOptions(*lens_, selection, picture);
  imageFooter_ = new ImageFooter(*lens_, picture);
  pictureLayout->addWidget(options_);
  pictureLayout->addWidget(imageOptions_);
  pictureLayout->addWidget(lens_, 1);
  pictureLayout->addWidget(imageFooter_);
  imageOptions_->hide();
  imageFooter_->hide();
  empty_ = new EmptyState(this);
  stack_ = new QStackedWidget(this);
  stack_->addWidget(picture);
  stack_->addWidget(empty_);
  layout->addWidget(stack_, 1);

  connect(tabs_, &QTabBar::currentChanged, this, [this](int index) {
    // Tabs stand in the order of the views.
    const auto view = static_cast<LensView>(index);
    options_->setVisible(view != LensView::Image);
    imageOptions_->setVisible(view == LensView::Image);
    imageFooter_->setVisible(view == LensView::Image);
    lens_->setView(view);
    emit viewChanged();
  });
  connect(lens_, &LensWidget::headActivated, this, [this] { setView(LensView::Matrix); });
}

void LensArea::setTheme(const Theme& theme) {
  const auto fill = [](QWidget* widget, const QColor& color) {
    QPalette colors = widget->palette();
    colors.setColor(QPalette::Window, color);
    widget->setPalette(colors);
  };
  fill(tabRow_, theme.window);
  fill(rule_, theme.border);
  lens_->setTheme(theme);
  options_->setTheme(theme);
  imageOptions_->setTheme(theme);
  imageFooter_->setTheme(theme);
  messages_->setTheme(theme);
  empty_->setTheme(theme);
  for (const TabButton& entry : buttons_) entry.button->setIcon(icon(entry.iconName, theme.text, theme.disabled));
}

void LensArea::setEmpty(bool empty) { stack_->setCurrentIndex(empty ? 1 : 0); }

bool LensArea::isEmptyShown() const { return stack_->currentIndex() == 1; }

void LensArea::addTabAction(QAction* action, const QString& iconName) {
  QToolButton* button = makeActionButton(action, tabRow_);
  tabRow_->layout()->addWidget(button);
  buttons_.append({button, iconName});
}

void LensArea::setView(LensView view) {
  if (tabs_->isTabVisible(static_cast<int>(view))) tabs_->setCurrentIndex(static_cast<int>(view));
}

void LensArea::setImageModel(bool image) {
  constexpr int tab = static_cast<int>(LensView::Image);
  if (image == tabs_->isTabVisible(tab)) return;
  if (!image && tabs_->currentIndex() == tab) tabs_->setCurrentIndex(static_cast<int>(LensView::AllHeads));
  tabs_->setTabVisible(tab, image);
  tabs_->updateGeometry();  // Qt 6.4 keeps the width of the tabs that there were
  if (image) tabs_->setCurrentIndex(tab);
}

}  // namespace headlight::ui
