#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <utility>

#include "nn/weight_scope.h"

namespace headlight {

/// How far loading has come, 0 to 1, and what it is doing: "blocks.3". Called on the loading thread.
using LoadProgress = std::function<void(double fraction, const std::string& what)>;

/// What a family builds its model from: the weights, where to put them, and who waits for it.
class Loading {
 public:
  /// `steps`: how often `step` will be called.
  Loading(io::Weights& file, Backend& backend, int steps, LoadProgress progress, std::stop_token stop)
      : weights_(file, backend),
        backend_(backend),
        steps_(steps),
        progress_(std::move(progress)),
        stop_(std::move(stop)) {}

  /// Under our names.
  const WeightScope& weights() const { return weights_; }
  Backend& backend() const { return backend_; }
  /// Before each part of the work, which is one for the embedding, one for each block and one for the head. Throws
  /// Cancelled when nobody waits any more.
  void step(const std::string& what);

 private:
  WeightScope weights_;
  Backend& backend_;
  int steps_, done_ = 0;
  LoadProgress progress_;
  std::stop_token stop_;
};

}  // namespace headlight
