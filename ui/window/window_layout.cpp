#include "ui/window/window_layout.h"

#include <QDockWidget>
#include <QMainWindow>
#include <QMenuBar>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>

#include "ui/editors/input_editors.h"
#include "ui/panels/model_panel.h"
#include "ui/panels/pipeline_strip.h"
#include "ui/panels/predictions_panel.h"
#include "ui/panels/what_if_panel.h"
#include "ui/window/dock_title.h"
#include "ui/window/trace_panels.h"

namespace headlight::ui {
namespace {

constexpr int narrowWindow = 1300;  // px

}  // namespace

WindowLayout::WindowLayout(QMainWindow& window, TracePanels& panels) : window_(window) {
  window.setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
  window.setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
  input_ = add(tr("Input"), "inputDock", panels.inputs(), Qt::LeftDockWidgetArea);
  predictions_ = add(tr("Predictions"), "predictionsDock", panels.predictions(), Qt::RightDockWidgetArea);
  whatIfs_ = add(tr("What if"), "whatIfDock", panels.whatIfs(), Qt::RightDockWidgetArea);
  window.splitDockWidget(predictions_.get(), whatIfs_.get(), Qt::Vertical);
  model_ = add(tr("Model"), "modelDock", panels.model(), Qt::RightDockWidgetArea);
  window.tabifyDockWidget(predictions_.get(), model_.get());
  window.setTabPosition(Qt::RightDockWidgetArea, QTabWidget::North);
  model_->hide();
  pipeline_ = add(tr("Pipeline"), "pipelineDock", panels.pipeline(), Qt::BottomDockWidgetArea);
  panels.inputs().setMinimumWidth(232);
  panels.predictions().setMinimumWidth(264);
  addTitles(panels);
  window.resizeDocks({input_.get(), predictions_.get()}, {280, 304}, Qt::Horizontal);
  for (const QDockWidget* dock : {pipeline_.get(), predictions_.get()})
    connect(dock, &QDockWidget::visibilityChanged, this, [this](bool visible) {
      if (visible) emit panelShown();
    });
  // Tabbed with the predictions: asked for, it comes to the front.
  connect(model_->toggleViewAction(), &QAction::triggered, this, [this](bool shown) {
    if (shown) model_->raise();
  });
}

WindowLayout::~WindowLayout() = default;

std::unique_ptr<QDockWidget> WindowLayout::add(const QString& title, const char* name, QWidget& content,
                                               Qt::DockWidgetArea area) {
  auto dock = std::make_unique<QDockWidget>(title, &window_);
  dock->setObjectName(QLatin1String(name));
  dock->setAccessibleName(title);
  dock->setWidget(&content);
  window_.addDockWidget(area, dock.get());
  return dock;
}

void WindowLayout::addTitles(TracePanels& panels) {
  for (QDockWidget* dock : {input_.get(), predictions_.get(), whatIfs_.get(), model_.get()}) {
    auto* title = new DockTitle(dock);
    if (dock == whatIfs_.get()) {
      title->addButton(panels.whatIfs().clearButton(), {});
      title->addButton(panels.whatIfs().addButton(), {});
    }
    dock->setTitleBarWidget(title);
    titles_.append(title);
  }
  // The strip is its own title: the View menu opens and closes it.
  auto* none = new QWidget(pipeline_.get());
  none->setFixedHeight(0);
  pipeline_->setTitleBarWidget(none);
  pipeline_->setFeatures(QDockWidget::DockWidgetClosable);
}

void WindowLayout::setTheme(const Theme& theme) {
  for (DockTitle* title : titles_) title->setTheme(theme);
}

void WindowLayout::raiseModelDock() {
  model_->show();
  model_->raise();
}

void WindowLayout::addInputAction(QAction* action, const QString& iconName) {
  titles_.first()->addAction(action, iconName);
}

void WindowLayout::keepAsDefault() { default_ = window_.saveState(); }

void WindowLayout::setLensFullScreen(bool full) {
  if (full == isLensFullScreen()) return;
  if (full) {
    before_ = window_.saveState();
    for (QDockWidget* dock : {input_.get(), predictions_.get(), whatIfs_.get(), pipeline_.get(), model_.get()})
      dock->hide();
    for (QToolBar* bar : window_.findChildren<QToolBar*>()) bar->hide();
    window_.menuBar()->hide();
    window_.statusBar()->hide();
    window_.showFullScreen();
  } else {
    window_.showNormal();
    window_.menuBar()->show();
    window_.statusBar()->show();
    window_.restoreState(before_);
    before_.clear();
  }
  emit lensFullScreenChanged(full);
}

void WindowLayout::reset() {
  setLensFullScreen(false);
  window_.restoreState(default_);
  fit();
}

void WindowLayout::fit() {
  narrow_ = window_.width() <= narrowWindow;
  // A dock that is on its way back into the window has no place in it yet.
  for (const auto& [dock, width] :
       {std::pair{input_.get(), narrow_ ? 240 : 280}, {predictions_.get(), narrow_ ? 272 : 304}})
    if (window_.dockWidgetArea(dock) != Qt::NoDockWidgetArea) window_.resizeDocks({dock}, {width}, Qt::Horizontal);
}

void WindowLayout::windowResized() {
  if (!isLensFullScreen() && narrow_ != (window_.width() <= narrowWindow)) fit();
}

}  // namespace headlight::ui
