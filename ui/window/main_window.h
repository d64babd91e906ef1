#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QMainWindow>
#include <QTimer>
#include <future>
#include <memory>
#include <optional>

#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/window/run_window.h"
#include "ui/window/session_bridge.h"
#include "ui/window/settings.h"
#include "vision/picture.h"

class QComboBox;
class QDockWidget;
class QLabel;
class QMenu;
class QProgressBar;
class QStackedWidget;
class QToolButton;

namespace headlight::ui {

class Autosave;
class DesktopTheme;
class DockTitle;
class EditClock;
class InputPanel;
class LensArea;
class ModelPanel;
class ModelPicture;
class OpenDialog;
class PicturePanel;
class PipelineStrip;
class PredictionsPanel;
class WhatIfActions;
class WhatIfPanel;
struct Theme;

/// Menus, docks and the circle: Document -> Request -> Session -> Trace -> panels and lens. UI thread.
class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  explicit MainWindow(const WindowOptions& options);
  ~MainWindow() override;

  Document& document() { return document_; }
  Selection& selection() { return selection_; }
  SessionBridge& bridge() { return bridge_; }
  LensArea& lensArea() { return *lensArea_; }
  PredictionsPanel& predictions() { return *predictions_; }
  ModelPanel& modelPanel() { return *modelPanel_; }
  PicturePanel& pictures() { return *pictures_; }
  WhatIfPanel& whatIfs() { return *whatIfs_; }
  const Theme& theme() const { return *theme_; }
  DesktopTheme& desktopTheme() { return *desktop_; }
  /// The trace that the panels show.
  const std::shared_ptr<const Trace>& shownTrace() const { return shown_; }
  /// The same text without the what-ifs; null while there are none.
  const std::shared_ptr<const Trace>& shownBaseline() const { return shownBaseline_; }

  void openModel(const QString& nameOrFolder);
  void openTextFile(const QString& path);
  /// In place of the picture on the canvas; on a text model a way to one that looks at pictures is offered.
  void openPictureFile(const QString& path);
  /// The same of what is on the clipboard or was dropped; a null one changes nothing.
  void openImage(const QImage& image, const QString& name);
  /// The first of them: of a folder or a weights file the preview comes, of a picture the picture, anything else is a
  /// text.
  void openFiles(const QStringList& paths);
  /// "light", "dark", "system".
  void chooseTheme(const QString& name);

 signals:
  /// The lens has painted the picture of that revision, so long after the input event (< 0: it was no edit's).
  void pictureShown(quint64 revision, double milliseconds);

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  // main_window.cpp: the circle
  void documentChanged();
  void requestPass();
  /// What the document is to that model, which serves or is coming; nothing when there is nothing to compute.
  std::optional<Request> requestOf(const OpenModel& model, bool coming);
  CapturePlan plan(const ModelInfo& model) const;
  // main_window_memory.cpp: what pictures may take
  void readBudget();
  /// plan() cut down to the budget; tells what was left out.
  CapturePlan fitted(const ModelInfo& model, int rows, bool changed);
  void askForBudget();
  void modelLoaded();
  void modelPromoted();
  void showNothing();
  void traceArrived(const std::shared_ptr<const Trace>& trace, const std::shared_ptr<const Trace>& baseline);
  void showTrace(const std::shared_ptr<const Trace>& trace, const std::shared_ptr<const Trace>& baseline);
  void dropMisfits(const ModelInfo& model);
  void passFailed(quint64 revision, const QString& sentence);
  void showStale();
  void showCommonRows();
  void showEmptiness();
  void picturePainted(quint64 revision);
  QString recomputedText() const;

  // main_window_layout.cpp: docks, tool bar, status bar, theme
  void buildDocks();
  void buildToolBar();
  void buildStatusBar();
  const Theme& themeFor(const QString& choice) const;
  void applyThemeEverywhere();
  void fitDocks();
  void setLensFullScreen(bool full);
  void resetLayout();
  QDockWidget* addDock(const QString& title, const QString& name, QWidget* content, Qt::DockWidgetArea area);

  // main_window_menus.cpp
  void buildMenus();
  void showKeyboardHelp();
  void showAbout();
  void showCaveats(const QString& topic);

  // main_window_devices.cpp: what computes; writing on
  void fillDeviceCombo();
  void startListingDevices();
  void chooseWeights(WeightStorage storage);
  void checkDevice();
  void deviceChecked(const BackendCheck& check);
  QString checkedWords() const;
  void deviceLost(const QString& sentence);
  void writeOn();
  void tokenWritten(std::int32_t id, int count);
  void endWriting(const QString& sentence);

  // main_window_models.cpp: models; main_window_texts.cpp: texts, files, earlier work
  void fillModelCombo();
  void open(const QString& folder, const QString& selector);
  /// That model on that device, weights kept as chosen: opened, unless it serves already.
  void want(const QString& folder, const QString& selector);
  void stopOpening();
  /// The model that was coming does not come: what was made ready for it goes, the one that serves goes on.
  void comingGone();
  void openFailed(const QString& folder, const QString& selector, const QString& sentence);
  void askForModel(const QString& path = {});
  void askForModelFolder();
  void askForModelFile();
  void askForText();
  void saveFigure();
  void offerEarlierWork();
  void tellFirstStart(bool asked);
  void dropClaim();
  void loadSamples(const QString& folder);
  void tellTooLong(int tokens, int most);
  void tellNotKept(const QString& why);
  QString shownModelName(const QString& folder) const;

  // main_window_pictures.cpp
  void buildPictureMenus(QMenu* file, QMenu* edit);
  void takeOver(const OpenModel& model);
  void showPictureActions();
  void loadPictureSamples(const QString& folder);
  /// So that an image model has something to look at.
  void beginPicture(const OpenModel& model);
  QSize canvasSize(const OpenModel& model) const;
  void askForPicture();
  void pastePicture();
  void blankCanvas(const QColor& paper);
  void savePicture(bool asSeen);
  void takePicture(vision::Picture picture, const QString& path, const QString& name, QSize cameAs);
  void offerPictureModel(const QString& name, vision::Picture picture, const QString& path, QSize cameAs);
  void offerTextModel(const QString& name);
  void pictureRefused(const QString& name, const QString& sentence);
  QString inputWord() const;

  WindowOptions options_;
  Settings settings_;
  DesktopTheme* desktop_;
  const Theme* theme_;
  bool followsDesktop_ = true;
  Document document_;
  Selection selection_;
  SessionBridge bridge_;
  EditClock* clock_;
  std::unique_ptr<Autosave> autosave_;

  LensArea* lensArea_ = nullptr;
  QStackedWidget* inputStack_ = nullptr;
  InputPanel* input_ = nullptr;
  PicturePanel* pictures_ = nullptr;
  std::unique_ptr<ModelPicture> modelPicture_, comingPicture_;  ///< of the models that serve and come, image models
  PredictionsPanel* predictions_ = nullptr;
  PipelineStrip* pipeline_ = nullptr;
  WhatIfPanel* whatIfs_ = nullptr;
  WhatIfActions* whatIfActions_ = nullptr;
  ModelPanel* modelPanel_ = nullptr;
  QDockWidget *inputDock_ = nullptr, *predictionsDock_ = nullptr, *whatIfDock_ = nullptr, *pipelineDock_ = nullptr,
              *modelDock_ = nullptr;
  QList<DockTitle*> titles_;
  QComboBox *modelCombo_ = nullptr, *deviceCombo_ = nullptr, *weightCombo_ = nullptr;
  QToolButton* themeButton_ = nullptr;
  QLabel *status_ = nullptr, *statusRight_ = nullptr;
  QProgressBar* progress_ = nullptr;
  QToolButton* cancel_ = nullptr;
  QMenu* recentMenu_ = nullptr;
  QHash<QString, QAction*> actions_;  ///< by name: "view_heads", "fullScreen", ...

  std::shared_ptr<const Trace> shown_, shownBaseline_;
  quint64 submittedRevision_ = 0;  ///< what the serving session was asked last; 0: nothing
  CapturePlan submittedPlan_;
  int submittedRow_ = -1;          ///< and whose logits
  bool submittedByLayer_ = false;  ///< and whether layer by layer
  /// A model is being taken over, or a trace: half of the window is about the one before. What the document and the
  /// panels tell meanwhile asks for no pass; whoever hands over asks for one when it is done.
  bool handingOver_ = false;
  bool firstPicture_ = true;
  bool claimShown_ = false;  ///< the first-start strip speaks of the text on screen: over with the first edit
  QString failedSentence_;
  quint64 budget_ = 0;  ///< bytes that captured sites may take
  bool budgetDismissed_ = false, planCut_ = false;
  QElapsedTimer staleSince_;
  QTimer staleTimer_;
  QElapsedTimer openingSince_;
  QTimer openingTimer_;  ///< a bar for loads that take longer
  QStringList samples_;
  QString sampleText_;
  QByteArray layoutBefore_, defaultLayout_;
  bool narrow_ = false;  ///< docks have their widths for a small window
  QStringList pictureSamples_;
  quint64 decoding_ = 0;  ///< number of the picture that is being decoded, or was last
  std::vector<std::future<void>> decodings_;
  std::future<void> listing_;
  std::vector<DeviceInfo> devices_;
  WeightStorage weights_ = WeightStorage::F32;
  BackendCheck check_;
  QString checkedName_;  ///< device and folder that check_ is of
  QString checkAsked_;   ///< those of the last check that was begun
  int writing_ = 0;      ///< tokens that writing on was asked for; 0: it is not under way
  bool appending_ = false;
};

}  // namespace headlight::ui
