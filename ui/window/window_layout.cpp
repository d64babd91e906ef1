#include "ui/window/window_layout.h"

#include <QDockWidget>
#include <QEvent>
#include <QMainWindow>
#include <QMenuBar>
#include <QScreen>
#include <QScrollArea>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>
#include <algorithm>

#include "base/within.h"
#include "ui/editors/input_editors.h"
#include "ui/panels/beam_tree.h"
#include "ui/panels/model_panel.h"
#include "ui/panels/pipeline_strip.h"
#include "ui/panels/predictions_panel.h"
#include "ui/panels/what_if_panel.h"
#include "ui/theme/text_scale.h"
#include "ui/window/dock_title.h"
#include "ui/window/trace_panels.h"

namespace headlight::ui {
namespace {

constexpr int narrowWindow = 1300;                         // px
constexpr int lowWindow = 480;                             // px at 100 %: below it the pipeline is thin
constexpr int leastDockWidth = 200, leastDockHeight = 48;  // px: below it nothing could be read between scroll bars

/// A panel in its dock: as large as it asks for where there is room, scrolled where there is not.
class DockScroll : public QScrollArea {
 public:
  explicit DockScroll(QWidget& content) {
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setWidget(&content);
    content.setAutoFillBackground(false);  // setWidget has switched it on
    viewport()->setAutoFillBackground(false);
  }
  QSize sizeHint() const override { return widget()->sizeHint(); }
  QSize minimumSizeHint() const override {
    return widget()->minimumSizeHint().boundedTo({leastDockWidth, leastDockHeight});
  }

 protected:
  void resizeEvent(QResizeEvent* event) override {
    // Qt 6.4 leaves content whose height hangs on its width as wide as it was before there was a scroll bar.
    if (widget()) widget()->setMaximumWidth(std::max(viewport()->width(), widget()->minimumSizeHint().width()));
    QScrollArea::resizeEvent(event);
  }
};

/// What-ifs get what the predictions do not need, and two lines at least.
void split(QMainWindow& window, QDockWidget& predictions, QDockWidget& whatIfs) {
  if (!predictions.isVisible() || !whatIfs.isVisible() || predictions.isFloating() || whatIfs.isFloating()) return;
  const int both = predictions.height() + whatIfs.height();
  const int wanted = std::min(predictions.sizeHint().height(), both - whatIfs.minimumSizeHint().height());
  window.resizeDocks({&predictions, &whatIfs}, {wanted, both - wanted}, Qt::Vertical);
}

}  // namespace

WindowLayout::WindowLayout(QMainWindow& window, TracePanels& panels)
    : window_(window), pipelineStrip_(panels.pipeline()) {
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
  beams_ = add(tr("Beams"), "beamsDock", panels.beams(), Qt::RightDockWidgetArea);
  window.tabifyDockWidget(predictions_.get(), beams_.get());
  beams_->hide();
  pipeline_ = add(tr("Pipeline"), "pipelineDock", panels.pipeline(), Qt::BottomDockWidgetArea);
  addTitles(panels);
  window.resizeDocks({input_.get(), predictions_.get()}, {280, 304}, Qt::Horizontal);
  for (const QDockWidget* dock : {pipeline_.get(), predictions_.get()})
    connect(dock, &QDockWidget::visibilityChanged, this, [this](bool visible) {
      if (visible) emit panelShown();
    });
  connect(input_.get(), &QDockWidget::topLevelChanged, &panels, &TracePanels::leadTabToLens);
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
  dock->setWidget(area == Qt::BottomDockWidgetArea ? &content : new DockScroll(content));
  window_.addDockWidget(area, dock.get());
  dock->installEventFilter(this);
  return dock;
}

bool WindowLayout::eventFilter(QObject* watched, QEvent* event) {
  // A floating dock that was closed comes back where it was, and where there is a screen: window managers forget.
  auto* dock = qobject_cast<QDockWidget*>(watched);
  if (!dock) return QObject::eventFilter(watched, event);  // a dock on its way out is a plain widget already
  if (dock->isFloating() && event->type() == QEvent::Hide) floated_[dock] = dock->geometry();
  if (dock->isFloating() && event->type() == QEvent::Show)
    if (const auto was = floated_.find(dock); was != floated_.end()) {
      QRect place = was->second;
      const QRect room = dock->screen()->availableGeometry();
      place.moveLeft(within(place.left(), room.left(), room.right() + 1 - place.width()));
      place.moveTop(within(place.top(), room.top(), room.bottom() + 1 - place.height()));
      dock->setGeometry(place);
    }
  return QObject::eventFilter(watched, event);
}

void WindowLayout::addTitles(TracePanels& panels) {
  for (QDockWidget* dock : {input_.get(), predictions_.get(), whatIfs_.get(), model_.get(), beams_.get()}) {
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

void WindowLayout::showBeams(bool shown) {
  if (shown == beams_->isVisibleTo(&window_)) return;
  beams_->setVisible(shown);
  if (shown) beams_->raise();
}

void WindowLayout::addInputAction(QAction* action, const QString& iconName) {
  titles_.first()->addAction(action, iconName);
}

void WindowLayout::keepAsDefault() { default_ = window_.saveState(); }

void WindowLayout::setLensFullScreen(bool full) {
  if (full == isLensFullScreen()) return;
  if (full) {
    before_ = window_.saveState();
    maximized_ = window_.isMaximized();
    for (QDockWidget* dock : {whatIfs_.get(), pipeline_.get(), model_.get()}) dock->hide();
    for (QToolBar* bar : window_.findChildren<QToolBar*>()) bar->hide();
    window_.menuBar()->hide();
    window_.statusBar()->hide();
    window_.showFullScreen();
  } else {
    maximized_ ? window_.showMaximized() : window_.showNormal();
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

int WindowLayout::dockWidth() const {
  const int design = scaled(window_.width() <= scaled(narrowWindow) ? 240 : 280);
  return std::min(design, std::max(240, window_.width() * 28 / 100));
}

void WindowLayout::fit() {
  given_ = dockWidth();
  // A dock that is on its way back into the window has no place in it yet.
  for (const auto& [dock, width] : {std::pair{input_.get(), given_}, {predictions_.get(), given_ + given_ * 32 / 280}})
    if (window_.dockWidgetArea(dock) != Qt::NoDockWidgetArea) window_.resizeDocks({dock}, {width}, Qt::Horizontal);
  split(window_, *predictions_, *whatIfs_);
}

void WindowLayout::windowResized() {
  thinOut();
  if (!isLensFullScreen() && given_ != dockWidth()) fit();
  // Once the docks have their places: predictions are not scrolled beside what-ifs with room to spare.
  QTimer::singleShot(0, this, [this] {
    if (predictions_->height() < predictions_->sizeHint().height() &&
        whatIfs_->height() > whatIfs_->minimumSizeHint().height())
      split(window_, *predictions_, *whatIfs_);
  });
}

void WindowLayout::thinOut() {
  pipelineStrip_.setThin(window_.height() < scaled(lowWindow));
  const int wanted = pipelineStrip_.sizeHint().height();
  if (pipeline_->isVisible() && pipelineStrip_.height() != wanted)
    window_.resizeDocks({pipeline_.get()}, {wanted}, Qt::Vertical);
}

void WindowLayout::textScaled() {
  thinOut();
  fit();
}

}  // namespace headlight::ui
