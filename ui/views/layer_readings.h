#pragma once

#include <QString>
#include <cstdint>
#include <map>
#include <memory>

#include "session/logit_lens.h"

namespace headlight::ui {

/// What a trace would say after each layer, with the names of what it says.
struct LayerReadings {
  std::uint64_t trace = 0;  ///< its serial
  std::shared_ptr<const LogitLens> lens{};
  std::map<std::int32_t, QString> names{};  ///< of every entry that is among the likeliest
  int left = 0;                             ///< rows that are still to be read of those that were asked for
  QString name(std::int32_t id) const {
    const auto found = names.find(id);
    return found == names.end() ? QString::number(id) : found->second;
  }
};

/// Asks `nameOf` for the name of every entry.
template <class NameOf>
LayerReadings named(const Trace& trace, std::shared_ptr<const LogitLens> lens, int left, const NameOf& nameOf) {
  LayerReadings made{.trace = trace.serial(), .lens = std::move(lens), .left = left};
  for (const auto& row : made.lens->readings)
    for (const LensReading& reading : row)
      for (const LensEntry& entry : reading.top)
        if (entry.id >= 0 && !made.names.contains(entry.id)) made.names.emplace(entry.id, nameOf(entry.id));
  return made;
}

}  // namespace headlight::ui
