#include "ui/window/window_menus.h"

#include <QAction>
#include <QActionGroup>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolTip>

#include "info/model_info.h"
#include "ui/document/document.h"
#include "ui/document/glossary.h"
#include "ui/editors/input_editors.h"
#include "ui/panels/model_panel.h"
#include "ui/panels/pipeline_strip.h"
#include "ui/panels/predictions_panel.h"
#include "ui/panels/what_if_panel.h"
#include "ui/theme/hidden.h"
#include "ui/theme/icons.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/window/data_actions.h"
#include "ui/window/figure_actions.h"
#include "ui/window/file_actions.h"
#include "ui/window/first_start.h"
#include "ui/window/help_dialogs.h"
#include "ui/window/image_actions.h"
#include "ui/window/lens_area.h"
#include "ui/window/lesson_actions.h"
#include "ui/window/lesson_player.h"
#include "ui/window/memory_notice.h"
#include "ui/window/model_bar.h"
#include "ui/window/opening.h"
#include "ui/window/pass_loop.h"
#include "ui/window/presenter.h"
#include "ui/window/session_bridge.h"
#include "ui/window/session_files.h"
#include "ui/window/settings.h"
#include "ui/window/shelf_actions.h"
#include "ui/window/trace_panels.h"
#include "ui/window/window_context.h"
#include "ui/window/window_layout.h"
#include "ui/window/writing_on.h"

namespace headlight::ui {
namespace {

QAction* checkable(QAction* action) {
  action->setCheckable(true);
  return action;
}

QKeySequence ctrl(Qt::Key key) { return QKeySequence(Qt::CTRL | key); }
QKeySequence ctrlShift(Qt::Key key) { return QKeySequence(Qt::CTRL | Qt::SHIFT | key); }
QKeySequence alt(Qt::Key key) { return QKeySequence(Qt::ALT | key); }

}  // namespace

WindowMenus::WindowMenus(QMainWindow& window, const WindowContext& context, const MenuTargets& targets)
    : window_(window), context_(context), targets_(targets) {
  buildFile();
  buildEdit();
  buildView();
  buildModel();
  buildLesson();
  buildHelp();
  buildJumps();
  placeButtons();
}

QAction* WindowMenus::keep(const char* name, QAction* action) {
  actions_.insert(QLatin1String(name), action);
  window_.addAction(action);  // shortcuts work while the menu bar is hidden
  return action;
}

QAction* WindowMenus::add(QMenu& menu, const char* name, const QString& text, const QKeySequence& shortcut, Slot slot) {
  QAction* action = menu.addAction(text);
  action->setObjectName(QLatin1String(name));
  action->setShortcut(shortcut);
  connect(action, &QAction::triggered, this, [slot = std::move(slot)] { slot(); });
  return keep(name, action);
}

void WindowMenus::addJump(const char* name, const QString& text, Qt::Key key, Slot slot) {
  auto* action = new QAction(text, this);
  action->setShortcut(alt(key));
  connect(action, &QAction::triggered, this, [slot = std::move(slot)] { slot(); });
  keep(name, action);
}

void WindowMenus::buildFile() {
  QMenu& file = *window_.menuBar()->addMenu(tr("&File"));
  FileActions& files = targets_.files;
  add(file, "openModel", tr("&Open a model…"), QKeySequence::Open, [&files] { files.askForModel(); });
  add(file, "openFolder", tr("Open a model &folder…"), {}, [&files] { files.askForModelFolder(); });
  add(file, "openWeights", tr("Open a &weights file…"), {}, [&files] { files.askForModelFile(); });
  buildRecent(file, tr("&Recent models"), &Settings::recentModels,
              [this](const QString& folder) { targets_.opening.openNamed(folder); });
  add(file, "openText", tr("Open a &text…"), ctrlShift(Qt::Key_O), [&files] { files.askForText(); });
  add(file, "openPicture", tr("Open a &picture…"), ctrlShift(Qt::Key_P), [this] { targets_.images.askForFile(); });
  file.addSeparator();
  buildSessions(file);
  file.addSeparator();
  buildSaveImage(file);
  add(file, "saveFigure", tr("Save the fi&gure…"), ctrl(Qt::Key_E), [this] { targets_.figures.openDialog(); });
  add(file, "copyFigure", tr("&Copy the figure"), ctrlShift(Qt::Key_C), [this] { targets_.figures.copy(); });
  buildData(file);
  file.addSeparator();
  add(file, "quit", tr("&Quit"), QKeySequence::Quit, [this] { window_.close(); });
}

void WindowMenus::buildSessions(QMenu& file) {
  SessionFiles& sessions = targets_.sessions;
  add(file, "openSession", tr("Open a s&ession…"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_O),
      [&sessions] { sessions.askForFile(); });
  buildRecent(file, tr("Recent sessio&ns"), &Settings::recentSessions,
              [&sessions](const QString& path) { sessions.open(path); });
  add(file, "saveSession", tr("&Save the session"), QKeySequence::Save, [&sessions] { sessions.save(); });
  add(file, "saveSessionAs", tr("Save the session &as…"), ctrlShift(Qt::Key_S), [&sessions] { sessions.saveAs(); });
}

void WindowMenus::buildData(QMenu& file) {
  QMenu& menu = *file.addMenu(tr("Save &data"));
  DataActions& data = targets_.data;
  add(menu, "saveMatrix", tr("The &matrix…"), {}, [&data] { data.save(DataOf::Matrix); });
  add(menu, "saveHead", tr("The &head’s q, k, v, scores, pattern, z…"), {}, [&data] { data.save(DataOf::Head); });
  add(menu, "saveHeads", tr("&All heads…"), {}, [&data] { data.save(DataOf::Heads); });
  add(menu, "savePredictions", tr("The &predictions…"), {}, [&data] { data.save(DataOf::Predictions); });
  menu.addSeparator();
  add(menu, "copyTable", tr("&Copy the matrix as a table"), {}, [&data] { data.copyTable(); });
}

void WindowMenus::buildRecent(QMenu& file, const QString& title, QStringList (Settings::*list)() const,
                              std::function<void(const QString&)> chosen) {
  QMenu* recent = file.addMenu(title);
  connect(recent, &QMenu::aboutToShow, this, [this, recent, list, chosen = std::move(chosen)] {
    recent->clear();
    for (const QString& path : (context_.settings.*list)())
      recent->addAction(path, this, [path, chosen] { chosen(path); });
    if (recent->isEmpty()) recent->addAction(tr("None yet"))->setEnabled(false);
  });
}

void WindowMenus::buildSaveImage(QMenu& file) {
  QMenu& save = *file.addMenu(tr("Save the p&icture"));
  actions_.insert(QStringLiteral("savePictureMenu"), save.menuAction());
  add(save, "savePicture", tr("As &edited…"), {}, [this] { targets_.images.saveEdited(); });
  add(save, "saveSeen", tr("As the &model sees it…"), {}, [this] { targets_.images.saveAsModelSees(); });
}

void WindowMenus::buildEdit() {
  QMenu& edit = *window_.menuBar()->addMenu(tr("&Edit"));
  buildUndo(edit);
  edit.addSeparator();
  buildClipboard(edit);
  edit.addSeparator();
  buildShelf(edit);
  add(edit, "nextToken", tr("&Next token"), ctrl(Qt::Key_Return), [this] { targets_.panels.predictions().drawNext(); });
  add(edit, "writeOn", tr("&Write 20 tokens"), ctrlShift(Qt::Key_Return), [this] { targets_.writing.start(); });
  add(edit, "findToken", tr("&Find a token"), QKeySequence::Find, [this] {
    targets_.layout.predictionsDock().show();
    targets_.panels.predictions().focusSearch();
  });
  buildImage(edit);
}

void WindowMenus::buildUndo(QMenu& edit) {
  QAction* undo = context_.document.undoGroup().createUndoAction(this, tr("&Undo"));
  undo->setShortcut(QKeySequence::Undo);
  QAction* redo = context_.document.undoGroup().createRedoAction(this, tr("&Redo"));
  redo->setShortcuts({ctrlShift(Qt::Key_Z), ctrl(Qt::Key_Y)});
  undo->setObjectName(QStringLiteral("undo"));
  redo->setObjectName(QStringLiteral("redo"));
  edit.addActions({keep("undo", undo), keep("redo", redo)});
}

void WindowMenus::buildShelf(QMenu& edit) {
  add(edit, "shelf", tr("S&helf: sentences and pictures that show something"), ctrl(Qt::Key_B), [this] {
    // Below its button, or where that is away, below the tabs.
    const QDockWidget& dock = targets_.layout.inputDock();
    const QWidget& above = dock.isVisible() ? *dock.titleBarWidget() : targets_.lensArea;
    const int height = dock.isVisible() ? above.height() : 0;
    targets_.shelf.open({above.mapToGlobal(QPoint(0, 0)), QSize(above.width(), height)});
  });
}

void WindowMenus::buildClipboard(QMenu& edit) {
  // What has the keyboard does it itself: its own keys come first, these are for the menu.
  const auto ofFocus = [this](const char* slot) {
    QWidget* focus = window_.focusWidget();
    return focus && focus->metaObject()->indexOfSlot(QByteArray(slot) + "()") >= 0 &&
           QMetaObject::invokeMethod(focus, slot);
  };
  add(edit, "cut", tr("Cu&t"), QKeySequence::Cut, [ofFocus] { ofFocus("cut"); });
  add(edit, "copy", tr("&Copy"), QKeySequence::Copy, [ofFocus] { ofFocus("copy"); });
  add(edit, "paste", tr("&Paste"), QKeySequence::Paste, [this, ofFocus] {
    if (!ofFocus("paste") && actions_.value(QStringLiteral("pastePicture"))->isEnabled()) targets_.images.paste();
  });
  add(edit, "selectAll", tr("Select &all"), QKeySequence::SelectAll, [ofFocus] { ofFocus("selectAll"); });
}

void WindowMenus::buildImage(QMenu& edit) {
  QMenu& menu = *edit.addMenu(tr("&Picture"));
  ImageActions& images = targets_.images;
  actions_.insert(QStringLiteral("pictureMenu"), menu.menuAction());
  QAction* paste = add(menu, "pastePicture", tr("&Paste a picture"), {}, [&images] { images.paste(); });
  const auto canvas = [&](const char* name, const QString& text, const QColor& paper) {
    return add(menu, name, text, {}, [&images, paper] { images.openBlankCanvas(paper); });
  };
  QList<QAction*> entries{
      canvas("canvasWhite", tr("Blank canvas, &white"), Qt::white),
      canvas("canvasBlack", tr("Blank canvas, &black"), Qt::black),
      canvas("canvasGrey", tr("Blank canvas, &grey"), QColor(128, 128, 128)),
      add(menu, "canvasColour", tr("Blank &canvas of another colour…"), {}, [&images] { images.askForCanvas(); }),
      paste,
      add(menu, "originalPicture", tr("Back to the &original"), {},
          [this] { context_.document.image().picture().reset(); })};
  InputEditors& inputs = targets_.panels.inputs();
  inputs.addActions(
      {entries, {actions_.value(QStringLiteral("savePicture")), actions_.value(QStringLiteral("saveSeen"))}});
  connect(&inputs, &InputEditors::openAsked, &images, &ImageActions::askForFile);
  connect(&inputs, &InputEditors::sampleAsked, &images, &ImageActions::openFile);
  showOnlyIf(false, {"pictureMenu", "savePictureMenu", "pastePicture"});
}

void WindowMenus::buildView() {
  QMenu& view = *window_.menuBar()->addMenu(tr("&View"));
  LensArea& area = targets_.lensArea;
  LensWidget& lens = area.lens();
  for (QAction* action : area.viewActions()) {
    view.addAction(action);
    actions_.insert(action->objectName(), action);
    window_.addAction(action);  // shortcuts work while the menu bar is hidden
  }
  view.addSeparator();
  add(view, "zoomIn", tr("Zoom &in"), QKeySequence::ZoomIn, [&lens] { lens.zoomIn(); });
  add(view, "zoomOut", tr("Zoom &out"), QKeySequence::ZoomOut, [&lens] { lens.zoomOut(); });
  add(view, "zoomToFit", tr("Zoom to &fit"), ctrl(Qt::Key_0), [&lens] { lens.zoomToFit(); });
  view.addSeparator();
  buildInspector(view);
  WindowLayout& layout = targets_.layout;
  checkable(add(view, "fullScreen", tr("&Whole screen: text, lens, predictions"), QKeySequence(Qt::Key_F11),
                [&layout] { layout.setLensFullScreen(!layout.isLensFullScreen()); }));
  view.addSeparator();
  buildPresenting(view);
  view.addSeparator();
  buildDocks(view);
  add(view, "resetLayout", tr("&Reset the layout"), {}, [&layout] { layout.reset(); });
  view.addSeparator();
  buildTextScale(view);
  buildThemes(view);
}

void WindowMenus::buildPresenting(QMenu& view) {
  view.setToolTipsVisible(true);
  Presenter& presenter = targets_.presenter;
  PassLoop& loop = targets_.loop;
  QAction* ring = checkable(add(view, "presenter", tr("Presenter’s &pointer"), QKeySequence(Qt::Key_F9),
                                [&presenter] { presenter.setOn(!presenter.isOn()); }));
  ring->setToolTip(
      tr("A large ring around the pointer. Ctrl+Shift and a click leave a mark or take it away, Esc clears"));
  QAction* freeze = checkable(add(view, "freeze", tr("Free&ze the picture"), QKeySequence(Qt::Key_F8), [this, &loop] {
    loop.setFrozen(!loop.frozen());
    showFrozenState(loop.frozen());
  }));
  freeze->setToolTip(tr("Lens and panels keep what they show while you go on writing; F8 again shows the newest"));
  const auto hide = [&](const char* name, const char* key, const QString& text, const QString& tip, Hidden what) {
    QAction* action = checkable(add(view, name, text, {}, [] {}));
    action->setChecked(context_.settings.hidden(key));
    action->setToolTip(tip);
    connect(action, &QAction::toggled, this, [this, what](bool hidden) { emit hiddenChosen(what, hidden); });
  };
  hide("hideIds", "tokenIds", tr("Hide token &ids"), tr("Tokens are shown without their numbers in the vocabulary"),
       Hidden::TokenIds);
  hide("hideNumbers", "numbers", tr("Hide num&bers"),
       tr("Weights, probabilities and logits are written as “?”: what the class should guess"), Hidden::Numbers);
}

void WindowMenus::buildInspector(QMenu& view) {
  LensWidget& lens = targets_.lensArea.lens();
  QString whyNot;
  if (!lens.inspectorAvailable(&whyNot)) return;
  checkable(add(view, "inspector", tr("I&nspector"), QKeySequence(Qt::Key_F12), [this, &lens] {
    lens.setInspectorVisible(!lens.inspectorVisible());
    showInspectorState();
    targets_.loop.request();
  }));
}

void WindowMenus::buildDocks(QMenu& view) {
  WindowLayout& layout = targets_.layout;
  QMenu& panels = *view.addMenu(tr("Pan&els"));
  int key = Qt::Key_1;
  for (QDockWidget* dock : {&layout.inputDock(), &layout.predictionsDock(), &layout.pipelineDock(),
                            &layout.whatIfDock(), &layout.modelDock(), &layout.beamsDock(), &layout.lessonDock()}) {
    QAction* toggle = dock->toggleViewAction();
    toggle->setShortcut(ctrlShift(static_cast<Qt::Key>(key++)));
    panels.addAction(toggle);
    window_.addAction(toggle);
  }
}

void WindowMenus::buildThemes(QMenu& view) {
  QMenu& themes = *view.addMenu(tr("&Theme"));
  auto* group = new QActionGroup(this);
  const auto choice = [&](const char* action, const QString& text, const QString& name) {
    group->addAction(checkable(add(themes, action, text, {}, [this, name] { emit themeChosen(name); })));
  };
  choice("theme_system", tr("As the &desktop"), QStringLiteral("system"));
  choice("theme_light", tr("&Light"), QStringLiteral("light"));
  choice("theme_dark", tr("Da&rk"), QStringLiteral("dark"));
  choice("theme_projector", tr("&Projector: light, large type, thick lines"), QStringLiteral("projector"));
  add(view, "nextTheme", tr("Next theme: light, dar&k, projector"), ctrl(Qt::Key_T), [this] { emit nextThemeAsked(); });
}

void WindowMenus::buildTextScale(QMenu& view) {
  QMenu& sizes = *view.addMenu(tr("Te&xt size"));
  const auto entry = [&](const char* name, const QString& text, const QKeySequence& keys, int steps) {
    add(sizes, name, text, keys, [this, steps] {
      emit textScaleChosen(steps == 0 ? leastTextPercent : textPercent() + steps * textPercentStep);
    });
  };
  entry("largerText", tr("&Larger"), ctrlShift(Qt::Key_Period), 1);
  entry("smallerText", tr("&Smaller"), ctrlShift(Qt::Key_Comma), -1);
  entry("normalText", tr("&Normal"), ctrlShift(Qt::Key_0), 0);
  connect(&view, &QMenu::aboutToShow, &sizes, [&sizes] { sizes.setTitle(tr("Te&xt size: %1 %").arg(textPercent())); });
}

void WindowMenus::buildModel() {
  QMenu& model = *window_.menuBar()->addMenu(tr("&Model"));
  add(model, "aboutModel", tr("&About this model"), {}, [this] {
    if (const OpenModel* open = context_.bridge.current()) showAboutModel(window_, *open);
  });
  add(model, "browseWeights", tr("&Weights…"), alt(Qt::Key_9), [this] {
    targets_.layout.raiseModelDock();
    targets_.panels.model().findChild<QWidget*>(QStringLiteral("weightTree"))->setFocus();
  });
  add(model, "memory", tr("Memory &for attention…"), {}, [this] { targets_.memory.openDialog(); });
  add(model, "chooseModel", tr("Choose a &model"), alt(Qt::Key_5), [this] { targets_.bar.focusModels(); });
  add(model, "chooseDevice", tr("Choose a &device"), alt(Qt::Key_6), [this] { targets_.bar.focusDevices(); });
}

void WindowMenus::buildHelp() {
  QMenu& help = *window_.menuBar()->addMenu(tr("&Help"));
  add(help, "keyboard", tr("&Keyboard"), QKeySequence(Qt::Key_F1), [this] { explain(); });
  add(help, "words", tr("&Words"), QKeySequence(Qt::SHIFT | Qt::Key_F1), [this] { emit wordsAsked(); });
  add(help, "showAround", tr("&Show me around"), {}, [this] { targets_.lessonActions.showAround(); });
  add(help, "firstSteps", tr("&First steps"), {}, [this] { targets_.firstStart.tell(); });
  add(help, "caveats", tr("&Reading attention with care"), {}, [this] { showCaveats(window_); });
  add(help, "about", tr("&About Headlight"), {},
      [this] { showAbout(window_, targets_.lensArea.lens(), context_.bridge.current()); });
}

void WindowMenus::explain() {
  const std::vector<Term> terms = QToolTip::isVisible() ? termsExplainedIn(QToolTip::text()) : std::vector<Term>{};
  if (terms.empty()) return showKeyboardHelp(window_);
  QToolTip::hideText();
  emit wordAsked(terms.front());
}

void WindowMenus::buildLesson() {
  QMenu& menu = *window_.menuBar()->addMenu(tr("&Lesson"));
  LessonActions& lessons = targets_.lessonActions;
  QMenu* bundled = menu.addMenu(tr("&Lessons"));
  connect(bundled, &QMenu::aboutToShow, this, [bundled, &lessons] {
    bundled->clear();
    for (const auto& [title, folder] : lessons.bundled())
      bundled->addAction(title, bundled, [folder = folder, &lessons] { lessons.open(folder); });
    if (bundled->isEmpty()) bundled->addAction(tr("None here"))->setEnabled(false);
  });
  add(menu, "lessonOpen", tr("&Open a lesson…"), {}, [&lessons] { lessons.askForFile(); });
  add(menu, "lessonLeaveMenu", tr("&Leave the lesson"), {}, [this] { targets_.lessons.leave(); });
  menu.addSeparator();
  add(menu, "lessonNew", tr("&New lesson from what is on screen"), {}, [&lessons] { lessons.begin(); });
  add(menu, "lessonAddStep", tr("&Add what is on screen as a step"), ctrlShift(Qt::Key_L),
      [&lessons] { lessons.addStep(); });
  add(menu, "lessonEdit", tr("&Edit its words"), {}, [&lessons] { lessons.showEditor(); });
  add(menu, "lessonSave", tr("&Save it as one file…"), {}, [&lessons] { lessons.askWhereToSave(false); });
  add(menu, "lessonSaveFolder", tr("Save it as a &folder…"), {}, [&lessons] { lessons.askWhereToSave(true); });
  connect(&menu, &QMenu::aboutToShow, this, [this] {
    const bool playing = targets_.lessons.playing(), draft = targets_.lessonActions.hasDraft();
    actions_.value(QStringLiteral("lessonLeaveMenu"))->setVisible(playing);
    for (const char* name : {"lessonEdit", "lessonSave", "lessonSaveFolder"})
      actions_.value(QLatin1String(name))->setVisible(draft);
  });
}

void WindowMenus::buildJumps() {
  TracePanels& panels = targets_.panels;
  WindowLayout& layout = targets_.layout;
  const auto jump = [this](const char* name, const QString& text, Qt::Key key, QDockWidget* dock, QWidget* widget) {
    addJump(name, text, key, [dock, widget] {
      if (dock) dock->show();
      widget->setFocus(Qt::ShortcutFocusReason);
    });
  };
  addJump("goText", tr("Go to the text or the picture"), Qt::Key_1, [&panels, &layout] {
    layout.inputDock().show();
    panels.focusEditor(Qt::ShortcutFocusReason);
  });
  addJump("goTokens", tr("Go to the tokens"), Qt::Key_2, [&panels, &layout] {
    layout.inputDock().show();
    if (auto* chips = panels.inputs().active().findChild<QWidget*>(QStringLiteral("tokenChips")))
      chips->setFocus(Qt::ShortcutFocusReason);
  });
  jump("goLens", tr("Go to the lens"), Qt::Key_3, nullptr, &targets_.lensArea.lens());
  jump("goPredictions", tr("Go to the predictions"), Qt::Key_4, &layout.predictionsDock(),
       panels.predictions().findChild<QWidget*>(QStringLiteral("predictionBars")));
  addJump("goWhatIfs", tr("Go to the what-ifs"), Qt::Key_8, [&panels, &layout] {
    layout.whatIfDock().show();
    panels.whatIfs().focusList();
  });
  jump("goPipeline", tr("Go to the pipeline"), Qt::Key_7, &layout.pipelineDock(), &panels.pipeline());
}

void WindowMenus::placeButtons() {
  for (const QString& name : {QStringLiteral("undo"), QStringLiteral("redo"), QStringLiteral("shelf")})
    targets_.layout.addInputAction(actions_.value(name), name);
  targets_.lensArea.addTabAction(actions_.value(QStringLiteral("copyFigure")), QStringLiteral("copy"));
  targets_.lensArea.addTabAction(actions_.value(QStringLiteral("fullScreen")), QStringLiteral("full_screen"));
}

void WindowMenus::setTheme(const Theme& theme) {
  const std::pair<const char*, const char*> icons[] = {{"openModel", "folder"}, {"copyFigure", "copy"},
                                                       {"undo", "undo"},        {"redo", "redo"},
                                                       {"shelf", "shelf"},      {"fullScreen", "full_screen"}};
  for (const auto& [action, name] : icons)
    actions_.value(QLatin1String(action))->setIcon(icon(QLatin1String(name), theme.text, theme.disabled));
  shareKeys(theme);
}

void WindowMenus::shareKeys(const Theme& theme) {
  const auto plain = [](QKeySequence::StandardKey standard, Qt::Key more) {
    QList<QKeySequence> keys = QKeySequence::keyBindings(standard);
    if (!keys.contains(ctrl(more))) keys << ctrl(more);
    return keys;
  };
  // Ctrl+= is Ctrl++ where nobody presses Shift for it.
  const QList<QKeySequence> keys[] = {plain(QKeySequence::ZoomIn, Qt::Key_Equal),
                                      plain(QKeySequence::ZoomOut, Qt::Key_Minus),
                                      {ctrl(Qt::Key_0)},
                                      {ctrlShift(Qt::Key_Period)},
                                      {ctrlShift(Qt::Key_Comma)},
                                      {ctrlShift(Qt::Key_0)}};
  const char* lens[] = {"zoomIn", "zoomOut", "zoomToFit"};
  const char* type[] = {"largerText", "smallerText", "normalText"};
  const bool ofType = theme.ground == Ground::Projector;
  for (const char* name : ofType ? type : lens)
    actions_.value(QLatin1String(name))->setShortcuts(QList<QKeySequence>());
  for (int i = 0; i < 3; ++i) {
    actions_.value(QLatin1String((ofType ? lens : type)[i]))->setShortcuts(keys[i + 3]);
    actions_.value(QLatin1String((ofType ? type : lens)[i]))->setShortcuts(keys[i]);
  }
}

void WindowMenus::setThemeChoice(const QString& name) {
  for (const char* choice : {"system", "light", "dark", "projector"})
    actions_.value(QStringLiteral("theme_") + QLatin1String(choice))->setChecked(name == QLatin1String(choice));
}

void WindowMenus::showOnlyIf(bool shown, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    actions_.value(QLatin1String(name))->setVisible(shown);
    actions_.value(QLatin1String(name))->setEnabled(shown);
  }
}

void WindowMenus::setModel(const ModelInfo& model) {
  const bool nextToken = model.says(Says::NextToken);
  showOnlyIf(model.image() != nullptr, {"pictureMenu", "savePictureMenu", "pastePicture"});
  showOnlyIf(nextToken, {"nextToken", "writeOn"});
  actions_.value(QStringLiteral("findToken"))->setVisible(nextToken || model.says(Says::HiddenToken));
}

void WindowMenus::showInspectorState() {
  if (QAction* inspector = actions_.value(QStringLiteral("inspector")))
    inspector->setChecked(targets_.lensArea.lens().inspectorVisible());
}

void WindowMenus::showFrozenState(bool frozen) { actions_.value(QStringLiteral("freeze"))->setChecked(frozen); }

void WindowMenus::showFullScreenState(bool full) { actions_.value(QStringLiteral("fullScreen"))->setChecked(full); }

}  // namespace headlight::ui
