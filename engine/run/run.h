#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "run/request.h"
#include "trace/trace.h"

namespace headlight {

/// Thrown by Run::checkpoint when a newer request made this pass pointless. Not an Error: nothing went wrong.
struct Cancelled {};

/// One forward pass: what to keep and when to stop. Layers take (run, x) and nothing else. Belongs to the worker
/// thread.
class Run {
 public:
  Run(Backend& backend, const Request& request, std::shared_ptr<const ModelInfo> model, std::stop_token stop = {});

  Backend& backend() const { return backend_; }
  const Request& request() const { return request_; }
  /// Whether anybody will look at this site.
  bool wants(Stack stack, Site site, int layer = -1) const;
  /// TransformerLens' hook point: keeps the value if the plan names the site, and gives back what the rest of the pass
  /// uses.
  Tensor at(Stack stack, Site site, int layer, Tensor value);
  /// The same for a site whose rows already lie in blocks (patterns).
  void keep(Stack stack, Site site, int layer, Rows rows);
  /// Statistics of one block of 64 rows of a captured pattern; host numbers are taken in finish().
  void keepPatternSums(Stack stack, int layer, Tensor sums);
  /// Logits of the last row [1, vocabulary]; read in finish().
  void keepNextLogits(Tensor logits);
  /// Names what follows for timings.
  void section(std::string name);
  /// After each block: submits it, waits for the block two back (what is submitted cannot be cancelled, and the
  /// window's frames wait behind it), throws Cancelled when asked to stop.
  void checkpoint();
  /// Waits for the device, then hands out what was kept. Call once.
  std::shared_ptr<const Trace> finish();

 private:
  struct PatternSums {
    Stack stack;
    int layer;
    Tensor sums;
  };
  Backend& backend_;
  const Request& request_;
  std::shared_ptr<const ModelInfo> model_;
  std::stop_token stop_;
  std::chrono::steady_clock::time_point begin_;
  Trace::Contents contents_;
  std::vector<PatternSums> patternSums_;
  Tensor nextLogits_;
  std::uint64_t tickets_[2] = {0, 0};  ///< of the last two submitted blocks
};

}  // namespace headlight
