#include "text/target_start.h"

#include <algorithm>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "text/json_file.h"

namespace headlight::text {
namespace {

/// Where config.json does not say: MarianConfig, MT5Config, BartConfig; T5Config has none, and its models begin with
/// the padding.
constexpr std::pair<std::string_view, std::int64_t> defaults[] = {
    {"bart", 2}, {"marian", 58100}, {"mt5", 0}, {"t5", 0}};

}  // namespace

void beginLikeATarget(const std::filesystem::path& folder, TokenizerParts& parts) {
  const std::filesystem::path path = folder / "config.json";
  std::error_code ignored;
  const nlohmann::json json =
      std::filesystem::exists(path, ignored) ? readJsonObject(path) : nlohmann::json(nlohmann::json::object());
  const JsonFields config(json, path.string());
  const TokenTable& tokens = *parts.tokens;
  std::int64_t start = -1;
  if (config.find("decoder_start_token_id") != nullptr) {
    start = config.needId("decoder_start_token_id");
  } else if (parts.targetStart) {
    start = *parts.targetStart;
  } else {
    const std::string family = config.text("model_type").value_or("marian");
    const auto* const found = std::ranges::find(defaults, family, [](const auto& one) { return one.first; });
    if (found == std::end(defaults))
      fail(path.string(), ": decoder_start_token_id is missing; it says what a target begins with");
    start = found->second;
  }
  if (start < 0 || start >= tokens.size())
    fail(path.string(), ": decoder_start_token_id is ", start, ", but ", tokens.source(), " has ", tokens.size(),
         " tokens, numbered from 0; are they of one model?");
  parts.before.insert(parts.before.begin(), start);
  parts.behind.clear();
}

}  // namespace headlight::text
