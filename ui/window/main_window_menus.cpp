// Menus and the help texts of the main window.
#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QGridLayout>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/editors/input_panel.h"
#include "ui/editors/picture_panel.h"
#include "ui/editors/text_input.h"
#include "ui/panels/model_panel.h"
#include "ui/panels/pipeline_strip.h"
#include "ui/panels/predictions_panel.h"
#include "ui/panels/what_if_panel.h"
#include "ui/theme/theme.h"
#include "ui/window/dock_title.h"
#include "ui/window/lens_area.h"
#include "ui/window/main_window.h"
#include "ui/window/message_strip.h"

namespace headlight::ui {

void MainWindow::buildMenus() {
  const auto add = [this](QMenu* menu, const char* name, const QString& text, const QKeySequence& shortcut, auto slot) {
    QAction* action = menu->addAction(text);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(shortcut);
    connect(action, &QAction::triggered, this, slot);
    actions_.insert(QLatin1String(name), action);
    addAction(action);  // shortcuts work while the menu bar is hidden
    return action;
  };
  const auto checkable = [](QAction* action, bool checked = false) {
    action->setCheckable(true);
    action->setChecked(checked);
    return action;
  };

  QMenu* file = menuBar()->addMenu(tr("&File"));
  add(file, "openModel", tr("&Open a model…"), QKeySequence::Open, [this] { askForModel(); });
  add(file, "openFolder", tr("Open a model &folder…"), {}, [this] { askForModelFolder(); });
  add(file, "openWeights", tr("Open a &weights file…"), {}, [this] { askForModelFile(); });
  recentMenu_ = file->addMenu(tr("&Recent models"));
  connect(recentMenu_, &QMenu::aboutToShow, this, [this] {
    recentMenu_->clear();
    for (const QString& folder : settings_.recentModels())
      recentMenu_->addAction(folder, this, [this, folder] { openModel(folder); });
    if (recentMenu_->isEmpty()) recentMenu_->addAction(tr("None yet"))->setEnabled(false);
  });
  add(file, "openText", tr("Open a &text…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), [this] { askForText(); });
  add(file, "openPicture", tr("Open a &picture…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P),
      [this] { askForPicture(); });
  file->addSeparator();
  add(file, "saveFigure", tr("&Save the figure…"), QKeySequence::Save, [this] { saveFigure(); });
  add(file, "copyFigure", tr("&Copy the figure"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), [this] {
    LensWidget& lens = lensArea_->lens();
    QApplication::clipboard()->setImage(lens.renderToImage(lens.size(), 2));
    statusRight_->setText(tr("the figure is on the clipboard"));
  });
  file->addSeparator();
  add(file, "quit", tr("&Quit"), QKeySequence::Quit, [this] { close(); });

  QMenu* edit = menuBar()->addMenu(tr("&Edit"));
  QAction* undo = document_.undoStack().createUndoAction(this, tr("&Undo"));
  undo->setShortcut(QKeySequence::Undo);
  QAction* redo = document_.undoStack().createRedoAction(this, tr("&Redo"));
  redo->setShortcuts({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
  for (QAction* action : {undo, redo}) {
    edit->addAction(action);
    addAction(action);
  }
  actions_.insert(QStringLiteral("undo"), undo);
  actions_.insert(QStringLiteral("redo"), redo);
  edit->addSeparator();
  add(edit, "nextToken", tr("&Next token"), QKeySequence(Qt::CTRL | Qt::Key_Return),
      [this] { predictions_->drawNext(); });
  add(edit, "writeOn", tr("&Write 20 tokens"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Return),
      [this] { writeOn(); });
  add(edit, "findToken", tr("&Find a token"), QKeySequence::Find, [this] {
    predictionsDock_->show();
    predictions_->focusSearch();
  });

  buildPictureMenus(file, edit);

  QMenu* view = menuBar()->addMenu(tr("&View"));
  for (QAction* action : lensArea_->viewActions()) {
    view->addAction(action);
    actions_.insert(action->objectName(), action);
    addAction(action);  // shortcuts work while the menu bar is hidden
  }
  view->addSeparator();
  add(view, "zoomIn", tr("Zoom &in"), QKeySequence::ZoomIn, [this] { lensArea_->lens().zoomIn(); });
  add(view, "zoomOut", tr("Zoom &out"), QKeySequence::ZoomOut, [this] { lensArea_->lens().zoomOut(); });
  add(view, "zoomToFit", tr("Zoom to &fit"), QKeySequence(Qt::CTRL | Qt::Key_0),
      [this] { lensArea_->lens().zoomToFit(); });
  view->addSeparator();
  QString whyNot;
  if (lensArea_->lens().inspectorAvailable(&whyNot)) {
    checkable(add(view, "inspector", tr("I&nspector"), QKeySequence(Qt::Key_F12), [this] {
      LensWidget& lens = lensArea_->lens();
      lens.setInspectorVisible(!lens.inspectorVisible());
      actions_.value(QStringLiteral("inspector"))->setChecked(lens.inspectorVisible());
      requestPass();
    }));
  }
  checkable(add(view, "fullScreen", tr("&Lens on the whole screen"), QKeySequence(Qt::Key_F11),
                [this] { setLensFullScreen(layoutBefore_.isEmpty()); }));
  view->addSeparator();
  const std::pair<QDockWidget*, QKeySequence> docks[] = {
      {inputDock_, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_1)},
      {predictionsDock_, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_2)},
      {pipelineDock_, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_3)},
      {whatIfDock_, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_4)},
      {modelDock_, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_5)}};
  for (const auto& [dock, shortcut] : docks) {
    QAction* toggle = dock->toggleViewAction();
    toggle->setShortcut(shortcut);
    view->addAction(toggle);
    addAction(toggle);
  }
  // Tabbed with the predictions: asked for, it comes to the front.
  connect(modelDock_->toggleViewAction(), &QAction::triggered, this, [this](bool shown) {
    if (shown) modelDock_->raise();
  });
  add(view, "resetLayout", tr("&Reset the layout"), {}, [this] { resetLayout(); });
  view->addSeparator();
  QMenu* themes = view->addMenu(tr("&Theme"));
  auto* group = new QActionGroup(this);
  const std::pair<const char*, QString> choices[] = {
      {"system", tr("As the &desktop")}, {"light", tr("&Light")}, {"dark", tr("Da&rk")}};
  for (const auto& choice : choices) {
    const QByteArray name = QByteArray("theme_") + choice.first;
    QAction* action =
        add(themes, name.constData(), choice.second, {}, [this, which = QString::fromLatin1(choice.first)] {
          settings_.setTheme(which);
          chooseTheme(which);
        });
    group->addAction(checkable(action));
  }
  add(view, "toggleTheme", tr("Light or dar&k"), QKeySequence(Qt::CTRL | Qt::Key_T), [this] {
    const QString other = theme_->isDark ? QStringLiteral("light") : QStringLiteral("dark");
    settings_.setTheme(other);
    chooseTheme(other);
  });

  QMenu* model = menuBar()->addMenu(tr("&Model"));
  add(model, "aboutModel", tr("&About this model"), {}, [this] {
    const OpenModel* open = bridge_.current();
    if (!open) return;
    const ModelInfo& info = *open->info;
    const StackInfo& stack = info.stacks.back();
    QStringList unused;
    for (const std::string& name : info.notUsed) unused << QString::fromStdString(name);
    QMessageBox::information(
        this, tr("About this model"),
        tr("%1\n\nFamily %2: %3 layers, %4 heads, width %5, %6 tokens in the vocabulary, at most %7 tokens of text.\n"
           "%8 parameters, stored as %9.\n\nFolder: %10\nComputed on: %11\nTensors of the file that are not used: %12")
            .arg(shownModelName(open->folder), QString::fromStdString(info.family))
            .arg(stack.layers)
            .arg(stack.heads)
            .arg(stack.width)
            .arg(info.vocabulary)
            .arg(info.maxTokens)
            .arg(QLocale(QLocale::English).toString(static_cast<qulonglong>(info.parameters)))
            .arg(QString::fromStdString(info.storedDType), open->folder, open->deviceName,
                 unused.isEmpty() ? tr("none") : unused.join(QStringLiteral(", "))));
  });
  add(model, "browseWeights", tr("&Weights…"), QKeySequence(Qt::ALT | Qt::Key_9), [this] {
    modelDock_->show();
    modelDock_->raise();
    modelPanel_->findChild<QWidget*>(QStringLiteral("weightTree"))->setFocus();
  });
  add(model, "memory", tr("Memory for &pictures…"), {}, [this] { askForBudget(); });
  add(model, "chooseModel", tr("Choose a &model"), QKeySequence(Qt::ALT | Qt::Key_5),
      [this] { modelCombo_->setFocus(); });
  add(model, "chooseDevice", tr("Choose a &device"), QKeySequence(Qt::ALT | Qt::Key_6),
      [this] { deviceCombo_->setFocus(); });

  QMenu* help = menuBar()->addMenu(tr("&Help"));
  add(help, "keyboard", tr("&Keyboard"), QKeySequence(Qt::Key_F1), [this] { showKeyboardHelp(); });
  add(help, "firstSteps", tr("&First steps"), {}, [this] { tellFirstStart(true); });
  add(help, "caveats", tr("&Reading attention with care"), {}, [this] { showCaveats({}); });
  add(help, "about", tr("&About Headlight"), {}, [this] { showAbout(); });

  // Places that the keyboard goes to at once.
  const auto jump = [this](const char* name, const QString& text, Qt::Key key, QDockWidget* dock, QWidget* widget) {
    auto* action = new QAction(text, this);
    action->setShortcut(QKeySequence(Qt::ALT | key));
    connect(action, &QAction::triggered, this, [dock, widget] {
      if (dock) dock->show();
      widget->setFocus(Qt::ShortcutFocusReason);
    });
    addAction(action);
    actions_.insert(QLatin1String(name), action);
  };
  auto* toInput = new QAction(tr("Go to the text or the picture"), this);
  toInput->setShortcut(QKeySequence(Qt::ALT | Qt::Key_1));
  connect(toInput, &QAction::triggered, this, [this] {
    inputDock_->show();
    QWidget* editor = &input_->editor();
    if (document_.readsPicture()) editor = &pictures_->canvas();
    editor->setFocus(Qt::ShortcutFocusReason);
  });
  addAction(toInput);
  actions_.insert(QStringLiteral("goText"), toInput);
  jump("goTokens", tr("Go to the tokens"), Qt::Key_2, inputDock_,
       input_->findChild<QWidget*>(QStringLiteral("tokenChips")));
  jump("goLens", tr("Go to the lens"), Qt::Key_3, nullptr, &lensArea_->lens());
  jump("goPredictions", tr("Go to the predictions"), Qt::Key_4, predictionsDock_,
       predictions_->findChild<QWidget*>(QStringLiteral("predictionBars")));
  auto* toWhatIfs = new QAction(tr("Go to the what-ifs"), this);
  toWhatIfs->setShortcut(QKeySequence(Qt::ALT | Qt::Key_8));
  connect(toWhatIfs, &QAction::triggered, this, [this] {
    whatIfDock_->show();
    whatIfs_->focusList();
  });
  addAction(toWhatIfs);
  actions_.insert(QStringLiteral("goWhatIfs"), toWhatIfs);
  jump("goPipeline", tr("Go to the pipeline"), Qt::Key_7, pipelineDock_, pipeline_);

  titles_.first()->addAction(undo, QStringLiteral("undo"));
  titles_.first()->addAction(redo, QStringLiteral("redo"));
  lensArea_->addTabAction(actions_.value(QStringLiteral("copyFigure")), QStringLiteral("copy"));
  lensArea_->addTabAction(actions_.value(QStringLiteral("fullScreen")), QStringLiteral("full_screen"));
}

void MainWindow::showKeyboardHelp() {
  QDialog dialog(this);
  dialog.setWindowTitle(tr("Keyboard"));
  auto* layout = new QVBoxLayout(&dialog);
  auto* table = new QWidget;
  auto* grid = new QGridLayout(table);
  grid->setHorizontalSpacing(24);
  int row = 0;
  const auto line = [&](const QString& keys, const QString& what) {
    auto* left = new QLabel(keys, table);
    left->setFont(fixedFont(12));
    grid->addWidget(left, row, 0);
    grid->addWidget(new QLabel(what, table), row++, 1);
  };
  for (const QAction* action : actions()) {
    if (action->shortcut().isEmpty()) continue;
    QString words = action->text().remove(QLatin1Char('&'));
    QStringList keys;
    for (const QKeySequence& shortcut : action->shortcuts()) keys << shortcut.toString(QKeySequence::NativeText);
    line(keys.join(QStringLiteral(", ")), words);
  }
  line(tr("Arrows"),
       tr("Tokens: from chip to chip · Lens: from head to head, from cell to cell · Pipeline: from layer to layer"));
  line(tr("Return"), tr("Tokens: replace · Predictions: append · All heads: open in Matrix"));
  line(tr("Delete"), tr("Tokens, what-ifs: take one out"));
  line(tr("X"), tr("Lens: switch the head off, or on again"));
  line(tr("Arrows, Page Up, Page Down"),
       tr("Image: move the patch that asks · the layer above or below · Ctrl: layers and heads"));
  line(tr("C, D"), tr("Matrix: cut the edge under the crosshair · show the difference that the what-ifs make"));
  line(tr("M"), tr("Tokens: mask one"));
  line(tr("B, E, F, U, N"), tr("Picture: brush, eraser, fill, blur, noise · [ and ]: a smaller or larger brush"));
  line(tr("P, S, H, R, M, C"), tr("Picture: erase patches, swap two, shuffle, turn, mirror, crop · G: the patch grid"));
  line(tr("Arrows, Return"), tr("Picture: from patch to patch, use the tool there · Space and drag: move the picture"));
  line(tr("Escape"), tr("Leave the whole screen, stop opening a model, close a message"));
  line(tr("Tab, Shift+Tab"), tr("On to the next place, back to the last one"));
  auto* scroll = new QScrollArea(&dialog);
  scroll->setWidget(table);
  scroll->setWidgetResizable(true);
  layout->addWidget(scroll);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
  connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
  layout->addWidget(buttons);
  dialog.resize(720, 560);
  dialog.exec();
}

void MainWindow::showAbout() {
  QString inspector;
  if (lensArea_->lens().inspectorAvailable(&inspector))
    inspector = tr("F12 opens the inspector.");
  else
    inspector = tr("The inspector (F12) is not there: %1").arg(inspector);
  const OpenModel* model = bridge_.current();
  QMessageBox::about(
      this, tr("About Headlight"),
      tr("Headlight shows what a transformer attends to while you type.\n\nEvery number in this window was computed by "
         "the loaded weights, with this program's own engine.\n\nComputes on: %1\nPaints with: %2\n%3\n\nQt %4")
          .arg(model ? model->deviceName : tr("nothing yet"), lensArea_->lens().painterName(), inspector,
               QString::fromLatin1(qVersion())));
}

void MainWindow::showCaveats(const QString&) {
  QMessageBox::information(
      this, tr("Reading attention with care"),
      tr("Attention is not explanation. A weight says how much of a value is mixed in, not how much it matters for the "
         "prediction: the value may be small, or later layers may undo it (Jain and Wallace 2019, "
         "arXiv:1902.10186).\n\n"
         "Sinks. Many heads rest on the first token when they have nothing to do; a bright first column is mostly "
         "that, not a "
         "meaning (Xiao et al. 2023, arXiv:2309.17453).\n\n"
         "Own ranges. With a range per head every picture uses its whole colour map, so a pale head may hold smaller "
         "weights than "
         "a bright one beside it. Shared makes them comparable."));
}

}  // namespace headlight::ui
