#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "trace/intervention.h"
#include "trace/site.h"

namespace headlight {

class Trace;

/// Token ids as the model gets them, special tokens included.
struct TokenInput {
  std::vector<std::int32_t> ids;
  bool operator==(const TokenInput&) const = default;
};

/// What a model can be given. Pictures and source + target texts join when their families do.
using Input = std::variant<TokenInput>;

/// Everything one forward pass is asked. Plain data.
struct Request {
  std::uint64_t revision = 0;  ///< of the document; travels into the Trace
  Input input;
  CapturePlan plan = {};  ///< sites to keep; naming Logits computes them for every row, else only the last row's
  std::vector<Intervention> changes = {};  ///< in any order; equal ones count once
  /// With changes: a trace without them is computed (or kept) too, for before and after.
  bool baseline = false;
  /// The traces that PatchRows names.
  std::map<std::string, std::shared_ptr<const Trace>> sources = {};
  int predictedRow = -1;  ///< whose logits come to the host; -1: the last. Of a sequence classification always 0
};

}  // namespace headlight
