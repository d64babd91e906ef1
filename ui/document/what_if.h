#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <optional>
#include <span>
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
/// The factor that `changes` gives a head's output (1: none), their product if several do.
float headFactor(std::span<const Intervention> changes, StackId stack, int layer, int head);

/// Layers, heads and stack are the model's. Patches name another input's trace, which this window cannot supply.
bool fits(const Intervention& change, const ModelInfo& model);
/// The rows that it names are there.
bool withinRows(const Intervention& change, int rows);
/// What a request carries: what is checked, fits the model and names rows that are there, each once.
std::vector<Intervention> activeChanges(std::span<const WhatIf> list, const ModelInfo& model, int rows);

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

/// "L5H1", "L3 attention", "L3 MLP", "cut 7 “Silver” → 3 “John”, L5H1", "mask 4 “the”", "temperature, L3".
QString nameOf(const Intervention& change, const RowNames& rows);
/// "× 0.50"; empty for cuts and masks.
QString strengthText(const Intervention& change);
/// Both: "L5H1 × 0.50".
QString describe(const Intervention& change, const RowNames& rows);

/// For the file of unsaved work. Reading answers nothing for what is no line of this program.
QJsonObject toJson(const WhatIf& line);
std::optional<WhatIf> whatIfFromJson(const QJsonObject& entry);

}  // namespace headlight::ui
