#include "ui/window/lens_area.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>

#include "ui/theme/elided.h"
#include "ui/theme/icons.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/matrix_view.h"
#include "ui/views/options_row.h"
#include "ui/window/action_button.h"
#include "ui/window/empty_state.h"
#include "ui/window/message_strip.h"

namespace headlight::ui {
namespace {

constexpr int lowPicture = 240;  // px at 100 %: below it there is one row of options

}  // namespace

LensArea::LensArea(Selection& selection, QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);

  tabRow_ = new QWidget(this);
  tabRow_->setAutoFillBackground(true);
  fixHeight(*tabRow_, 36);
  auto* row = new QHBoxLayout(tabRow_);
  row->setContentsMargins(10, 0, 12, 0);
  row->setSpacing(2);
  tabs_ = new QTabBar(tabRow_);
  tabs_->setObjectName(QStringLiteral("lensTabs"));
  tabs_->setAccessibleName(tr("Views"));
  tabs_->setExpanding(false);
  tabs_->setDrawBase(false);
  tabs_->setUsesScrollButtons(false);
  tabs_->setElideMode(Qt::ElideRight);
  tabs_->setMinimumWidth(1);  // where they have no room they are folded, and the window is not made wider
  row->addWidget(tabs_, 0, Qt::AlignBottom);
  viewBox_ = new ElidedComboBox(tabRow_);
  viewBox_->setObjectName(QStringLiteral("lensViews"));
  viewBox_->setAccessibleName(tr("Views"));
  viewBox_->setToolTip(tr("How the attention is shown"));
  viewBox_->hide();
  row->addWidget(viewBox_);
  connect(viewBox_, &QComboBox::activated, this,
          [this](int entry) { tabs_->setCurrentIndex(viewBox_->itemData(entry).toInt()); });
  row->addStretch();
  wayOut_ = new ElidedLabel(tr("F11 or Esc leaves the whole screen"), tabRow_);
  wayOut_->setFont(textFont(TextStyle::Small));
  wayOut_->hide();
  row->addWidget(wayOut_);
  layout->addWidget(tabRow_);
  rule_ = new QWidget(this);
  rule_->setAutoFillBackground(true);
  rule_->setFixedHeight(1);
  layout->addWidget(rule_);

  frozen_ = new QWidget(this);
  frozen_->setObjectName(QStringLiteral("frozenBand"));
  frozen_->setAutoFillBackground(true);
  fixHeight(*frozen_, 30);
  auto* band = new QHBoxLayout(frozen_);
  band->setContentsMargins(16, 0, 16, 0);
  band->setSpacing(16);
  frozenWords_ = new ElidedLabel(tr("Frozen – F8 goes on"), frozen_);
  frozenWords_->setFont(textFont(TextStyle::Message));
  frozenSince_ = new ElidedLabel(tr("The input has changed since"), frozen_);
  frozenSince_->setFont(textFont(TextStyle::Body));
  band->addWidget(frozenWords_);
  band->addStretch();
  band->addWidget(frozenSince_);
  frozen_->hide();
  layout->addWidget(frozen_);

  messages_ = new MessageStrip(this);
  layout->addWidget(messages_);

  picture_ = new QWidget(this);
  auto* pictureLayout = new QVBoxLayout(picture_);
  pictureLayout->setContentsMargins(0, 0, 0, 0);
  pictureLayout->setSpacing(0);
  lens_ = new LensWidget(selection, picture_);
  lens_->setObjectName(QStringLiteral("lens"));
  auto* above = new QVBoxLayout;
  auto* below = new QVBoxLayout;
  for (QLayout* rows : std::initializer_list<QLayout*>{above, below}) rows->setSpacing(0);
  for (const auto& view : lens_->views()) addView(*view, *above, *below);
  pictureLayout->addLayout(above);
  pictureLayout->addWidget(lens_, 1);
  pictureLayout->addLayout(below);
  empty_ = new EmptyState(this);
  stack_ = new QStackedWidget(this);
  stack_->addWidget(picture_);
  auto* scroll = new QScrollArea(this);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidget(empty_);
  stack_->addWidget(scroll);
  layout->addWidget(stack_, 1);

  showRows();
  picture_->installEventFilter(this);
  tabRow_->installEventFilter(this);
  setModel({});
  connect(tabs_, &QTabBar::currentChanged, this, [this](int tab) {
    // Rows are read before they are shown: unread ones may be wider than the window.
    lens_->setView(views_[static_cast<std::size_t>(tab)].view->name().id);
    showRows();
    viewBox_->setCurrentIndex(viewBox_->findData(tab));
    emit viewChanged();
  });
  connect(lens_, &LensWidget::headActivated, this, [this] { setView(MatrixView::id); });
}

void LensArea::addView(View& view, QLayout& above, QLayout& below) {
  const ViewName name = view.name();
  tabs_->setTabToolTip(tabs_->addTab(name.title),
                       tr("%1 (%2)").arg(name.tip, name.shortcut.toString(QKeySequence::NativeText)));
  auto* action = new QAction(name.entry, this);
  action->setObjectName(QStringLiteral("view_") + name.id);
  action->setShortcut(name.shortcut);
  connect(action, &QAction::triggered, this, [this, id = name.id] { setView(id); });
  ViewTab tab{&view, action, {}};
  const auto add = [&tab](QLayout& layout, OptionsRow* row) {
    if (!row) return;
    row->hide();
    layout.addWidget(row);
    tab.rows.push_back(row);
  };
  add(above, view.makeOptions(*lens_, lens_->parentWidget()));
  add(below, view.makeFooter(*lens_, lens_->parentWidget()));
  views_.push_back(std::move(tab));
}

void LensArea::showRows() {
  const auto shown = static_cast<std::size_t>(tabs_->currentIndex());
  for (std::size_t tab = 0; tab < views_.size(); ++tab)
    if (tab != shown)
      for (OptionsRow* row : views_[tab].rows) row->hide();
  const std::vector<OptionsRow*>& rows = views_[shown].rows;
  const bool oneRow = rows.size() == 2 && picture_->height() < scaled(lowPicture);
  if (rows.size() == 2) rows[0]->takeIn(oneRow ? rows[1] : nullptr);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i]->setVisible(i == 0 || !oneRow);
}

void LensArea::foldTabs() {
  int others = tabRow_->layout()->contentsMargins().left() + tabRow_->layout()->contentsMargins().right();
  for (const TabButton& entry : buttons_) others += entry.button->sizeHint().width() + tabRow_->layout()->spacing();
  const bool fold = tabs_->sizeHint().width() + others > tabRow_->width();
  if (fold != tabs_->isHidden()) {
    tabs_->setVisible(!fold);
    viewBox_->setVisible(fold);
  }
}

bool LensArea::eventFilter(QObject* watched, QEvent* event) {
  if (watched == picture_ && event->type() == QEvent::Resize) showRows();
  if (watched == tabRow_ && (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)) foldTabs();
  return QWidget::eventFilter(watched, event);
}

void LensArea::setTheme(const Theme& theme) {
  const auto fill = [](QWidget* widget, const QColor& color) {
    QPalette colors = widget->palette();
    colors.setColor(QPalette::Window, color);
    widget->setPalette(colors);
  };
  fill(tabRow_, theme.window);
  fill(rule_, theme.border);
  QPalette quiet = wayOut_->palette();
  quiet.setColor(QPalette::WindowText, theme.muted);
  wayOut_->setPalette(quiet);
  fill(frozen_, theme.accent);
  for (ElidedLabel* words : {frozenWords_, frozenSince_}) {
    QPalette ink = words->palette();
    ink.setColor(QPalette::WindowText, theme.onAccent);
    words->setPalette(ink);
  }
  lens_->setTheme(theme);
  for (const ViewTab& tab : views_)
    for (OptionsRow* row : tab.rows) row->setTheme(theme);
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

QList<QAction*> LensArea::viewActions() const {
  QList<QAction*> actions;
  for (const ViewTab& tab : views_) actions << tab.action;
  return actions;
}

void LensArea::showFrozen(bool frozen, bool changedSince) {
  frozenSince_->setVisible(changedSince);
  frozen_->setVisible(frozen);
}

void LensArea::showWayOut(bool shown) { wayOut_->setVisible(shown); }

void LensArea::setView(const QString& id) {
  for (int i = 0; i < static_cast<int>(views_.size()); ++i)
    if (views_[static_cast<std::size_t>(i)].view->name().id == id && tabs_->isTabVisible(i)) tabs_->setCurrentIndex(i);
}

void LensArea::setModel(const ModelInfo& model) {
  int first = -1, start = -1;
  for (int i = 0; i < static_cast<int>(views_.size()); ++i) {
    const View& view = *views_[static_cast<std::size_t>(i)].view;
    if (!view.fits(model)) continue;
    if (first < 0) first = i;
    if (!tabs_->isTabVisible(i) && view.isFirstFor(model)) start = i;
  }
  if (first >= 0 && !views_[static_cast<std::size_t>(tabs_->currentIndex())].view->fits(model))
    tabs_->setCurrentIndex(first);
  for (int i = 0; i < static_cast<int>(views_.size()); ++i) {
    const ViewTab& tab = views_[static_cast<std::size_t>(i)];
    const bool fits = tab.view->fits(model);
    tab.action->setVisible(fits);
    if (fits == tabs_->isTabVisible(i)) continue;
    tabs_->setTabVisible(i, fits);
    tabs_->setTabText(i, tabs_->tabText(i));  // Qt 6.4 does not make room for a tab that comes into sight
  }
  if (start >= 0) tabs_->setCurrentIndex(start);
  viewBox_->clear();
  for (int i = 0; i < tabs_->count(); ++i)
    if (tabs_->isTabVisible(i)) viewBox_->addItem(tabs_->tabText(i), i);
  viewBox_->setCurrentIndex(viewBox_->findData(tabs_->currentIndex()));
  foldTabs();
}

}  // namespace headlight::ui
