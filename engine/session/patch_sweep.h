#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "derived/alignment.h"
#include "session/session.h"
#include "trace/trace.h"

namespace headlight {

/// What one run says of the two answers that are asked about.
struct PatchReading {
  /// ln of the probability of the answer; NaN: not computed yet.
  float logProbability = std::numeric_limits<float>::quiet_NaN();
  /// The logit of the answer less that of `instead`.
  float logitDifference = std::numeric_limits<float>::quiet_NaN();
};

/// Activation patching over layers and rows (Vig et al. 2020, arXiv:2004.12265; Meng et al. 2022, arXiv:2202.05262, who
/// call it causal tracing): what the run `target` says when one row of one site is taken from the run `source`. Read
/// with Zhang and Nanda 2024 (arXiv:2309.16042) and Heimersheim and Nanda 2024 (arXiv:2404.15255).
struct PatchMap {
  SiteId site;     ///< of layer 0
  int layers = 0;  ///< of its stack
  /// Of the source in `a`, of the target in `b`: the columns. All of them have both.
  std::vector<derived::AlignedRows> rows;
  std::int32_t answer = -1, instead = -1;
  PatchReading source, target;         ///< of the two runs as they are
  std::vector<PatchReading> readings;  ///< [layers, rows]

  const PatchReading& at(int layer, int column) const {
    return readings.at(static_cast<std::size_t>(layer) * rows.size() + static_cast<std::size_t>(column));
  }
  /// How much of the way from target to source a reading has come, in logit difference: 0 as the target, 1 as the
  /// source. NaN: not computed, or the two say the same.
  double restored(const PatchReading& reading) const;
};

/// What is asked, and who is told. `told` is called on the worker thread.
struct PatchQuestion {
  std::shared_ptr<const Trace> source, target;  ///< of the loaded model
  SiteId site;                                  ///< the layer does not count
  /// Rows of the source (`a`) and of the target (`b`) that are put in each other's place; those that only one of the
  /// two has are left out.
  std::vector<derived::AlignedRows> rows = {};
  /// -1: what the source holds likeliest; of `instead` what the target does, or where that is the answer its second.
  std::int32_t answer = -1, instead = -1;
  /// About ten times a second, and when all is computed.
  std::function<void(const PatchMap& map, int left)> told = {};
};

/// Why no row of that site can be patched to see what becomes of the model's answer, in one sentence; empty: it can.
std::string whyNoPatching(const ModelInfo& model, SiteId site);
/// The sites of a stack that a sweep can be over, in the order of the data: one row of them holds for one token.
std::vector<Site> patchableSites(const StackInfo& stack);

/// One pass a slice, each started from the target's trace: rows before the patched one and layers below it stay.
/// First, where the source has not kept the site, a pass over the source. Layers from the last to the first, since
/// those are the cheap ones. Fails, through `ended`, where whyNoPatching says why. `ended` as in Job.
Job patchSweepJob(PatchQuestion question, std::function<void(std::string error)> ended);

/// All at once, on the calling thread. Throws Error as the job fails.
PatchMap patchSweep(const Model& model, Backend& backend, PatchQuestion question);

}  // namespace headlight
