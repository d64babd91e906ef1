#pragma once

#include "backend/backend.h"
#include "base/error.h"

namespace headlight {

/// A backend that computes nothing: every operation throws Error. For those who only want to know what is asked of a
/// backend (models/weights_check.cpp), and for tests.
class IdleBackend : public Backend {
 public:
  WeightStorage weightStorage() const override { return WeightStorage::F32; }
  bool memoryIsFreeWithItsHandles() const override { return true; }
  void write(const Tensor&, std::span<const std::byte>) override { refuse(); }
  void read(const Tensor&, std::span<std::byte>) override { refuse(); }
  void gatherRows(const Tensor&, std::span<const std::int32_t>, Tensor&) override { refuse(); }
  void elementwise(Elementwise, const Tensor&, const Tensor&, Tensor&) override { refuse(); }
  void activate(const Tensor&, Activation, Tensor&) override { refuse(); }
  void layerNorm(const Tensor&, const Tensor&, const Tensor&, float, Tensor&) override { refuse(); }
  void rmsNorm(const Tensor&, const Tensor&, float, Tensor&) override { refuse(); }
  void rotary(Tensor&, const Tensor&) override { refuse(); }
  void linear(const Tensor&, const Tensor&, const Tensor*, Activation, Tensor&) override { refuse(); }
  void attentionScores(const Tensor&, const Rows&, float, Tensor&) override { refuse(); }
  void addScoreBias(Tensor&, const Tensor&, float, int, int, int) override { refuse(); }
  void softmaxRows(Tensor&, int, int, bool, int) override { refuse(); }
  void attentionMix(const Tensor&, const Rows&, Tensor&) override { refuse(); }
  void cutKeys(Tensor&, int, std::span<const KeyCut>) override { refuse(); }
  void scaleHead(Tensor&, int, float) override { refuse(); }
  void copyRows(const Tensor&, Tensor&) override { refuse(); }
  void patternStatistics(const Tensor&, int, int, bool, int, Tensor&) override { refuse(); }

 protected:
  [[noreturn]] void refuse() const { fail(deviceName(), ": computes nothing"); }
};

}  // namespace headlight
