#include "ui/window/window_layout.h"

#include <QAction>
#include <QDockWidget>
#include <QEvent>
#include <QMainWindow>
#include <QMenuBar>
#include <QPainter>
#include <QScreen>
#include <QScrollArea>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <algorithm>
#include <utility>

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
constexpr int longestReturn = 2000;                        // ms, from the whole screen to the window's own size
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
  bool eventFilter(QObject* watched, QEvent* event) override {
    // Layouts keep what a widget has asked for, and do not know that this one asks for what its content does.
    if (watched == widget() && event->type() == QEvent::LayoutRequest) updateGeometry();
    if (watched != widget() || event->type() != QEvent::Resize) return QScrollArea::eventFilter(watched, event);
    // Qt sizes the content from within its being sized. Where what it asks for follows from how high it is (a note that
    // is shown where there is room) and is asked before its layouts have settled, that has no end.
    if (sizing_) return false;
    sizing_ = true;
    const bool taken = QScrollArea::eventFilter(watched, event);
    sizing_ = false;
    return taken;
  }
  bool viewportEvent(QEvent* event) override {
    if (event->type() == QEvent::LayoutRequest) limitWidth();  // the content may have become wider
    return QScrollArea::viewportEvent(event);
  }
  void resizeEvent(QResizeEvent* event) override {
    // Qt 6.4 leaves content whose height hangs on its width as wide as it was before there was a scroll bar.
    limitWidth();
    QScrollArea::resizeEvent(event);
  }

 private:
  void limitWidth() {
    if (widget()) widget()->setMaximumWidth(std::max(viewport()->width(), widget()->minimumSizeHint().width()));
  }

  bool sizing_ = false;
};

/// A dock with a title of its own has no frame from Qt or the desktop while it floats: this one draws a line around it.
class FramedDock : public QDockWidget {
 public:
  using QDockWidget::QDockWidget;

 protected:
  void paintEvent(QPaintEvent* event) override {
    QDockWidget::paintEvent(event);
    if (!isFloating()) return;
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
  }
};

/// Nothing happens while one of them has no place in the window: it floats, or is on its way back.
void resize(QMainWindow& window, const QList<QDockWidget*>& docks, const QList<int>& sizes, Qt::Orientation along) {
  for (QDockWidget* dock : docks)
    if (window.dockWidgetArea(dock) == Qt::NoDockWidgetArea) return;
  window.resizeDocks(docks, sizes, along);
}

/// What-ifs get what the predictions do not need; their hint, or two lines, is read whole where that leaves predictions
/// the larger part.
void split(QMainWindow& window, QDockWidget& predictions, QDockWidget& whatIfs) {
  if (!predictions.isVisible() || !whatIfs.isVisible() || predictions.isFloating() || whatIfs.isFloating()) return;
  const int both = predictions.height() + whatIfs.height();
  const auto* scroll = qobject_cast<const QScrollArea*>(whatIfs.widget());
  const int least = whatIfs.titleBarWidget()->height() + scroll->widget()->minimumSizeHint().height() + 2;
  const int wanted = std::min(predictions.sizeHint().height(),
                              both - std::max(whatIfs.minimumSizeHint().height(), std::min(least, both * 2 / 5)));
  resize(window, {&predictions, &whatIfs}, {wanted, both - wanted}, Qt::Vertical);
}

}  // namespace

WindowLayout::WindowLayout(QMainWindow& window, TracePanels& panels, QWidget& lessons)
    : window_(window), pipelineStrip_(panels.pipeline()) {
  window.setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
  window.setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
  lesson_ = add(tr("Lesson"), "lessonDock", lessons, Qt::LeftDockWidgetArea);
  lesson_->hide();
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
  settling_.setSingleShot(true);
  settling_.setInterval(0);
  connect(&settling_, &QTimer::timeout, this, &WindowLayout::settle);
  window.resizeDocks({input_.get(), predictions_.get()}, {280, 304}, Qt::Horizontal);
  for (const QDockWidget* dock : {pipeline_.get(), predictions_.get()})
    connect(dock, &QDockWidget::visibilityChanged, this, [this](bool visible) {
      if (visible) emit panelShown();
    });
  for (const QDockWidget* dock : {predictions_.get(), whatIfs_.get()})
    connect(dock->toggleViewAction(), &QAction::triggered, this, [this] { arrangeSoon(); });
  connect(input_.get(), &QDockWidget::topLevelChanged, &panels, &TracePanels::leadTabToLens);
  // Covers and rings do not stay where nothing says what they are.
  connect(lesson_.get(), &QDockWidget::visibilityChanged, this, [this](bool visible) {
    if (given_ > 0 && given_ != dockWidth()) fit();
    if (visible) emit lessonsOpened();
    if (!visible && lesson_->isHidden()) emit lessonsClosed();
  });
  // Tabbed with the predictions: asked for, it comes to the front.
  connect(model_->toggleViewAction(), &QAction::triggered, this, [this](bool shown) {
    if (shown) model_->raise();
  });
}

WindowLayout::~WindowLayout() = default;

std::unique_ptr<QDockWidget> WindowLayout::add(const QString& title, const char* name, QWidget& content,
                                               Qt::DockWidgetArea area) {
  auto dock = std::make_unique<FramedDock>(title, &window_);
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
  for (QDockWidget* dock :
       {input_.get(), predictions_.get(), whatIfs_.get(), model_.get(), beams_.get(), lesson_.get()}) {
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

void WindowLayout::showLessons() {
  const bool opens = lesson_->isHidden();
  lesson_->show();
  lesson_->raise();
  if (!opens || lesson_->isFloating() || !input_->isVisible()) return;
  const int both = input_->height();
  // In large type a lesson needs what the text can spare: its own lines scroll.
  const int lesson = textScale() > 1.25 ? both * 3 / 4 : both * 3 / 5;
  resize(window_, {lesson_.get(), input_.get()}, {lesson, both - lesson}, Qt::Vertical);
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
    sizeBefore_ = window_.size();
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
    returning_ = std::exchange(before_, {});
    left_.start();
    settling_.start();
  }
  emit lensFullScreenChanged(full);
}

void WindowLayout::reset() {
  setLensFullScreen(false);
  returning_.clear();
  window_.restoreState(default_);
  fit();
  arrangeSoon();
}

void WindowLayout::arrangeSoon() {
  arranging_ = true;
  settling_.start();
}

void WindowLayout::settle() {
  // A desktop that gives the window another size keeps it: much later nobody waits for these docks any more.
  if (left_.isValid() && left_.elapsed() >= longestReturn) returning_.clear();
  if (!returning_.isEmpty()) {
    // Docks get back what they had once the window has, which the desktop may do later.
    if (window_.size() != sizeBefore_) return;
    window_.restoreState(std::exchange(returning_, {}));
    arranging_ = false;
    return;
  }
  // Predictions are not scrolled beside what-ifs with room to spare.
  if (arranging_ || (predictions_->height() < predictions_->sizeHint().height() &&
                     whatIfs_->height() > whatIfs_->minimumSizeHint().height()))
    split(window_, *predictions_, *whatIfs_);
  arranging_ = false;
}

int WindowLayout::dockWidth() const {
  const bool narrow = window_.width() <= scaled(narrowWindow);
  // A lesson is read.
  const int design = scaled(lesson_->isHidden() ? (narrow ? 240 : 280) : narrow ? 280 : 340);
  return std::min(design, std::max(240, window_.width() * 28 / 100));
}

void WindowLayout::fit() {
  given_ = dockWidth();
  for (const auto& [dock, width] : {std::pair{input_.get(), given_}, {predictions_.get(), given_ + given_ * 32 / 280}})
    resize(window_, {dock}, {width}, Qt::Horizontal);
  split(window_, *predictions_, *whatIfs_);
}

void WindowLayout::windowResized() {
  thinOut();
  if (!isLensFullScreen() && given_ != dockWidth()) fit();
  settling_.start();  // once the docks have their places
}

void WindowLayout::thinOut() {
  pipelineStrip_.setThin(window_.height() < scaled(lowWindow));
  const int wanted = pipelineStrip_.sizeHint().height();
  if (pipeline_->isVisible() && pipelineStrip_.height() != wanted)
    resize(window_, {pipeline_.get()}, {wanted}, Qt::Vertical);
}

void WindowLayout::textScaled() {
  thinOut();
  fit();
  arrangeSoon();
}

}  // namespace headlight::ui
