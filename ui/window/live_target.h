#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <optional>
#include <vector>

#include "generation/generation_config.h"
#include "info/input.h"
#include "trace/intervention.h"

namespace headlight {
struct GenerationState;
}

namespace headlight::ui {

class InputEditors;
class SegmentedButtons;
class TextDocument;
struct OpenModel;
struct Theme;
struct WindowContext;

/// Of a model that writes one text from another: has the target follow. Live, a change of what the target is made from
/// has the model write it anew, and a token that a person puts into the target stays, with what stands before it, and
/// what follows is written anew; typed, the target is the person's. What the source before gave stays, pale, until it
/// is replaced, as one step of undo. UI thread.
class LiveTarget : public QObject {
  Q_OBJECT
 public:
  LiveTarget(const WindowContext& context, InputEditors& editors);
  void setTheme(const Theme& theme);
  /// That model serves: the document has been cut up for it already.
  void setModel(const OpenModel& model);
  /// The target is written by the model.
  bool live() const { return live_; }
  /// It is being written just now.
  bool underWay() const { return asked_.has_value() && !done_; }
  void setLive(bool live);
  /// What stands was brought back with its source: it stays as it is until something changes. Nothing happens where
  /// the model that serves writes no target.
  void bringBack(bool live);
  /// The model that serves writes one text from another.
  bool hasTarget() const { return config_.has_value(); }

 signals:
  /// The bridge's long work is this now.
  void started();
  void liveChanged(bool live);

 private:
  /// What a target is written from.
  struct Asked {
    Inputs inputs;  ///< with what stands of the target
    std::vector<Intervention> changes;
    bool operator==(const Asked&) const = default;
  };
  void look();
  /// What the target would be written from now; nothing where a text is too long.
  std::optional<Asked> asking() const;
  void sourceChanged(Asked wanted);
  void targetChanged(const std::vector<std::int32_t>& ids, Asked wanted);
  void write(Asked asked);
  void take(const GenerationState& state);
  void stop(const QString& sentence);
  void put(const std::vector<std::int32_t>& ids);
  /// From the moment that the target is no more what the source gives until the first of its new tokens stands.
  void setPale(bool pale);
  TextDocument* target() const;

  const WindowContext& context_;
  InputEditors& editors_;
  SegmentedButtons* choice_;
  std::optional<GenerationConfig> config_;  ///< nothing: the model that serves writes no text from another
  std::size_t place_ = 0;                   ///< of the target among the inputs
  bool live_ = true, done_ = true, scheduled_ = false, putting_ = false;
  std::optional<Asked> asked_;          ///< last
  std::vector<std::int32_t> standing_;  ///< the target as it was seen last, special tokens included
  QElapsedTimer sincePut_;
};

}  // namespace headlight::ui
