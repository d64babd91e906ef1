#pragma once

#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <functional>

#include "ui/document/glossary.h"

class QAction;
class QMainWindow;
class QMenu;

namespace headlight {
struct ModelInfo;
}

namespace headlight::ui {

class DataActions;
class FigureActions;
class FileActions;
class FirstStart;
class ImageActions;
class LensArea;
class LessonActions;
class LessonPlayer;
class MemoryNotice;
class ModelBar;
class Opening;
class PassLoop;
class Presenter;
class SessionFiles;
class Settings;
class ShelfActions;
class TracePanels;
class WindowLayout;
class WritingOn;
enum class Hidden;
struct Theme;
struct WindowContext;

/// What the entries of the menus do something with.
struct MenuTargets {
  Opening& opening;
  FileActions& files;
  SessionFiles& sessions;
  FigureActions& figures;
  DataActions& data;
  ImageActions& images;
  ShelfActions& shelf;
  LessonPlayer& lessons;
  LessonActions& lessonActions;
  WritingOn& writing;
  MemoryNotice& memory;
  FirstStart& firstStart;
  PassLoop& loop;
  Presenter& presenter;
  LensArea& lensArea;
  TracePanels& panels;
  WindowLayout& layout;
  ModelBar& bar;
};

/// The menus of the window, and the keys that go to a place at once. UI thread.
class WindowMenus : public QObject {
  Q_OBJECT
 public:
  WindowMenus(QMainWindow& window, const WindowContext& context, const MenuTargets& targets);
  void setTheme(const Theme& theme);
  /// "system" or a theme's name: what is checked.
  void setThemeChoice(const QString& name);
  /// What makes no sense for that model is absent, not disabled.
  void setModel(const ModelInfo& model);
  /// The inspector came or went otherwise than through its entry.
  void showInspectorState();
  void showFullScreenState(bool full);
  /// The picture was frozen, or goes on, otherwise than through its entry.
  void showFrozenState(bool frozen);

 signals:
  void themeChosen(const QString& name);
  void textScaleChosen(int percent);
  void nextThemeAsked();
  void hiddenChosen(headlight::ui::Hidden what, bool hidden);
  /// The glossary, where it was left; or that page.
  void wordsAsked();
  void wordAsked(Term term);

 private:
  using Slot = std::function<void()>;
  void buildFile();
  void buildSessions(QMenu& file);
  void buildData(QMenu& file);
  /// What `list` of the settings has, as it is when the menu opens.
  void buildRecent(QMenu& file, const QString& title, QStringList (Settings::*list)() const,
                   std::function<void(const QString&)> chosen);
  void buildSaveImage(QMenu& file);
  void buildEdit();
  void buildUndo(QMenu& edit);
  void buildShelf(QMenu& edit);
  void buildClipboard(QMenu& edit);
  void buildImage(QMenu& edit);
  void buildView();
  void buildInspector(QMenu& view);
  void buildDocks(QMenu& view);
  void buildPresenting(QMenu& view);
  void buildTextScale(QMenu& view);
  void buildThemes(QMenu& view);
  void buildModel();
  void buildLesson();
  void buildHelp();
  /// The page of the word that is explained under the pointer, else the keys.
  void explain();
  void buildJumps();
  void placeButtons();
  /// On a projector's wall Ctrl with + and - is about the type, elsewhere about the lens.
  void shareKeys(const Theme& theme);
  QAction* add(QMenu& menu, const char* name, const QString& text, const QKeySequence& shortcut, Slot slot);
  /// Without an entry in a menu.
  void addJump(const char* name, const QString& text, Qt::Key key, Slot slot);
  QAction* keep(const char* name, QAction* action);
  void showOnlyIf(bool shown, std::initializer_list<const char*> names);

  QMainWindow& window_;
  const WindowContext& context_;
  MenuTargets targets_;
  QHash<QString, QAction*> actions_;  ///< by name: "view_heads", "fullScreen", ...
};

}  // namespace headlight::ui
