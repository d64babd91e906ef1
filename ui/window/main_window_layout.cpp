// Docks, tool bar, status bar and theme of the main window.
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QProgressBar>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>

#include "ui/editors/input_panel.h"
#include "ui/editors/picture_panel.h"
#include "ui/panels/model_panel.h"
#include "ui/panels/pipeline_strip.h"
#include "ui/panels/predictions_panel.h"
#include "ui/panels/what_if_panel.h"
#include "ui/theme/desktop_theme.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/views/matrix_view.h"
#include "ui/window/dock_title.h"
#include "ui/window/empty_state.h"
#include "ui/window/lens_area.h"
#include "ui/window/main_window.h"
#include "ui/window/message_strip.h"
#include "ui/window/what_if_actions.h"

namespace headlight::ui {

QDockWidget* MainWindow::addDock(const QString& title, const QString& name, QWidget* content, Qt::DockWidgetArea area) {
  auto* dock = new QDockWidget(title, this);
  dock->setObjectName(name);
  dock->setAccessibleName(title);
  dock->setWidget(content);
  addDockWidget(area, dock);
  return dock;
}

void MainWindow::buildDocks() {
  setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
  setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
  inputStack_ = new QStackedWidget(this);
  input_ = new InputPanel(document_, selection_, inputStack_);
  pictures_ = new PicturePanel(document_, selection_, inputStack_);
  inputStack_->addWidget(input_);
  inputStack_->addWidget(pictures_);
  predictions_ = new PredictionsPanel(document_, selection_, this);
  whatIfs_ = new WhatIfPanel(document_, selection_, this);
  pipeline_ = new PipelineStrip(selection_, this);
  inputDock_ = addDock(tr("Input"), QStringLiteral("inputDock"), inputStack_, Qt::LeftDockWidgetArea);
  predictionsDock_ =
      addDock(tr("Predictions"), QStringLiteral("predictionsDock"), predictions_, Qt::RightDockWidgetArea);
  whatIfDock_ = addDock(tr("What if"), QStringLiteral("whatIfDock"), whatIfs_, Qt::RightDockWidgetArea);
  splitDockWidget(predictionsDock_, whatIfDock_, Qt::Vertical);
  modelPanel_ = new ModelPanel(this);
  modelDock_ = addDock(tr("Model"), QStringLiteral("modelDock"), modelPanel_, Qt::RightDockWidgetArea);
  tabifyDockWidget(predictionsDock_, modelDock_);
  setTabPosition(Qt::RightDockWidgetArea, QTabWidget::North);
  modelDock_->hide();
  pipelineDock_ = addDock(tr("Pipeline"), QStringLiteral("pipelineDock"), pipeline_, Qt::BottomDockWidgetArea);
  inputStack_->setMinimumWidth(232);
  predictions_->setMinimumWidth(264);
  for (QDockWidget* dock : {inputDock_, predictionsDock_, whatIfDock_, modelDock_}) {
    auto* title = new DockTitle(dock);
    if (dock == whatIfDock_) {
      title->addButton(whatIfs_->clearButton(), {});
      title->addButton(whatIfs_->addButton(), {});
    }
    dock->setTitleBarWidget(title);
    titles_.append(title);
  }
  // The strip is its own title: the View menu opens and closes it.
  auto* none = new QWidget(pipelineDock_);
  none->setFixedHeight(0);
  pipelineDock_->setTitleBarWidget(none);
  pipelineDock_->setFeatures(QDockWidget::DockWidgetClosable);
  resizeDocks({inputDock_, predictionsDock_}, {280, 304}, Qt::Horizontal);

  whatIfActions_ = new WhatIfActions(document_, selection_, lensArea_->lens(), *whatIfs_, this);
  connect(whatIfActions_, &WhatIfActions::matrixAsked, this, [this] { lensArea_->setView(MatrixView::id); });
  connect(whatIfActions_, &WhatIfActions::panelAsked, whatIfDock_, &QDockWidget::show);
  connect(input_, &InputPanel::maskAsked, whatIfActions_, &WhatIfActions::maskToken);
}

void MainWindow::buildToolBar() {
  auto* bar = new QToolBar(tr("Model and device"), this);
  bar->setObjectName(QStringLiteral("toolBar"));
  bar->setMovable(false);
  bar->setFloatable(false);
  bar->setContextMenuPolicy(Qt::PreventContextMenu);
  modelCombo_ = new QComboBox(bar);
  modelCombo_->setObjectName(QStringLiteral("modelCombo"));
  modelCombo_->setAccessibleName(tr("Model"));
  modelCombo_->setPlaceholderText(tr("No model"));
  modelCombo_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  modelCombo_->setToolTip(tr("The model (Ctrl+O opens another)"));
  deviceCombo_ = new QComboBox(bar);
  deviceCombo_->setObjectName(QStringLiteral("deviceCombo"));
  deviceCombo_->setAccessibleName(tr("Device"));
  deviceCombo_->setPlaceholderText(tr("Device"));
  deviceCombo_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  deviceCombo_->setToolTip(tr("What computes"));
  weightCombo_ = new QComboBox(bar);
  weightCombo_->setObjectName(QStringLiteral("weightCombo"));
  weightCombo_->setAccessibleName(tr("Weights"));
  weightCombo_->setToolTip(
      tr("How weights are kept: f32 is the reference; f16 and bf16 take half the memory, and an edit of a large "
         "model half the time"));
  for (const WeightStorage storage : {WeightStorage::F32, WeightStorage::F16, WeightStorage::BF16})
    weightCombo_->addItem(QString::fromLatin1(toString(storage)), static_cast<int>(storage));
  connect(weightCombo_, &QComboBox::activated, this,
          [this](int index) { chooseWeights(static_cast<WeightStorage>(weightCombo_->itemData(index).toInt())); });
  // A style sheet gives a tool bar one padding for all sides: these put its ends in line with the panels.
  const auto inset = [bar] {
    auto* widget = new QWidget(bar);
    widget->setFixedWidth(1);
    bar->addWidget(widget);
  };
  inset();
  bar->addWidget(modelCombo_);
  bar->addWidget(deviceCombo_);
  bar->addWidget(weightCombo_);
  auto* stretch = new QWidget(bar);
  stretch->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  bar->addWidget(stretch);
  themeButton_ = new QToolButton(bar);
  themeButton_->setObjectName(QStringLiteral("themeButton"));
  themeButton_->setAccessibleName(tr("Light or dark"));
  themeButton_->setToolTip(tr("Light or dark (Ctrl+T)"));
  bar->addWidget(themeButton_);
  inset();
  addToolBar(Qt::TopToolBarArea, bar);
  connect(themeButton_, &QToolButton::clicked, actions_.value(QStringLiteral("toggleTheme")), &QAction::trigger);
  connect(modelCombo_, &QComboBox::activated, this, [this](int index) {
    const QString folder = modelCombo_->itemData(index).toString();
    if (folder.isEmpty()) {
      fillModelCombo();  // back to the one that is open; the dialog may be cancelled
      askForModel();
    } else if (!bridge_.askedSelector().isEmpty()) {
      want(folder, bridge_.askedSelector());
    } else {
      openModel(folder);
    }
  });
  connect(deviceCombo_, &QComboBox::activated, this, [this](int index) {
    if (!bridge_.askedFolder().isEmpty()) want(bridge_.askedFolder(), deviceCombo_->itemData(index).toString());
  });
}

void MainWindow::buildStatusBar() {
  statusBar()->setSizeGripEnabled(false);
  statusBar()->setContentsMargins(12, 0, 12, 0);
  statusBar()->setFixedHeight(26);  // what comes and goes in it must not move the lens
  status_ = new QLabel(tr("Opening the model"), this);
  status_->setObjectName(QStringLiteral("statusText"));
  statusBar()->addWidget(status_, 1);
  statusRight_ = new QLabel(this);
  progress_ = new QProgressBar(this);
  progress_->setAccessibleName(tr("How far the model has been opened"));
  progress_->setRange(0, 1000);
  progress_->setTextVisible(false);
  progress_->setFixedWidth(140);
  progress_->hide();
  cancel_ = new QToolButton(this);
  cancel_->setObjectName(QStringLiteral("cancelOpening"));
  cancel_->setProperty("flat", true);
  cancel_->setAccessibleName(tr("Stop opening the model"));
  cancel_->setToolTip(tr("Stop opening the model (Escape)"));
  cancel_->hide();
  statusBar()->addPermanentWidget(statusRight_);
  statusBar()->addPermanentWidget(progress_);
  statusBar()->addPermanentWidget(cancel_);
  connect(cancel_, &QToolButton::clicked, this, [this] {
    if (writing_) return endWriting({});
    stopOpening();
  });
}

const Theme& MainWindow::themeFor(const QString& choice) const {
  if (choice == QLatin1String("light") || choice == QLatin1String("dark")) return Theme::named(choice);
  return desktop_->dark() ? Theme::dark() : Theme::light();
}

void MainWindow::chooseTheme(const QString& name) {
  followsDesktop_ = name != QLatin1String("light") && name != QLatin1String("dark");
  theme_ = &themeFor(name);
  for (const char* choice : {"system", "light", "dark"})
    actions_.value(QStringLiteral("theme_") + QLatin1String(choice))->setChecked(name == QLatin1String(choice));
  applyThemeEverywhere();
}

void MainWindow::applyThemeEverywhere() {
  const Theme& t = *theme_;
  if (qApp->styleSheet() != ui::styleSheet(t)) applyTheme(*qApp, t);
  lensArea_->setTheme(t);
  whatIfs_->setTheme(t);
  input_->setTheme(t);
  pictures_->setTheme(t);
  predictions_->setTheme(t);
  pipeline_->setTheme(t);
  modelPanel_->setTheme(t);
  for (DockTitle* title : titles_) title->setTheme(t);
  themeButton_->setIcon(icon(t.isDark ? QStringLiteral("sun") : QStringLiteral("moon"), t.text));
  cancel_->setIcon(icon(QStringLiteral("close"), t.text));
  const std::pair<const char*, const char*> menuIcons[] = {{"openModel", "folder"},
                                                           {"copyFigure", "copy"},
                                                           {"undo", "undo"},
                                                           {"redo", "redo"},
                                                           {"fullScreen", "full_screen"}};
  for (const auto& [action, name] : menuIcons)
    if (QAction* found = actions_.value(QLatin1String(action)))
      found->setIcon(icon(QLatin1String(name), t.text, t.disabled));
}

void MainWindow::setLensFullScreen(bool full) {
  QAction* action = actions_.value(QStringLiteral("fullScreen"));
  if (full == !layoutBefore_.isEmpty()) return;
  if (full) {
    layoutBefore_ = saveState();
    for (QDockWidget* dock : {inputDock_, predictionsDock_, whatIfDock_, pipelineDock_, modelDock_}) dock->hide();
    for (QToolBar* bar : findChildren<QToolBar*>()) bar->hide();
    menuBar()->hide();
    statusBar()->hide();
    showFullScreen();
  } else {
    showNormal();
    menuBar()->show();
    statusBar()->show();
    restoreState(layoutBefore_);
    layoutBefore_.clear();
  }
  action->setChecked(full);
  lensArea_->lens().setFocus();
}

void MainWindow::resetLayout() {
  if (!layoutBefore_.isEmpty()) setLensFullScreen(false);
  restoreState(defaultLayout_);
  fitDocks();
}

void MainWindow::fitDocks() {
  narrow_ = width() <= 1300;
  // A dock that is on its way back into the window has no place in it yet.
  for (const auto& [dock, width] :
       {std::pair{inputDock_, narrow_ ? 240 : 280}, {predictionsDock_, narrow_ ? 272 : 304}})
    if (dockWidgetArea(dock) != Qt::NoDockWidgetArea) resizeDocks({dock}, {width}, Qt::Horizontal);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QMainWindow::resizeEvent(event);
  // Docks keep the widths that the person gave them until the window becomes a small one, or large again.
  if (layoutBefore_.isEmpty() && narrow_ != (width() <= 1300)) fitDocks();
}

}  // namespace headlight::ui
