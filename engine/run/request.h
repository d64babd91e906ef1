#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "trace/site.h"

namespace headlight {

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
  CapturePlan plan;  ///< sites to keep; naming Logits computes them for every row, else only the last row's
};

}  // namespace headlight
