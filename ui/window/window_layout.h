#pragma once

#include <QByteArray>
#include <QList>
#include <QObject>
#include <memory>

class QAction;
class QDockWidget;
class QMainWindow;

namespace headlight::ui {

class DockTitle;
class TracePanels;
struct Theme;

/// The docks around the lens: where they stand, how wide they are, and the lens on the whole screen. Owns them, so that
/// the panels in them go while the document that they name is there. UI thread.
class WindowLayout : public QObject {
  Q_OBJECT
 public:
  WindowLayout(QMainWindow& window, TracePanels& panels);
  ~WindowLayout() override;

  void setTheme(const Theme& theme);
  QDockWidget& inputDock() { return *input_; }
  QDockWidget& predictionsDock() { return *predictions_; }
  QDockWidget& whatIfDock() { return *whatIfs_; }
  QDockWidget& pipelineDock() { return *pipeline_; }
  QDockWidget& modelDock() { return *model_; }
  /// Shown, and in front of what it is tabbed with.
  void raiseModelDock();
  /// Buttons in the title of the input dock.
  void addInputAction(QAction* action, const QString& iconName);

  /// The layout as it is now is what reset() goes back to.
  void keepAsDefault();
  void reset();
  bool isLensFullScreen() const { return !before_.isEmpty(); }
  void setLensFullScreen(bool full);
  /// The window has another width: docks keep theirs, until it becomes a small one, or large again.
  void windowResized();

 signals:
  /// A panel that takes part in what a pass computes has come into sight.
  void panelShown();
  void lensFullScreenChanged(bool full);

 private:
  std::unique_ptr<QDockWidget> add(const QString& title, const char* name, QWidget& content, Qt::DockWidgetArea area);
  void addTitles(TracePanels& panels);
  void fit();

  QMainWindow& window_;
  std::unique_ptr<QDockWidget> input_, predictions_, whatIfs_, model_, pipeline_;
  QList<DockTitle*> titles_;
  QByteArray default_;
  QByteArray before_;    ///< the lens took the whole screen; empty while it does not
  bool narrow_ = false;  ///< docks have their widths for a small window
};

}  // namespace headlight::ui
