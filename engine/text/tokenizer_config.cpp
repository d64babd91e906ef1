#include "text/tokenizer_config.h"

#include <charconv>

#include "base/error.h"
#include "text/display_piece.h"
#include "text/json_file.h"

namespace headlight::text {

namespace {

/// A special token is written as its text or as an object with "content".
std::optional<std::string> tokenText(const JsonFields& fields, const char* name) {
  const nlohmann::json* found = fields.find(name);
  if (found != nullptr && found->is_object()) {
    return JsonFields(*found, fields.where() + ": " + name).needText("content");
  }
  if (found != nullptr && found->is_boolean()) return std::nullopt;  // some writers say false for none
  return fields.text(name);
}

}  // namespace

TokenizerConfig readTokenizerConfig(const std::filesystem::path& folder) {
  TokenizerConfig config;
  const std::filesystem::path path = folder / "tokenizer_config.json";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return config;
  const nlohmann::json json = readJsonObject(path);
  const JsonFields fields(json, path.string());
  config.bos = tokenText(fields, "bos_token");
  config.eos = tokenText(fields, "eos_token");
  for (const char* name :
       {"bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"}) {
    if (auto text = tokenText(fields, name)) config.special.push_back(std::move(*text));
  }
  config.addBos = fields.flag("add_bos_token", false);
  config.addPrefixSpace = fields.flag("add_prefix_space", false);
  if (const nlohmann::json* added = fields.find("added_tokens_decoder")) {
    const std::string where = path.string() + ": added_tokens_decoder";
    if (!added->is_object()) fail(where, ": expected an object, found ", kindOf(*added));
    for (auto entry = added->begin(); entry != added->end(); ++entry) {
      const JsonFields token(entry.value(), where);
      AddedToken one;
      const std::string& key = entry.key();
      const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), one.id);
      if (error != std::errc() || end != key.data() + key.size()) fail(where, ": ", quotedPiece(key), " is not an id");
      one.content = token.needText("content");
      one.special = token.flag("special", false);
      one.singleWord = token.flag("single_word", false);
      one.lstrip = token.flag("lstrip", false);
      one.rstrip = token.flag("rstrip", false);
      one.normalized = token.flag("normalized", !one.special);
      config.added.push_back(std::move(one));
    }
  }
  return config;
}

}  // namespace headlight::text
