#pragma once

#include <QtGlobal>

#include "ui/window/memory_budget.h"

namespace headlight::ui {

class Settings;

/// The bytes that captured sites may take: what the command line says, else what the person chose, else half of what is
/// free.
class CaptureBudget {
 public:
  /// `megabytes`: of the command line; 0: it says nothing.
  CaptureBudget(Settings& settings, quint64 megabytes) : settings_(settings), ofCommandLine_(megabytes) { read(); }
  /// Once more: another model's weights are in memory.
  void read();
  /// The person's choice from now on; 0: half of what is free.
  void choose(quint64 megabytes);
  /// The person's choice, MB; 0: half of what is free.
  quint64 chosen() const;
  quint64 bytes() const { return bytes_; }
  /// What fits of `plan` for inputs of so many `rows` by stack; with what-ifs, baselines take as much again.
  FittedPlan fit(const CapturePlan& plan, const ModelInfo& model, std::span<const int> rows, bool withBaseline,
                 int layer) const;

 private:
  Settings& settings_;
  quint64 ofCommandLine_;
  quint64 bytes_ = 0;
};

inline constexpr quint64 megabyte = 1000 * 1000;

}  // namespace headlight::ui
