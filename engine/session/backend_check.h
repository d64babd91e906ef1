#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "backend/backend.h"
#include "session/session.h"

namespace headlight {

/// A device against the CPU, on one small forward pass of the same model.
struct BackendCheck {
  std::string device, cpu;        ///< the names of both
  int tokens = 0;                 ///< of the pass: 16, or as many as the model takes; of image models all rows
  double largestDifference = 0;   ///< of all logits of all positions; without logits, of what leaves the last block
  double largestLogit = 0;        ///< magnitude of the CPU's largest logit, to judge it by
  double deviceMilliseconds = 0;  ///< the faster of some passes after the first
  double cpuMilliseconds = 0;
  /// The device computes what the CPU computes. Rounding leaves some 1e-6 of the largest logit; a driver that is wrong
  /// is wrong by more than 1e-4 of it.
  bool agrees() const { return largestDifference <= 1e-4 * largestLogit; }
  bool deviceIsFaster() const { return deviceMilliseconds < cpuMilliseconds; }
};

/// Runs the same pass of 16 tokens (or one picture) on `loaded` and on `cpu` (the same model, with weights kept alike)
/// and compares. On the thread that owns both. Throws Error when a pass fails (DeviceLost included), Cancelled when
/// stopped.
BackendCheck compareBackends(const Loaded& loaded, const Loaded& cpu, std::stop_token stop = {});

/// The same with the model loaded from its folder again onto `cpu`, a backend of the caller's making
/// (makeBackend("cpu", threads, storage) with the threads and the storage of `loaded`), for as long as the check takes.
BackendCheck checkBackend(const Loaded& loaded, std::shared_ptr<Backend> cpu, std::stop_token stop = {});

}  // namespace headlight
