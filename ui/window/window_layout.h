#pragma once

#include <QByteArray>
#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QRect>
#include <QSize>
#include <QTimer>
#include <map>
#include <memory>

class QAction;
class QDockWidget;
class QMainWindow;

namespace headlight::ui {

class DockTitle;
class PipelineStrip;
class TracePanels;
struct Theme;

/// The docks around the lens: where they stand, how wide they are, and the lens on the whole screen. Owns them, so that
/// the panels in them go while the document that they name is there. UI thread.
class WindowLayout : public QObject {
  Q_OBJECT
 public:
  WindowLayout(QMainWindow& window, TracePanels& panels, QWidget& lessons);
  ~WindowLayout() override;

  void setTheme(const Theme& theme);
  QDockWidget& inputDock() { return *input_; }
  QDockWidget& predictionsDock() { return *predictions_; }
  QDockWidget& whatIfDock() { return *whatIfs_; }
  QDockWidget& pipelineDock() { return *pipeline_; }
  QDockWidget& modelDock() { return *model_; }
  QDockWidget& lessonDock() { return *lesson_; }
  /// Shown, with room to read it.
  void showLessons();
  QDockWidget& beamsDock() { return *beams_; }
  /// Beams have been asked for: their dock is in front, or goes.
  void showBeams(bool shown);
  /// Shown, and in front of what it is tabbed with.
  void raiseModelDock();
  /// Buttons in the title of the input dock.
  void addInputAction(QAction* action, const QString& iconName);

  /// The layout as it is now is what reset() goes back to.
  void keepAsDefault();
  void reset();
  /// The text, the lens and the predictions have the whole screen, without menus and bars.
  bool isLensFullScreen() const { return !before_.isEmpty(); }
  void setLensFullScreen(bool full);
  /// The window has another width: docks keep theirs, until it becomes a small one, or large again.
  void windowResized();
  /// What the predictions and the what-ifs ask for has changed: they are parted anew, once they have their places.
  void arrangeSoon();
  /// Type has another size: docks grow and shrink with it, as far as the lens can spare it.
  void textScaled();

 signals:
  /// A panel that takes part in what a pass computes has come into sight.
  void panelShown();
  void lensFullScreenChanged(bool full);
  void lessonsOpened();
  void lessonsClosed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  std::unique_ptr<QDockWidget> add(const QString& title, const char* name, QWidget& content, Qt::DockWidgetArea area);
  void addTitles(TracePanels& panels);
  void fit();
  void settle();
  void thinOut();
  /// Of the input dock, in a window as wide as this one; the predictions get 24 px (at 100 %) more.
  int dockWidth() const;

  QMainWindow& window_;
  PipelineStrip& pipelineStrip_;
  std::map<QDockWidget*, QRect> floated_;  ///< where floating docks were closed; they are told when the docks go
  std::unique_ptr<QDockWidget> lesson_, input_, predictions_, whatIfs_, model_, beams_, pipeline_;
  QList<DockTitle*> titles_;
  QByteArray default_;
  QByteArray before_;       ///< the lens took the whole screen; empty while it does not
  QSize sizeBefore_;        ///< of the window, before that
  bool maximized_ = false;  ///< before that
  QByteArray returning_;    ///< the docks as they were; the window is on its way back to its own size
  QElapsedTimer left_;      ///< since then
  int given_ = 0;           ///< the width that the input dock was given last
  QTimer settling_;         ///< sizes of docks are right once all events of a change are through
  bool arranging_ = false;
};

}  // namespace headlight::ui
