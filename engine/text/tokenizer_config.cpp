#include "text/tokenizer_config.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "base/error.h"
#include "text/display_piece.h"
#include "text/json_file.h"

namespace headlight::text {

namespace {

constexpr const char* kNames[] = {"bos_token", "eos_token", "unk_token", "sep_token",
                                  "pad_token", "cls_token", "mask_token"};

void readFlags(const JsonFields& fields, AddedToken& token) {
  token.content = fields.needText("content");
  token.singleWord = fields.flag("single_word", false);
  token.lstrip = fields.flag("lstrip", false);
  token.rstrip = fields.flag("rstrip", false);
}

/// A special token is written as its text or as an object with "content".
std::optional<AddedToken> specialToken(const nlohmann::json& json, const std::string& where, const std::string& name) {
  AddedToken token;
  token.special = true;
  if (json.is_object()) {
    readFlags(JsonFields(json, where + ": " + name), token);
    return token;
  }
  if (json.is_boolean() || json.is_null()) return std::nullopt;  // some writers say false for none
  if (!json.is_string()) fail(where, ": \"", name, "\" must be a string, got ", kindOf(json));
  token.content = json.get<std::string>();
  return token;
}

void readNamed(const JsonFields& fields, TokenizerConfig& config) {
  for (const char* name : kNames) {
    const nlohmann::json* found = fields.find(name);
    if (found == nullptr || config.named.contains(name)) continue;
    if (auto token = specialToken(*found, fields.where(), name)) config.named.emplace(name, std::move(*token));
  }
  const nlohmann::json* more = fields.find("additional_special_tokens");
  if (more == nullptr || !config.additional.empty()) return;
  if (!more->is_array()) {
    fail(fields.where(), ": \"additional_special_tokens\" must be an array, got ", kindOf(*more));
  }
  for (const nlohmann::json& one : *more) {
    if (auto token = specialToken(one, fields.where(), "additional_special_tokens")) {
      config.additional.push_back(std::move(*token));
    }
  }
}

void readDecoder(const JsonFields& fields, TokenizerConfig& config) {
  const nlohmann::json* added = fields.find("added_tokens_decoder");
  if (added == nullptr) return;
  const std::string where = fields.where() + ": added_tokens_decoder";
  if (!added->is_object()) fail(where, ": expected an object, found ", kindOf(*added));
  for (auto entry = added->begin(); entry != added->end(); ++entry) {
    const JsonFields token(entry.value(), where);
    AddedToken one;
    const std::string& key = entry.key();
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), one.id);
    if (error != std::errc() || end != key.data() + key.size()) fail(where, ": ", quotedPiece(key), " is not an id");
    readFlags(token, one);
    one.special = token.flag("special", false);
    one.normalized = token.flag("normalized", !one.special);
    config.added.push_back(std::move(one));
  }
}

std::string withoutFast(std::string name) {
  if (name.ends_with("Fast")) name.resize(name.size() - 4);
  return name;
}

bool isThere(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

/// The class that goes with config.json's model_type, for folders whose tokenizer_config.json does not say.
std::string classOfModel(const std::filesystem::path& folder) {
  if (!isThere(folder / "config.json")) return {};
  const nlohmann::json json = readJsonObject(folder / "config.json");
  const auto type = json.find("model_type");
  if (type == json.end() || !type->is_string()) return {};
  static const std::unordered_map<std::string, std::string> kClasses = {
      {"roberta", "RobertaTokenizer"}, {"gpt2", "GPT2Tokenizer"},      {"qwen2", "Qwen2Tokenizer"},
      {"llama", "LlamaTokenizer"},     {"mistral", "LlamaTokenizer"},  {"albert", "AlbertTokenizer"},
      {"bert", "BertTokenizer"},       {"distilbert", "BertTokenizer"}};
  const auto found = kClasses.find(type->get<std::string>());
  return found == kClasses.end() ? std::string() : found->second;
}

std::optional<bool> optionalFlag(const JsonFields& fields, const char* name) {
  if (fields.find(name) == nullptr) return std::nullopt;
  return fields.flag(name, false);
}

}  // namespace

std::optional<std::string> TokenizerConfig::nameOf(const char* which) const {
  const auto found = named.find(which);
  if (found == named.end()) return std::nullopt;
  return found->second.content;
}

TokenizerConfig readTokenizerConfig(const std::filesystem::path& folder) {
  TokenizerConfig config;
  const std::filesystem::path path = folder / "tokenizer_config.json";
  if (isThere(path)) {
    const nlohmann::json json = readJsonObject(path);
    const JsonFields fields(json, path.string());
    readNamed(fields, config);
    readDecoder(fields, config);
    config.tokenizerClass = withoutFast(fields.text("tokenizer_class").value_or(""));
    config.addBos = optionalFlag(fields, "add_bos_token");
    config.addEos = optionalFlag(fields, "add_eos_token");
    config.addPrefixSpace = optionalFlag(fields, "add_prefix_space");
    config.lowerCase = optionalFlag(fields, "do_lower_case");
    config.stripAccents = optionalFlag(fields, "strip_accents");
    config.keepAccents = optionalFlag(fields, "keep_accents");
    config.chineseChars = optionalFlag(fields, "tokenize_chinese_chars");
  }
  const std::filesystem::path map = folder / "special_tokens_map.json";
  if (isThere(map)) {
    const nlohmann::json json = readJsonObject(map);
    readNamed(JsonFields(json, map.string()), config);
  }
  if (config.tokenizerClass.empty()) config.tokenizerClass = classOfModel(folder);
  return config;
}

std::vector<AddedToken> addedTokens(const std::filesystem::path& folder, const TokenizerConfig& config,
                                    const std::vector<TokenTable::Entry>& vocab,
                                    const std::vector<std::string>& customary) {
  std::vector<AddedToken> added = config.added;
  const auto listed = [&](const std::string& content) {
    return std::find_if(added.begin(), added.end(), [&](const AddedToken& token) { return token.content == content; });
  };
  const std::filesystem::path path = folder / "added_tokens.json";
  if (isThere(path)) {
    for (auto& [content, id] : idsFrom(readJsonObject(path), path.string())) {
      if (listed(content) != added.end()) continue;
      AddedToken token;
      token.id = id;
      token.content = content;
      added.push_back(std::move(token));
    }
  }
  std::vector<AddedToken> special = config.additional;
  for (const auto& [name, token] : config.named) special.push_back(token);
  for (const std::string& content : customary) {
    AddedToken token;
    token.content = content;
    token.special = true;
    special.push_back(std::move(token));
  }
  for (AddedToken& token : special) {
    if (const auto known = listed(token.content); known != added.end()) {
      known->special = true;
      continue;
    }
    const auto entry =
        std::find_if(vocab.begin(), vocab.end(), [&](const auto& e) { return e.first == token.content; });
    if (entry == vocab.end()) continue;
    token.id = entry->second;
    added.push_back(std::move(token));
  }
  return added;
}

}  // namespace headlight::text
