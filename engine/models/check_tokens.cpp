#include "models/check_tokens.h"

#include "base/error.h"

namespace headlight {

void checkTokens(const ModelInfo& model, std::span<const std::int32_t> ids) {
  if (ids.empty()) fail(model.name, ": expected at least one token, got none");
  if (ids.size() > static_cast<std::size_t>(model.maxTokens))
    fail(ids.size(), " tokens, the model ", model.name, " takes ", model.maxTokens, ": shorten the text");
  for (std::size_t row = 0; row < ids.size(); ++row)
    if (ids[row] < 0 || ids[row] >= model.vocabulary)
      fail(model.name, ": token ", row, " has id ", ids[row], ", the vocabulary ends at ", model.vocabulary - 1);
}

}  // namespace headlight
