#pragma once

#include <memory>
#include <utility>

#include "info/model_info.h"
#include "run/run.h"

namespace headlight {

/// A network with its weights on one backend. Weights are immutable; one worker thread calls forward.
class Model {
 public:
  virtual ~Model() = default;
  const std::shared_ptr<const ModelInfo>& info() const { return info_; }
  /// Runs one pass over what Run::input gives each stack. Throws Error on input that the model cannot take (too long,
  /// an id outside the vocabulary, nothing at all), before anything is computed.
  virtual void forward(Run& run) const = 0;

 protected:
  explicit Model(std::shared_ptr<const ModelInfo> info) : info_(std::move(info)) {}

 private:
  std::shared_ptr<const ModelInfo> info_;
};

/// One pass from request to trace: throws Error, or Cancelled when `stop` was requested. With a trace to start from
/// only what differs from it is computed; with `spares`, those of the passes that led to that trace, rows that stay
/// need no copy.
std::shared_ptr<const Trace> runModel(const Model& model, Backend& backend, const Request& request,
                                      std::stop_token stop = {}, PassStart start = nullptr,
                                      SpareBlocks* spares = nullptr);

}  // namespace headlight
