#include "text/tokenizer_classes.h"

#include <algorithm>

#include "base/error.h"
#include "text/bpe.h"
#include "text/display_piece.h"
#include "text/unicode_classes.h"
#include "text/unigram.h"
#include "text/utf8.h"
#include "text/word_piece.h"

namespace headlight::text {

namespace {

/// Qwen2Tokenizer's words (models/qwen2/tokenization_qwen2.py).
constexpr const char* kQwen2Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

/// The class's own names for special tokens that nobody configured.
struct DefaultName {
  const char* which;
  const char* content;
};

void nameDefaults(TokenizerConfig& config, std::initializer_list<DefaultName> defaults) {
  for (const DefaultName& one : defaults) config.nameOrDefault(one.which, one.content);
}

/// What every class does once its special tokens are named. How many tokens the files list.
int takeTokens(const Vocabulary& vocabulary, const TokenizerConfig& config, TokenizerParts& parts) {
  std::int64_t known = static_cast<std::int64_t>(vocabulary.size());
  for (const std::vector<AddedToken>* list : {&std::as_const(parts.added), &config.added})
    for (const AddedToken& token : *list) known = std::max(known, token.id + 1);
  parts.added = withConfigured(std::move(parts.added), config, vocabulary);
  parts.tokens = std::make_shared<const TokenTable>(parts.source, vocabulary, parts.added);
  parts.bos = config.nameOf("bos_token");
  parts.eos = config.nameOf("eos_token");
  parts.mask = config.nameOf("mask_token");
  return static_cast<int>(known);
}

/// The id of a token around every text, which must be among the `known` ones: transformers invents one where the
/// vocabulary lacks it, which no model has learnt.
std::int64_t framingId(int known, const TokenizerConfig& config, const char* which, const char* where,
                       const TokenizerParts& parts) {
  const std::string content = *config.nameOf(which);
  const std::int32_t id = parts.tokens->need(content, where);
  if (id >= known) fail(parts.source, ": the ", where, " ", quotedPiece(content), " is not in the vocabulary");
  return id;
}

constexpr const char* kInFront = "token in front,";
constexpr const char* kBehind = "token behind,";

void frame(int known, const TokenizerConfig& config, TokenizerParts& parts) {
  parts.before = {framingId(known, config, "cls_token", kInFront, parts)};
  parts.behind = {framingId(known, config, "sep_token", kBehind, parts)};
}

}  // namespace

void buildBertTokenizer(const Vocabulary& vocabulary, TokenizerConfig& config, TokenizerParts& parts) {
  nameDefaults(config, {{"unk_token", "[UNK]"},
                        {"sep_token", "[SEP]"},
                        {"pad_token", "[PAD]"},
                        {"cls_token", "[CLS]"},
                        {"mask_token", "[MASK]"}});
  const int known = takeTokens(vocabulary, config, parts);
  parts.kind = "WordPiece";
  parts.byteLevel = false;
  parts.unknown = config.nameOf("unk_token");
  BertNormalization options;
  options.lowercase = config.lowerCase.value_or(true);
  options.stripAccents = config.stripAccents.value_or(options.lowercase);
  options.handleChineseChars = config.chineseChars.value_or(true);
  parts.normalizer = makeBertNormalizer(options);
  parts.preTokenizers.clear();
  parts.preTokenizers.push_back(makeCharacterSplit(isWhiteSpace, Delimiter::removed));
  parts.preTokenizers.push_back(makeCharacterSplit(isPunctuation, Delimiter::isolated));
  WordPieceModel::Options model;
  model.unknown = *parts.unknown;
  parts.model = std::make_unique<const WordPieceModel>(parts.tokens, model);
  parts.decoder = makeWordPieceDecoder("##", true);
  frame(known, config, parts);
  parts.pair = bertPair(parts.before.front(), parts.behind.front());
}

bool isByteLevelClass(const std::string& tokenizerClass) {
  return tokenizerClass == "GPT2Tokenizer" || tokenizerClass == "Qwen2Tokenizer" ||
         tokenizerClass == "RobertaTokenizer";
}

void buildByteLevelBpe(const Vocabulary& vocabulary, const Merges& merges, const std::string& mergesSource,
                       TokenizerConfig& config, bool framedByFlags, TokenizerParts& parts) {
  const bool roberta = config.tokenizerClass == "RobertaTokenizer", qwen2 = config.tokenizerClass == "Qwen2Tokenizer";
  if (roberta)
    nameDefaults(config, {{"bos_token", "<s>"},
                          {"eos_token", "</s>"},
                          {"sep_token", "</s>"},
                          {"cls_token", "<s>"},
                          {"unk_token", "<unk>"},
                          {"pad_token", "<pad>"},
                          {"mask_token", "<mask>"}});
  else if (qwen2)
    nameDefaults(config,
                 {{"unk_token", "<|endoftext|>"}, {"eos_token", "<|endoftext|>"}, {"pad_token", "<|endoftext|>"}});
  else
    nameDefaults(config,
                 {{"unk_token", "<|endoftext|>"}, {"bos_token", "<|endoftext|>"}, {"eos_token", "<|endoftext|>"}});
  const int known = takeTokens(vocabulary, config, parts);
  parts.kind = "byte-level BPE";
  parts.byteLevel = true;
  parts.unknown = config.nameOf("unk_token");
  parts.normalizer = qwen2 ? makeFormNormalizer(Normalization::nfc) : nullptr;
  parts.preTokenizers.clear();
  if (qwen2)
    parts.preTokenizers.push_back(
        makePatternSplit(std::make_shared<const Regex>(fromOniguruma(kQwen2Pattern)), Delimiter::isolated, false));
  parts.preTokenizers.push_back(makeByteLevel(config.addPrefixSpace.value_or(false), !qwen2));
  parts.decoder = makeByteLevelDecoder();
  BpeModel::Parts bpe;
  bpe.byteLevel = true;
  bpe.byteIds = byteLevelIds(*parts.tokens);
  bpe.merges = mergesByIds(mergesSource, merges, *parts.tokens);
  parts.model = std::make_unique<const BpeModel>(std::move(bpe));
  if (roberta) {
    frame(known, config, parts);
    parts.pair = robertaPair(parts.before.front(), parts.behind.front());
  } else if (framedByFlags) {
    if (config.addBos.value_or(false) && parts.bos)
      parts.before = {framingId(known, config, "bos_token", kInFront, parts)};
    if (config.addEos.value_or(false) && parts.eos)
      parts.behind = {framingId(known, config, "eos_token", kBehind, parts)};
  }
}

void cutIntoUnigrams(std::vector<double> scores, std::int64_t unknown, TokenizerParts& parts) {
  parts.preTokenizers.push_back(makeMetaspace("▁", PrependScheme::always, true));
  parts.decoder = makeMetaspaceDecoder("▁", false);
  UnigramModel::Parts model;
  model.scores = std::move(scores);
  model.unknown = unknown;
  parts.model = std::make_unique<const UnigramModel>(parts.tokens, std::move(model));
}

void buildT5Tokenizer(ScoredPieces pieces, std::vector<AddedToken> typed, TokenizerConfig& config,
                      TokenizerParts& parts) {
  constexpr std::int64_t unknown = 2;
  nameDefaults(config, {{"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"pad_token", "<pad>"}});
  if (config.extra.empty()) {
    config.extra = std::move(typed);
    for (std::int64_t id = 0; id < config.extraIds.value_or(t5Sentinels); ++id) {
      AddedToken& sentinel = config.extra.emplace_back();
      sentinel.content = "<extra_id_" + std::to_string(id) + ">";
      sentinel.special = true;
    }
  }
  const int known = takeTokens(pieces.vocabulary, config, parts);
  if (static_cast<std::int64_t>(pieces.vocabulary.size()) <= unknown)
    fail(parts.source, ": T5Tokenizer's unknown token has id ", unknown, "; found ", pieces.vocabulary.size(),
         " tokens");
  parts.kind = "Unigram";
  parts.byteLevel = false;
  parts.unknown = parts.tokens->keys()[unknown];
  parts.normalizer = std::move(pieces.charsmap);
  parts.preTokenizers.clear();
  parts.preTokenizers.push_back(makeCharacterSplit(isWhiteSpace, Delimiter::removed));
  cutIntoUnigrams(std::move(pieces.scores), unknown, parts);
  parts.before.clear();
  parts.behind = {framingId(known, config, "eos_token", kBehind, parts)};
}

std::vector<NormalizerPtr> albertNormalizers(const TokenizerConfig& config) {
  std::vector<NormalizerPtr> steps;
  for (const char* quotes : {"``", "''"})
    steps.push_back(makeReplace(std::make_shared<const Regex>(literally(quotes)), "\""));
  if (!config.keepAccents.value_or(false)) {
    steps.push_back(makeFormNormalizer(Normalization::nfkd));
    steps.push_back(makeStripAccents());
  }
  if (config.lowerCase.value_or(true)) steps.push_back(makeLowercase());
  return steps;
}

void refuseForeignClass(const TokenizerConfig& config, const std::filesystem::path& path,
                        std::initializer_list<const char*> known) {
  const std::string& name = config.tokenizerClass;
  if (name.empty() || std::ranges::any_of(known, [&](const char* one) { return name == one; })) return;
  std::string all;
  for (const char* one : known) all += (all.empty() ? "" : " or ") + std::string(one);
  fail(path.string(), ": the folder's tokenizer_class is ", name, ", which may cut texts in another way than ", all,
       "; load it with transformers and save it again, which writes a tokenizer.json");
}

}  // namespace headlight::text
