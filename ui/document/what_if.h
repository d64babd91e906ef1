#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "info/model_info.h"
#include "trace/intervention.h"

namespace headlight::ui {

/// One line of the What-if list: a change to what the model computes, and whether its box is checked.
struct WhatIf {
  Intervention change;
  bool enabled = true;
  bool operator==(const WhatIf&) const = default;
};

/// What a slider of such a line moves: 1 changes nothing.
inline constexpr float largestFactor = 2, smallestTemperature = 0.1F, largestTemperature = 4;

/// The factor or temperature of a change; nothing for cuts and masks.
std::optional<float> strength(const Intervention& change);
/// The same change with another factor or temperature, clamped to what a slider reaches.
Intervention withStrength(Intervention change, float value);
bool isTemperature(const Intervention& change);
/// Both mean the same place: they differ in their number at most.
bool sameTarget(const Intervention& a, const Intervention& b);
/// Whose attention a change is of.
template <class Change>
AttentionId attentionOf(const Change& change) {
  return {change.stack, change.attention};
}
/// The factor that `changes` gives a head's output (1: none), their product if several do.
float headFactor(std::span<const Intervention> changes, AttentionId attention, int layer, int head);

/// Of a stack, in words: "encoder"; one that the model's files name otherwise keeps its name.
QString stackName(const StackInfo& stack);
/// "encoder", "decoder → encoder" (of cross-attention: whose rows look, at whose).
QString attentionName(const ModelInfo& model, AttentionId attention);

/// Layers, heads, stack, attention and site are the model's. Whether the source of a patch is there is another
/// question.
bool fits(const Intervention& change, const ModelInfo& model);
/// How many rows each stack has.
class RowCounts {
 public:
  /// Of a model whose stacks all read one input.
  RowCounts(int rows) : every_(rows) {}
  /// Stacks that are not named have none.
  RowCounts(std::map<StackId, int> byStack) : byStack_(std::move(byStack)) {}
  int of(StackId stack) const {
    const auto found = byStack_.find(stack);
    return found == byStack_.end() ? every_ : found->second;
  }

 private:
  int every_ = 0;
  std::map<StackId, int> byStack_;
};
/// The stack of whose rows a change that fits the model names one which is not there; nothing: all are.
std::optional<StackId> stackTooShort(const Intervention& change, const ModelInfo& model, const RowCounts& rows);
/// The rows that a change which fits the model names are there.
bool withinRows(const Intervention& change, const ModelInfo& model, const RowCounts& rows);
/// What a request carries: what is checked, fits the model and names rows that are there, each once.
std::vector<Intervention> activeChanges(std::span<const WhatIf> list, const ModelInfo& model, const RowCounts& rows);

/// How the rows of an input are called. Those of a text are quoted with their numbers, as words repeat: 7 “Silver”;
/// those of a picture say where they are: row 6, col 5.
struct RowNames {
  RowNames() = default;
  RowNames(QStringList tokens) : names(std::move(tokens)) {}
  RowNames(QStringList names_, bool ofPicture) : names(std::move(names_)), picture(ofPicture) {}
  QStringList names;
  bool picture = false;
  /// One row; beyond the last its number alone.
  QString name(int row) const;
};

/// How the rows of each stack are called.
class NamesByStack {
 public:
  /// Of a model whose stacks all read one input.
  NamesByStack(RowNames every = {}) : every_(std::move(every)) {}
  NamesByStack(QStringList tokens) : every_(std::move(tokens)) {}
  /// Rows of stacks that are not named are called by their numbers.
  NamesByStack(std::map<StackId, RowNames> byStack) : byStack_(std::move(byStack)) {}
  const RowNames& of(StackId stack) const {
    const auto found = byStack_.find(stack);
    return found == byStack_.end() ? every_ : found->second;
  }

 private:
  RowNames every_;
  std::map<StackId, RowNames> byStack_;
};

/// "L5H1", "L3 attention", "L3 MLP", "cut 7 “Silver” → 3 “John”, L5H1", "mask 4 “the”", "temperature, L3", "A → L3
/// mlp_out, 4 “the”". With a model that has several attentions they say which: "decoder → encoder L5H1".
QString nameOf(const Intervention& change, const NamesByStack& rows, const ModelInfo* model = nullptr);
/// "× 0.50"; empty for cuts and masks.
QString strengthText(const Intervention& change);
/// Both: "L5H1 × 0.50".
QString describe(const Intervention& change, const NamesByStack& rows, const ModelInfo* model = nullptr);

/// An attention in a file: its "stack", and "attention" where it is not the stack's self-attention. Nothing where the
/// entry names none.
void putAttention(QJsonObject& entry, AttentionId attention);
std::optional<AttentionId> attentionFromJson(const QJsonObject& entry);

/// For files of work. A stack is "encoder", "decoder" or "stack 2", whatever its model calls it, since the
/// file is read before a model is open. An attention is named where it is not a stack's self-attention ("cross_attn").
/// Reading answers nothing for what is no line of this program.
QJsonObject toJson(const WhatIf& line);
std::optional<WhatIf> whatIfFromJson(const QJsonObject& entry);

}  // namespace headlight::ui
