#pragma once

#include <QObject>
#include <functional>
#include <memory>
#include <string>

#include "info/site.h"
#include "trace/intervention.h"
#include "trace/trace.h"

namespace headlight {
struct PatchMap;
}

namespace headlight::ui {

class LensWidget;
class PassLoop;
struct KeptRun;
struct PassNeeds;
struct PatchReadings;
struct ShownTrace;
struct WindowContext;

/// The run that is kept as A, and what rows of it do to what is shown. What a kept run has to have and the pass that is
/// shown did not keep is asked for first. While Compare shows its map of patches, that is computed beside the edits for
/// every trace that comes. UI thread.
class CompareActions : public QObject {
  Q_OBJECT
 public:
  /// While `busy`, other long work has the bridge.
  CompareActions(const WindowContext& context, PassLoop& loop, LensWidget& lens, std::function<bool()> busy);

  /// What is shown becomes A, once there is all that a comparison needs of it.
  void keep();
  void letGo();
  /// Null: nothing is kept.
  const std::shared_ptr<const KeptRun>& kept() const { return kept_; }
  /// What a pass has to keep for what is to be A.
  void addNeeds(const ModelInfo& model, PassNeeds& needs) const;
  void shown(const ShownTrace& shown);
  /// Patches are being computed.
  bool underWay() const { return sweeping_; }
  /// What was computed stays.
  void stop();
  /// Other long work has the bridge and the status line from now on.
  void giveWay();

 signals:
  void keptChanged(bool kept);

 private:
  /// `device`: empty: any.
  void letGoOfOthers(const ModelInfo& model, const std::string& device);
  void take(const std::shared_ptr<const Trace>& trace);
  void togglePatch(const PatchRows& patch);
  void look();
  void lookAgain();
  void endSweep();
  void tell();
  QString textOf() const;

  const WindowContext& context_;
  PassLoop& loop_;
  LensWidget& lens_;
  std::function<bool()> busy_;
  std::shared_ptr<const KeptRun> kept_;
  int waiting_ = 0;  ///< passes that may still come without what is to be kept; 0: nothing is to be
  /// What the map is, or is becoming.
  struct Asked {
    std::uint64_t source = 0, target = 0;
    SiteId site{};
    std::int32_t answer = -1;
    bool operator==(const Asked&) const = default;
  };
  Asked asked_;
  bool sweeping_ = false;
  std::shared_ptr<const ModelInfo> named_;  ///< whose tokens or labels the lens can name
  std::shared_ptr<const PatchReadings> patching_;
};

}  // namespace headlight::ui
