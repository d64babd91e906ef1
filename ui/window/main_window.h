#pragma once

#include <QMainWindow>
#include <memory>

#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/document/shown_trace.h"
#include "ui/window/run_window.h"
#include "ui/window/session_bridge.h"
#include "ui/window/settings.h"
#include "ui/window/type_size.h"

namespace headlight::ui {

class DesktopTheme;
class LensArea;
class ModelPanel;
class ImageEditor;
class LessonActions;
class LessonPlayer;
class PredictionsPanel;
class SessionFiles;
class WhatIfPanel;
struct OnScreen;
struct Theme;

/// The frame: menus, docks and theme around parts that each do one thing (README.md). UI thread.
class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  explicit MainWindow(const WindowOptions& options);
  ~MainWindow() override;

  Document& document() { return document_; }
  Selection& selection() { return selection_; }
  SessionBridge& bridge() { return bridge_; }
  LensArea& lensArea() { return *lensArea_; }
  PredictionsPanel& predictions();
  ModelPanel& modelPanel();
  ImageEditor& pictures();
  WhatIfPanel& whatIfs();
  const Theme& theme() const { return *theme_; }
  DesktopTheme& desktopTheme() { return *desktop_; }
  /// The trace that the panels show.
  const std::shared_ptr<const Trace>& shownTrace() const { return shown().trace; }
  /// The same text without the what-ifs; null while there are none.
  const std::shared_ptr<const Trace>& shownBaseline() const { return shown().baseline; }

  /// A bundled model's name, a folder or a weights file.
  void openModel(const QString& nameOrFolder);
  /// The first of them, whatever it is: a model, a session, an image or a text.
  void openFiles(const QStringList& paths);
  void openTextFile(const QString& path);
  void openPictureFile(const QString& path);
  SessionFiles& sessions();
  LessonPlayer& lessons();
  LessonActions& lessonActions();
  /// "light", "dark", "projector", "system". Type gets the size that was chosen for that theme.
  void chooseTheme(const QString& name);
  /// Percent of the design's type, 100 to 200; no less than the theme allows.
  void setTextScale(int percent);

 signals:
  /// The lens has painted the trace of that revision, so long after the input event (< 0: it was no edit's).
  void pictureShown(quint64 revision, double milliseconds);

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Parts;
  const ShownTrace& shown() const;
  void restoreLayout();
  const Theme& themeOf(const QString& choice) const;
  /// What chooseTheme was told last.
  QString themeChoice() const;
  void connectOpening();
  void connectLoop();
  void connectTarget();
  void connectLens();
  void connectChoices();
  void tryOut(const OpenModel& coming);
  void handOver(const OpenModel& model);
  /// The file of the work, and the model.
  void showTitle();
  void connectGlossary();
  OnScreen onScreen() const;
  /// Where earlier work was looked at, if it was brought back and that was in this model.
  void takePlace(const OpenModel& model);

  // What parts name stands before them: members go in the opposite order.
  WindowOptions options_;
  Settings settings_;
  TypeSize typeSize_;
  DesktopTheme* desktop_;
  const Theme* theme_;
  bool followsDesktop_ = true;
  Document document_;
  Selection selection_;
  SessionBridge bridge_;
  std::unique_ptr<LensArea> lensArea_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace headlight::ui
