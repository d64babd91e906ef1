#pragma once

#include <memory>
#include <stop_token>

#include "models/model.h"
#include "run/request.h"

namespace headlight {

/// One pass after the other on one model, each started from the trace that leaves least to do. While what-ifs are
/// active two traces are kept, with and without them (Request::baseline): dragging a slider starts from one, switching
/// it off from the other. One thread.
class Passes {
 public:
  struct Result {
    std::shared_ptr<const Trace> trace;
    std::shared_ptr<const Trace> baseline;  ///< the same input without changes, where the request asked for it
  };

  Passes(std::shared_ptr<Backend> backend, std::shared_ptr<const Model> model)
      : backend_(std::move(backend)), model_(std::move(model)) {}

  /// Throws what runModel throws; what was kept before stays.
  Result run(const Request& request, std::stop_token stop = {});

 private:
  std::shared_ptr<const Trace> pass(const Request& request, std::stop_token stop, SpareBlocks& spares) const;

  std::shared_ptr<Backend> backend_;
  std::shared_ptr<const Model> model_;
  std::shared_ptr<const Trace> plain_, changed_;
  SpareBlocks plainSpares_, changedSpares_;
};

}  // namespace headlight
