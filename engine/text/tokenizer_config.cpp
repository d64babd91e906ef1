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

AddedToken readToken(const JsonFields& fields) {
  AddedToken token;
  token.content = fields.needText("content");
  token.singleWord = fields.flag("single_word", false);
  token.lstrip = fields.flag("lstrip", false);
  token.rstrip = fields.flag("rstrip", false);
  token.special = fields.flag("special", false);
  token.normalized = fields.flag("normalized", !token.special);
  return token;
}

AddedToken specialToken(std::string content) {
  AddedToken token;
  token.content = std::move(content);
  token.special = true;
  return token;
}

/// A special token is written as its text or as an object with "content".
std::optional<AddedToken> specialToken(const nlohmann::json& json, const std::string& where, const std::string& name) {
  if (json.is_object()) {
    AddedToken token = readToken(JsonFields(json, where + ": " + name));
    // Of special_tokens_map.json and its like "special" goes without saying; only `__type` says what else is meant.
    if (!json.contains("__type") && !json.contains("normalized")) token.normalized = false;
    token.special = true;
    return token;
  }
  if (json.is_boolean() || json.is_null()) return std::nullopt;  // some writers say false for none
  if (!json.is_string()) fail(where, ": \"", name, "\" must be a string, got ", kindOf(json));
  return specialToken(json.get<std::string>());
}

std::vector<AddedToken> specialTokens(const nlohmann::json& list, const std::string& where, const std::string& name) {
  if (!list.is_array()) fail(where, ": \"", name, "\" must be an array, got ", kindOf(list));
  std::vector<AddedToken> tokens;
  for (const nlohmann::json& one : list)
    if (auto token = specialToken(one, where, name)) tokens.push_back(std::move(*token));
  return tokens;
}

bool contains(const std::vector<AddedToken>& tokens, const std::string& content) {
  return std::ranges::any_of(tokens, [&](const AddedToken& token) { return token.content == content; });
}

bool isName(const std::string& key) {
  return std::ranges::any_of(kNames, [&](const char* name) { return key == name; });
}

/// The special tokens of one file. What it says counts before what an earlier one said; its `extra_special_tokens` are
/// added to the earlier ones.
void readSpecialTokens(const nlohmann::json& json, const std::string& where, TokenizerConfig& config) {
  const JsonFields fields(json, where);
  for (const auto& [key, value] : json.items()) {
    if (isName(key)) {
      config.asText.erase(key);
      if (value.is_string()) config.asText.insert(key);
      if (auto token = specialToken(value, where, key))
        config.named.insert_or_assign(key, std::move(*token));
      else
        config.named.erase(key);
    } else if (key.ends_with("_token") && value.is_string()) {
      config.otherNamed.push_back(specialToken(value.get<std::string>()));
    }
  }
  const nlohmann::json* extra = fields.find("extra_special_tokens");
  if (extra && extra->is_object()) {
    for (const auto& [name, value] : extra->items())
      if (auto token = specialToken(value, where, name)) config.otherNamed.push_back(std::move(*token));
  } else if (extra) {
    for (AddedToken& token : specialTokens(*extra, where, "extra_special_tokens"))
      if (!contains(config.extra, token.content)) config.extra.push_back(std::move(token));
  }
  const nlohmann::json* additional = fields.find("additional_special_tokens");
  if (additional && config.extra.empty()) config.extra = specialTokens(*additional, where, "additional_special_tokens");
}

void readDecoder(const JsonFields& fields, TokenizerConfig& config) {
  const nlohmann::json* added = fields.find("added_tokens_decoder");
  if (added == nullptr) return;
  const std::string where = fields.where() + ": added_tokens_decoder";
  if (!added->is_object()) fail(where, ": expected an object, found ", kindOf(*added));
  for (auto entry = added->begin(); entry != added->end(); ++entry) {
    const JsonFields token(entry.value(), where);
    AddedToken one = readToken(token);
    const std::string& key = entry.key();
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), one.id);
    if (error != std::errc() || end != key.data() + key.size()) fail(where, ": ", quotedPiece(key), " is not an id");
    config.added.push_back(std::move(one));
  }
  config.listsAdded = true;
  std::ranges::sort(config.added, {}, &AddedToken::id);  // keys are texts: "10" stands before "9"
}

std::string withoutFast(std::string name) {
  if (name.ends_with("Fast")) name.resize(name.size() - 4);
  return name;
}

bool isThere(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

/// added_tokens.json, which only counts where tokenizer_config.json has no `added_tokens_decoder`.
void readAddedTokensJson(const std::filesystem::path& path, TokenizerConfig& config) {
  if (!isThere(path)) return;
  for (auto& [content, id] : idsFrom(readJsonObject(path), path.string())) {
    AddedToken token;
    token.id = id;
    token.content = content;
    token.special = contains(config.extra, content) ||
                    std::ranges::any_of(config.named, [&](const auto& one) { return one.second.content == content; });
    token.normalized = !token.special;
    config.added.push_back(std::move(token));
  }
  std::ranges::sort(config.added, {}, &AddedToken::id);
}

/// The class that goes with a model_type (models/auto/tokenization_auto.py, TOKENIZER_MAPPING_NAMES, of the families
/// that we know); empty for one that has none of its own.
std::string classOfModel(const std::string& modelType) {
  static const std::unordered_map<std::string, std::string> kClasses = {{"albert", "AlbertTokenizer"},
                                                                        {"bart", "RobertaTokenizer"},
                                                                        {"mbart", "MBartTokenizer"},
                                                                        {"bert", "BertTokenizer"},
                                                                        {"camembert", "CamembertTokenizer"},
                                                                        {"distilbert", "BertTokenizer"},
                                                                        {"gpt2", "GPT2Tokenizer"},
                                                                        {"mt5", "T5Tokenizer"},
                                                                        {"qwen2", "Qwen2Tokenizer"},
                                                                        {"roberta", "RobertaTokenizer"},
                                                                        {"t5", "T5Tokenizer"},
                                                                        {"xlm-roberta", "XLMRobertaTokenizer"}};
  const auto found = kClasses.find(modelType);
  return found == kClasses.end() ? std::string() : found->second;
}

bool isGeneric(const std::string& name) {
  return name == "PreTrainedTokenizer" || name == "PythonBackend" || name == "TokenizersBackend";
}

/// The class that AutoTokenizer takes (models/auto/tokenization_auto.py, AutoTokenizer.from_pretrained): the one that
/// tokenizer_config.json names, else config.json, else the one of the model_type, which for Qwen2 counts before both.
/// Empty where that is a generic one, which goes by tokenizer.json alone.
std::string chosenClass(std::string named, const std::filesystem::path& config) {
  std::string modelType;
  if (isThere(config)) {
    const nlohmann::json json = readJsonObject(config);
    const auto text = [&](const char* key) {
      const auto found = json.find(key);
      return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    if (named.empty()) named = withoutFast(text("tokenizer_class"));
    modelType = text("model_type");
  }
  if (named == "BartTokenizer") named = "RobertaTokenizer";  // which is another name of it
  const std::string ofModel = classOfModel(modelType);
  if (named.empty() || (modelType == "qwen2" && named != ofModel)) return ofModel;
  if (modelType == "mistral" || modelType == "ministral" || isGeneric(named)) return {};
  return named;
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

std::string TokenizerConfig::nameOrDefault(const char* which, const char* otherwise) {
  return named.try_emplace(which, specialToken(otherwise)).first->second.content;
}

TokenizerConfig readTokenizerConfig(const std::filesystem::path& folder) {
  TokenizerConfig config;
  const std::filesystem::path path = folder / "tokenizer_config.json";
  if (isThere(path)) {
    const nlohmann::json json = readJsonObject(path);
    const JsonFields fields(json, path.string());
    readSpecialTokens(json, path.string(), config);
    readDecoder(fields, config);
    config.tokenizerClass = withoutFast(fields.text("tokenizer_class").value_or(""));
    config.addBos = optionalFlag(fields, "add_bos_token");
    config.addEos = optionalFlag(fields, "add_eos_token");
    config.addPrefixSpace = optionalFlag(fields, "add_prefix_space");
    config.lowerCase = optionalFlag(fields, "do_lower_case");
    config.stripAccents = optionalFlag(fields, "strip_accents");
    config.keepAccents = optionalFlag(fields, "keep_accents");
    config.chineseChars = optionalFlag(fields, "tokenize_chinese_chars");
    config.sourceLanguage = fields.text("src_lang");
    config.targetLanguage = fields.text("tgt_lang");
    if (fields.find("extra_ids") != nullptr) config.extraIds = fields.needId("extra_ids");
  }
  if (!config.listsAdded) {
    const std::filesystem::path map = folder / "special_tokens_map.json";
    if (isThere(map)) readSpecialTokens(readJsonObject(map), map.string(), config);
    readAddedTokensJson(folder / "added_tokens.json", config);
  }
  config.tokenizerClass = chosenClass(std::move(config.tokenizerClass), folder / "config.json");
  return config;
}

std::vector<AddedToken> withConfigured(std::vector<AddedToken> added, const TokenizerConfig& config,
                                       const std::vector<TokenTable::Entry>& vocab) {
  std::unordered_map<std::string_view, std::int64_t> ids;
  std::int64_t next = 0, count = static_cast<std::int64_t>(vocab.size());
  for (const auto& [key, id] : vocab) {
    ids.insert_or_assign(key, id);
    next = std::max(next, id + 1);
  }
  for (const std::vector<AddedToken>* list : {&std::as_const(added), &config.added})
    for (const AddedToken& token : *list) {
      next = std::max(next, token.id + 1);
      count += ids.contains(token.content) ? 0 : 1;
    }
  // Ids with a gap are refused where the table is made; a token that nobody wrote down would be blamed for it.
  const bool inventing = next <= count;
  const auto put = [&](AddedToken token, bool listed) {
    const auto known = std::ranges::find(added, token.content, &AddedToken::content);
    if (known != added.end()) {
      if (listed) *known = std::move(token);
      return;
    }
    if (!listed) {
      const auto found = ids.find(token.content);
      if (found == ids.end() && !inventing) return;
      token.id = found == ids.end() ? next++ : found->second;
    }
    added.push_back(std::move(token));
  };
  for (const AddedToken& token : config.added) put(token, true);
  for (const char* name : kNames)
    if (const auto token = config.named.find(name); token != config.named.end()) put(token->second, false);
  for (const AddedToken& token : config.otherNamed) put(token, false);
  for (const AddedToken& token : config.extra) put(token, false);
  return added;
}

}  // namespace headlight::text
