#pragma once

#include <QObject>
#include <QString>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "generation/generation_config.h"
#include "run/changes.h"
#include "session/backend_check.h"
#include "session/session.h"
#include "ui/document/input_files.h"

namespace headlight {
struct GenerationState;
struct LensQuestion;
struct LogitLens;
struct OcclusionMap;
struct PatchMap;
struct PatchQuestion;
}  // namespace headlight

namespace headlight::ui {

/// A model that is open on a device, as the window needs it.
struct OpenModel {
  std::shared_ptr<const ModelInfo> info;
  InputFiles files;  ///< what its inputs are read with
  QString folder;
  QString selector;    ///< of the device as it was asked for: "auto", "vulkan:0"
  QString deviceKind;  ///< "cpu", "vulkan"
  QString deviceName;
  WeightStorage storage = WeightStorage::F32;
  GenerationConfig generation;     ///< of a model that writes on
  QString generationProblem = {};  ///< why its files say nothing of that; empty: they do
};

/// The one place where the worker and the window meet: sessions call it on their threads, everything that it emits
/// comes on the UI thread. While a second model is being opened the first goes on serving, until the second has
/// published a trace.
class SessionBridge : public QObject {
  Q_OBJECT
 public:
  explicit SessionBridge(QObject* parent = nullptr);
  /// Stops what is running and joins all sessions.
  ~SessionBridge() override;

  /// Loads a folder on a device, in a session of its own. A load that is still under way is given up.
  void open(const QString& folder, const QString& selector, int threads, WeightStorage storage);
  /// Gives up the load under way.
  void cancelOpening();
  bool opening() const { return coming_ != nullptr; }
  /// The model that serves; null before the first.
  const OpenModel* current() const;
  /// The model that is loaded but has not published a trace yet; null if there is none.
  const OpenModel* coming() const;
  /// What was asked for last: of the load under way, else of the model that serves. Empty before the first.
  QString askedFolder() const;
  QString askedSelector() const;

  /// What patches may be taken from, by name; everything that is asked of a model takes what it can from here.
  void setSources(PatchSources sources) { sources_ = std::move(sources); }
  const PatchSources& sources() const { return sources_; }
  /// To the model that serves.
  void submit(Request request);
  /// To the one that is coming.
  void submitComing(Request request);
  /// Compares the device that serves with the CPU on a small pass, beside the edits; checked() tells. Takes the place
  /// of other long work.
  void checkDevice(int threads);
  /// Writes tokens behind the text of the generated stack, one pass a slice, beside the edits: wrote() after each
  /// token, writingEnded() after the last. Takes the place of other long work.
  void write(Inputs inputs, std::vector<Intervention> changes, GenerationConfig config);
  /// Covers patch after patch, beside the edits: occluded() after each row. Takes the place of other long work. A
  /// failure ends it quietly: the map stays as far as it has come.
  void occlude(PictureInput picture, std::vector<Intervention> changes);
  /// Reads what would be said after each layer, row by row, beside the edits: layersRead() as they come. Takes the
  /// place of other long work. A failure ends it quietly: what is read stays.
  void readLayers(LensQuestion question);
  /// Puts rows of one run into another, one layer and row a slice, beside the edits: patched() as they come,
  /// patchesEnded() after the last. Takes the place of other long work.
  void patchRows(PatchQuestion question);
  /// Ends check or writing; nothing more is heard of it.
  void stopLongWork();
  /// The coming model takes over although it has published nothing (the text is too long for it, or there is none).
  void promote();

 signals:
  void progress(double fraction, const QString& what);
  /// coming() is loaded: it wants a request, or promote().
  void loaded();
  void openFailed(const QString& folder, const QString& selector, const QString& sentence);
  /// current() is another one now.
  void promoted();
  /// `baseline`: the same input without its what-ifs, where the request asked for that.
  void published(std::shared_ptr<const headlight::Trace> trace, std::shared_ptr<const headlight::Trace> baseline);
  void failed(quint64 revision, const QString& sentence);
  /// The device that served is gone; current() computes nothing any more.
  void deviceLost(const QString& sentence);
  void checked(const headlight::BackendCheck& check);
  void wrote(const headlight::GenerationState& state);
  void writingEnded(const QString& sentence);
  void occluded(std::shared_ptr<const headlight::OcclusionMap> map);
  void patched(std::shared_ptr<const headlight::PatchMap> map, int left);
  /// Empty: all are there; else why not.
  void patchesEnded(const QString& sentence);
  void layersRead(std::shared_ptr<const headlight::LogitLens> lens, int rowsLeft);

 private:
  struct Slot {
    quint64 number = 0;
    QString folder, selector;
    OpenModel model;  ///< filled in once loaded
    bool ready = false;
    std::unique_ptr<Session> session;
  };
  void deliver(quint64 number, Outcome outcome);
  void takeLoaded(quint64 number, OpenModel model);
  void refuse(quint64 number, const QString& sentence);
  void startLongWork(Job job);
  /// Any thread: calls `news` on the UI thread, in order.
  void tell(std::function<void()> news);
  /// Once for each tell(), on the UI thread.
  Q_INVOKABLE void hearNews();
  /// tell(), unless long work was stopped or replaced since `number`.
  void post(quint64 number, std::function<void()> news);
  /// Ends a session on a thread of its own: a block of a large model may take a while to stop.
  void retire(std::unique_ptr<Slot> slot);

  std::unique_ptr<Slot> current_, coming_;
  PatchSources sources_;
  quint64 lastNumber_ = 0;
  quint64 longWork_ = 0;  ///< number of the check or writing that may still be heard
  std::vector<std::future<void>> ending_;
  std::mutex newsMutex_;                    // guards news_
  std::deque<std::function<void()>> news_;  ///< from the sessions, not heard yet
};

}  // namespace headlight::ui
