#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>

#include "ui/window/opening_state.h"
#include "ui/window/session_bridge.h"

namespace headlight::ui {

struct WindowContext;
struct WindowOptions;

/// Opens models: from what was asked for to the model that serves, or to the message why it does not. A state machine
/// (opening_state.h) between the person, who asks and stops, and the bridge, which loads. UI thread.
class Opening : public QObject {
  Q_OBJECT
 public:
  /// `options` say which device, weights and threads the command line wants.
  Opening(const WindowContext& context, const WindowOptions& options);

  OpeningState state() const { return state_; }
  /// How weights are kept from the next opening on.
  WeightStorage weights() const { return weights_; }

  /// A bundled model by its name, a folder or a weights file; with an empty name the one to start with.
  void openNamed(const QString& nameOrFolder);
  void open(const QString& folder, const QString& selector);
  /// The model that serves was opened in the window before, with weights kept so from the next opening on.
  void goOn(WeightStorage weights);
  /// With weights kept so, from the next opening on.
  void openAs(const QString& folder, WeightStorage storage);
  /// That model, on the device that was chosen last.
  void chooseModel(const QString& folder);
  /// The model that was asked for last, on that device or with weights kept so; nothing while there is none.
  void chooseDevice(const QString& selector);
  void chooseWeights(WeightStorage storage);
  void stop();

 signals:
  /// The first model of this window is about to be read, and nothing is shown yet.
  void firstModel(const QString& folder);
  void began();
  /// Loaded: it wants its input made ready, and a pass asked for.
  void tryOut(const headlight::ui::OpenModel& coming);
  /// It serves from now on.
  void handOver(const headlight::ui::OpenModel& model);
  /// The model that was coming does not come.
  void gaveUp();
  /// A model of another folder is wanted, from the dialog.
  void choiceAsked();

 private:
  /// The next state; what is to be done is the caller's.
  OpeningAction take(OpeningEvent event);
  void tryLoaded();
  void serveLoaded();
  /// Unless that is what serves already.
  void want(const QString& folder, const QString& selector);
  void giveUp();
  void refuse(const QString& folder, const QString& selector, const QString& sentence);
  void replaceDevice(const QString& sentence);
  QString folderOf(const QString& nameOrFolder) const;

  const WindowContext& context_;
  QString device_;  ///< of the first model
  int threads_;
  WeightStorage weights_ = WeightStorage::F32;
  OpeningState state_ = OpeningState::Resting;
  bool anyOpened_ = false;  ///< firstModel has been told
  QElapsedTimer since_;
  QTimer slow_;
};

}  // namespace headlight::ui
