#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <memory>
#include <optional>
#include <vector>

#include "generation/generation_config.h"
#include "info/input.h"
#include "trace/intervention.h"

namespace headlight {
struct BeamTree;
struct GenerationState;
}  // namespace headlight

namespace headlight::ui {

class InputEditors;
class SegmentedButtons;
class TargetControls;
class TextDocument;
struct OpenModel;
struct Theme;
struct WindowContext;

/// Of a model that writes one text from another: has the target follow. Live, a change of what the target is made from
/// has the model write it anew, and a token that a person puts into the target stays, with what stands before it, and
/// what follows is written anew; step by step, the model writes one token when it is asked, and another source begins
/// the target anew; typed, the target is the person's. What the source before gave stays, pale, until it is replaced,
/// as one step of undo. UI thread.
class LiveTarget : public QObject {
  Q_OBJECT
 public:
  enum class Mode { Live, Typed, Step };  ///< in the order of the buttons

  LiveTarget(const WindowContext& context, InputEditors& editors);
  void setTheme(const Theme& theme);
  /// That model serves: the document has been cut up for it already.
  void setModel(const OpenModel& model);
  Mode mode() const { return mode_; }
  /// It is being written just now.
  bool underWay() const { return asked_.has_value() && !done_; }
  void setMode(Mode mode);
  /// Step by step: the model writes one token behind those that stand. Nothing happens otherwise.
  void step();
  /// Live: tokens that a person put into the target are forgotten.
  void followAgain();
  /// So many beams search for a live target; 1: the likeliest token each time.
  void setBeams(int beams);
  int beams() const { return beams_; }
  /// What stands was brought back with its source: it stays as it is until something changes. Nothing happens where
  /// the model that serves writes no target.
  void bringBack(Mode mode);
  /// The model that serves writes one text from another.
  bool hasTarget() const { return config_.has_value(); }

 signals:
  /// The bridge's long work is this now.
  void started();
  void modeChanged();
  /// Step by step, a token was written: its place in the target.
  void stepped(int place);
  /// All that a beam search has weighed so far; null: there is no beam search.
  void searched(std::shared_ptr<const headlight::BeamTree> tree);

 protected:
  /// Of what has the keyboard without writing into it: Space steps.
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  /// What a target is written from.
  struct Asked {
    Inputs inputs;  ///< with what stands of the target
    std::vector<Intervention> changes;
    bool operator==(const Asked&) const = default;
  };
  /// What the document asks for; nothing: it gives no inputs.
  std::optional<Asked> wanted() const;
  Asked withoutTarget(Asked asked) const;
  void look();
  void sourceChanged(Asked wanted);
  void targetChanged(const std::vector<std::int32_t>& ids, Asked wanted);
  /// Has it written, or step by step leaves what stands.
  void begin(Asked asked);
  void write(Asked asked);
  void take(const GenerationState& state);
  void takeStep(const GenerationState& state);
  void stop(const QString& sentence);
  void put(const std::vector<std::int32_t>& ids);
  /// From the moment that the target is no more what the source gives until the first of its new tokens stands.
  void setPale(bool pale);
  void showControls();
  TextDocument* target() const;

  const WindowContext& context_;
  InputEditors& editors_;
  SegmentedButtons* choice_;
  TargetControls* controls_;
  std::optional<GenerationConfig> config_;  ///< nothing: the model that serves writes no text from another
  std::size_t place_ = 0;                   ///< of the target among the inputs
  Mode mode_ = Mode::Live;
  int beams_ = 1;
  bool done_ = true, scheduled_ = false, putting_ = false;
  std::optional<Asked> asked_;          ///< last
  std::vector<std::int32_t> standing_;  ///< the target as it was seen last, special tokens included
  QElapsedTimer sincePut_;
};

}  // namespace headlight::ui
