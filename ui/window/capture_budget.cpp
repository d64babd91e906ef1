#include "ui/window/capture_budget.h"

#include <limits>

#include "ui/window/settings.h"

namespace headlight::ui {

void CaptureBudget::read() {
  const quint64 wanted = ofCommandLine_ > 0 ? ofCommandLine_ : chosen();
  const quint64 free = freeMemory();
  bytes_ = wanted > 0 ? wanted * megabyte : free > 0 ? free / 2 : std::numeric_limits<quint64>::max();
}

void CaptureBudget::choose(quint64 megabytes) {
  ofCommandLine_ = 0;
  settings_.setMemory(megabytes);
  read();
}

quint64 CaptureBudget::chosen() const { return settings_.memory(); }

FittedPlan CaptureBudget::fit(const CapturePlan& plan, const ModelInfo& model, std::span<const int> rows,
                              bool withBaseline, int layer) const {
  const int copies = withBaseline ? 4 : 2;  // on screen and being computed, each with its baseline
  return fitPlan(plan, model, rows, copies, bytes_, layer);
}

}  // namespace headlight::ui
