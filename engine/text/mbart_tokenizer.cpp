#include "text/mbart_tokenizer.h"

#include <optional>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "text/display_piece.h"
#include "text/json_file.h"
#include "text/target_start.h"
#include "text/unicode_classes.h"
#include "text/utf8.h"

namespace headlight::text {

namespace {

// FAIRSEQ_LANGUAGE_CODES of both classes: MBartTokenizer has the first of them.
constexpr std::string_view codes[] = {"ar_AR", "cs_CZ", "de_DE", "en_XX", "es_XX", "et_EE", "fi_FI", "fr_XX", "gu_IN",
                                      "hi_IN", "it_IT", "ja_XX", "kk_KZ", "ko_KR", "lt_LT", "lv_LV", "my_MM", "ne_NP",
                                      "nl_XX", "ro_RO", "ru_RU", "si_LK", "tr_TR", "vi_VN", "zh_CN", "af_ZA", "az_AZ",
                                      "bn_IN", "fa_IR", "he_IL", "hr_HR", "id_ID", "ka_GE", "km_KH", "mk_MK", "ml_IN",
                                      "mn_MN", "mr_IN", "pl_PL", "ps_AF", "pt_XX", "sv_SE", "sw_KE", "ta_IN", "te_IN",
                                      "th_TH", "tl_XX", "uk_UA", "ur_PK", "xh_ZA", "gl_ES", "sl_SI"};
constexpr std::size_t codesOfMBart = 25;

/// What generation puts behind a target's first token.
std::optional<std::int64_t> forcedFirst(const std::filesystem::path& folder) {
  for (const char* name : {"config.json", "generation_config.json"}) {
    const std::filesystem::path path = folder / name;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) continue;
    const nlohmann::json json = readJsonObject(path);
    const JsonFields fields(json, path.string());
    if (fields.find("forced_bos_token_id")) return fields.needId("forced_bos_token_id");
  }
  return std::nullopt;
}

std::int64_t languageId(const TokenizerParts& parts, const char* key, const std::string& code) {
  if (const auto id = parts.tokens->find(code)) return *id;
  fail(parts.source, ": ", key, " is ", quotedPiece(code), ", which the vocabulary lacks; expected a language such as ",
       codes[3]);
}

}  // namespace

bool isMBartClass(const std::string& tokenizerClass) {
  return tokenizerClass == "MBartTokenizer" || tokenizerClass == "MBart50Tokenizer";
}

std::span<const std::string_view> languageCodes(std::string_view tokenizerClass) {
  const std::span<const std::string_view> all(codes);
  return tokenizerClass == "MBart50Tokenizer" ? all : all.first(codesOfMBart);
}

void buildMBartTokenizer(ScoredPieces pieces, std::vector<AddedToken> typed, const std::filesystem::path& folder,
                         std::string_view input, TokenizerConfig& config, TokenizerParts& parts) {
  constexpr std::int64_t unknown = 3;
  const bool codeInFront = config.tokenizerClass == "MBart50Tokenizer";
  if (!codeInFront) config.nameOrDefault("bos_token", "<s>");
  const std::string end = config.nameOrDefault("eos_token", "</s>");
  config.nameOrDefault("sep_token", "</s>");
  config.nameOrDefault("cls_token", "<s>");
  config.nameOrDefault("unk_token", "<unk>");
  config.nameOrDefault("pad_token", "<pad>");
  if (!config.named.contains("mask_token")) config.asText.insert("mask_token");
  config.nameOrDefault("mask_token", "<mask>");
  if (config.asText.contains("mask_token")) config.named.at("mask_token").lstrip = true;
  if (config.extra.empty()) {
    for (const std::string_view code : languageCodes(config.tokenizerClass)) {
      AddedToken& token = config.extra.emplace_back();
      token.content = code;
      token.special = true;
    }
    config.extra.insert(config.extra.end(), typed.begin(), typed.end());
  }
  if (static_cast<std::int64_t>(pieces.vocabulary.size()) <= unknown)
    fail(parts.source, ": ", config.tokenizerClass, "'s unknown token has id ", unknown, "; found ",
         pieces.vocabulary.size(), " tokens");
  parts.added = withConfigured(std::move(parts.added), config, pieces.vocabulary);
  parts.tokens = std::make_shared<const TokenTable>(parts.source, pieces.vocabulary, parts.added);
  parts.bos = config.nameOf("bos_token");
  parts.eos = end;
  parts.mask = config.nameOf("mask_token");
  parts.kind = "Unigram";
  parts.byteLevel = false;
  parts.unknown = parts.tokens->keys()[unknown];
  parts.normalizer = nullptr;
  parts.preTokenizers.clear();
  if (codeInFront) {
    std::vector<NormalizerPtr> steps;
    if (pieces.charsmap) steps.push_back(std::move(pieces.charsmap));
    steps.push_back(makeReplace(std::make_shared<const Regex>(" {2,}"), " "));
    parts.normalizer = makeSequence(std::move(steps));
  } else {
    parts.preTokenizers.push_back(makeCharacterSplit(isWhiteSpace, Delimiter::removed));
  }
  cutIntoUnigrams(std::move(pieces.scores), unknown, parts);

  const std::int64_t last = parts.tokens->need(end, "token behind,");
  std::int64_t language = languageId(parts, "src_lang", config.sourceLanguage.value_or("en_XX"));
  if (input == targetInput) {
    if (config.targetLanguage)
      language = languageId(parts, "tgt_lang", *config.targetLanguage);
    else if (codeInFront)
      language = forcedFirst(folder).value_or(language);
    parts.targetStart = codeInFront ? last : language;
  }
  parts.before.clear();
  parts.behind = {last};
  if (codeInFront)
    parts.before = {language};
  else
    parts.behind.push_back(language);
}

}  // namespace headlight::text
