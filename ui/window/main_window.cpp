#include "ui/window/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QScreen>
#include <QStatusBar>
#include <QUrl>

#include "ui/editors/image_editor.h"
#include "ui/editors/input_editors.h"
#include "ui/panels/lesson_panel.h"
#include "ui/theme/desktop_theme.h"
#include "ui/theme/hidden.h"
#include "ui/theme/input_habits.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/window/bundled_models.h"
#include "ui/window/lens_area.h"
#include "ui/window/window_parts.h"

namespace headlight::ui {
namespace {

constexpr int frameHeight = 40;   // px, of a title bar
constexpr int layoutVersion = 4;  // a remembered layout that does not know the Beams and Lesson docks is not taken up

QStringList localFiles(const QMimeData& data) {
  QStringList files;
  for (const QUrl& url : data.urls())
    if (url.isLocalFile()) files << url.toLocalFile();
  return files;
}

}  // namespace

MainWindow::Parts::Parts(MainWindow& window)
    : panels(window.document_, window.selection_, window.bridge_, *window.lensArea_, window),
      lessonViews(new LessonViews(&window)),
      glossary(new GlossaryWindow(window, [&window] { return window.onScreen(); })),
      layout(window, panels, *lessonViews),
      bar(window.bridge_, window.settings_, &window),
      status(*window.statusBar()),
      context{
          window, window.settings_, window.document_, window.selection_, window.bridge_, window.lensArea_->messages(),
          status},
      budget(window.settings_, window.options_.memory),
      inputs(window.document_),
      earlierWork(context, window.options_.remember),
      opening(context, window.options_),
      live(context, panels.inputs()),
      sourceLight(window.selection_, panels.inputs()),
      whereabouts(context, *window.lensArea_, live),
      sessions(context, opening, earlierWork, whereabouts),
      writing(context),
      loop(window.document_, window.selection_, window.bridge_, inputs, budget,
           [this](const ModelInfo& model) {
             PassNeeds needs = panels.needs(model, report.isBeforeFirst());
             data.addNeeds(needs);
             lessons.addNeeds(model, needs);
             return needs;
           }),
      report(context, loop, *window.lensArea_),
      notices(context, loop),
      memory(context, window.lensArea_->lens(), budget,
             [this](const ModelInfo& model) { return panels.needs(model, report.isBeforeFirst()).plan; }),
      deviceCheck(context, window.options_.threads),
      imageActions(context, opening),
      shelf(context, imageActions, panels, window.options_.remember ? shelfFolder() : QString()),
      files(context, opening, imageActions),
      figures(context, loop, window.lensArea_->lens()),
      data(context, loop, window.lensArea_->lens()),
      lessons(context, opening, earlierWork, live, loop, *window.lensArea_, panels, lessonViews->panel()),
      lessonActions(context, lessons, *lessonViews, sessions, whereabouts),
      firstStart(context, loop),
      presenter(new Presenter(window, window.lensArea_->lens())),
      menus(window, context,
            {opening, files, sessions, figures, data, imageActions, shelf, lessons, lessonActions, writing, memory,
             firstStart, loop, *presenter, *window.lensArea_, panels, layout, bar}) {}

MainWindow::MainWindow(const WindowOptions& options)
    : options_(options),
      settings_(options.remember),
      typeSize_(settings_),
      desktop_(new DesktopTheme(this)),
      theme_(&Theme::light()) {
  setObjectName(QStringLiteral("mainWindow"));
  const QString theme = options.theme.isEmpty() ? settings_.theme() : options.theme;
  // Palette, font and style sheet before there is a widget to restyle.
  theme_ = &themeOf(theme);
  headlight::ui::setTextScale(typeSize_.percent(*theme_));
  installInputHabits();
  headlight::ui::setHidden(Hidden::TokenIds, settings_.hidden("tokenIds"));
  headlight::ui::setHidden(Hidden::Numbers, settings_.hidden("numbers"));
  applyTheme(*qApp, *theme_);
  setWindowTitle(QStringLiteral("Headlight"));
  setAcceptDrops(true);
  lensArea_ = std::make_unique<LensArea>(selection_, this);
  setCentralWidget(lensArea_.get());
  parts_ = std::make_unique<Parts>(*this);
  addToolBar(Qt::TopToolBarArea, &parts_->bar);
  restoreLayout();
  chooseTheme(theme);
  connectOpening();
  connectLoop();
  connectGlossary();
  connectLens();
  connectChoices();
  if (!options.lesson.isEmpty() && parts_->lessonActions.open(options.lesson)) {
    parts_->lessonViews->panel().setFocus();
    return;
  }
  if (options.session.isEmpty() || !parts_->sessions.open(options.session))
    openModel(options.model.isEmpty() ? parts_->earlierWork.lastModel() : options.model);
  parts_->panels.focusEditor();
}

MainWindow::~MainWindow() {
  hide();  // panels tell the document and the selection when they lose the focus: while all of it is there
}

PredictionsPanel& MainWindow::predictions() { return parts_->panels.predictions(); }
ModelPanel& MainWindow::modelPanel() { return parts_->panels.model(); }
ImageEditor& MainWindow::pictures() {
  return dynamic_cast<ImageEditor&>(parts_->panels.inputs().editorOf(document_.image()));
}
SessionFiles& MainWindow::sessions() { return parts_->sessions; }
LessonPlayer& MainWindow::lessons() { return parts_->lessons; }
LessonActions& MainWindow::lessonActions() { return parts_->lessonActions; }
WhatIfPanel& MainWindow::whatIfs() { return parts_->panels.whatIfs(); }
const ShownTrace& MainWindow::shown() const { return parts_->loop.shown(); }
void MainWindow::openModel(const QString& nameOrFolder) { parts_->opening.openNamed(nameOrFolder); }
void MainWindow::openFiles(const QStringList& paths) { parts_->files.openFiles(paths); }
void MainWindow::openTextFile(const QString& path) { parts_->files.openText(path); }
void MainWindow::openPictureFile(const QString& path) { parts_->imageActions.openFile(path); }

void MainWindow::restoreLayout() {
  // The screen's free part is for the frame too, whose size nobody knows yet.
  const QSize free = screen()->availableSize() - QSize(0, frameHeight);
  resize(QSize(1440, 900).boundedTo(free));
  parts_->layout.keepAsDefault();
  if (const QByteArray geometry = settings_.geometry(); !geometry.isEmpty()) restoreGeometry(geometry);
  if (const QByteArray layout = settings_.layout(); !layout.isEmpty())
    restoreState(layout, layoutVersion);
  else  // how high predictions want to be shows with the first ones
    connect(&parts_->report, &PaintReport::firstPainted, &parts_->layout, &WindowLayout::arrangeSoon);
}

const Theme& MainWindow::themeOf(const QString& choice) const {
  if (const Theme* chosen = Theme::find(choice)) return *chosen;
  return desktop_->dark() ? Theme::dark() : Theme::light();
}

QString MainWindow::themeChoice() const { return followsDesktop_ ? QStringLiteral("system") : theme_->name; }

void MainWindow::chooseTheme(const QString& name) {
  followsDesktop_ = Theme::find(name) == nullptr;
  theme_ = &themeOf(name);
  const int percent = typeSize_.percent(*theme_);
  const bool resized = percent != textPercent();
  if (resized) headlight::ui::setTextScale(percent);
  if (qApp->styleSheet() != ui::styleSheet(*theme_)) {
    applyTheme(*qApp, *theme_);
    fitToTextScale();
  }
  parts_->panels.setTheme(*theme_);
  parts_->live.setTheme(*theme_);
  parts_->lessonViews->setTheme(*theme_);
  parts_->lessons.setTheme(*theme_);
  parts_->layout.setTheme(*theme_);
  parts_->bar.setTheme(*theme_);
  parts_->status.setTheme(*theme_);
  parts_->files.setTheme(*theme_);
  parts_->shelf.setTheme(*theme_);
  parts_->presenter->setTheme(*theme_);
  parts_->figures.setTheme(*theme_);
  parts_->menus.setTheme(*theme_);
  parts_->menus.setThemeChoice(themeChoice());
  if (resized) parts_->layout.textScaled();
}

void MainWindow::setTextScale(int percent) {
  typeSize_.choose(*theme_, percent);
  chooseTheme(themeChoice());
}

void MainWindow::showTitle() {
  const OpenModel* model = bridge_.current();
  const QString name =
      model ? QStringLiteral("%1 — Headlight").arg(modelName(model->folder)) : QStringLiteral("Headlight");
  const QString& file = parts_->sessions.named();
  setWindowTitle(file.isEmpty() ? name : QStringLiteral("%1[*] — ").arg(QFileInfo(file).fileName()) + name);
  setWindowModified(parts_->sessions.modified());
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!parts_->sessions.mayLeave()) return event->ignore();
  parts_->layout.setLensFullScreen(false);
  settings_.setLayout(saveGeometry(), saveState(layoutVersion));
  parts_->earlierWork.setPlace(parts_->whereabouts.now());
  parts_->earlierWork.close();
  parts_->opening.stop();
  QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasImage() || !localFiles(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QMimeData& data = *event->mimeData();
  const QStringList files = localFiles(data);
  if (files.isEmpty() && !data.hasImage()) return;
  event->acceptProposedAction();
  if (!files.isEmpty()) return openFiles(files);
  parts_->imageActions.open(data.imageData().value<QImage>(), tr("Dropped"));
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    if (parts_->layout.isLensFullScreen()) return parts_->layout.setLensFullScreen(false);
    if (parts_->status.isWorkShown()) return parts_->status.stop();
  }
  // What nobody else had a use for goes on in a lesson, or back.
  if (parts_->lessons.playing() && event->modifiers() == Qt::NoModifier &&
      parts_->lessonViews->panel().takeKey(event->key()))
    return;
  QMainWindow::keyPressEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QMainWindow::resizeEvent(event);
  if (parts_) parts_->layout.windowResized();
}

}  // namespace headlight::ui
