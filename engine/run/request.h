#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "info/input.h"
#include "info/site.h"
#include "trace/intervention.h"

namespace headlight {

class Trace;

/// Everything one forward pass is asked. Plain data.
struct Request {
  std::uint64_t revision = 0;  ///< of the document; travels into the Trace
  Inputs inputs;
  CapturePlan plan = {};  ///< sites to keep; naming Logits computes them for every row, else only the last row's
  std::vector<Intervention> changes = {};  ///< in any order; equal ones count once
  /// With changes: a trace without them is computed (or kept) too, for before and after.
  bool baseline = false;
  /// The traces that PatchRows names.
  std::map<std::string, std::shared_ptr<const Trace>> sources = {};
  /// Also what each output would say if the model stopped after each block (Trace::logitsByLayer): the last norm and
  /// the head on what leaves the block, of the predicted row (nostalgebraist 2020, "the logit lens").
  bool logitsByLayer = false;
  int predictedRow = -1;  ///< whose logits come to the host; -1: the last. Of a whole text or picture always 0
  /// What it is asked of the same traces; inputs are compared by what they hold.
  bool operator==(const Request&) const = default;
};

}  // namespace headlight
