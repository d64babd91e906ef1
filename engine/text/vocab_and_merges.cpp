#include "text/vocab_and_merges.h"

#include <algorithm>

#include "base/error.h"
#include "text/bpe.h"
#include "text/composed_tokenizer.h"
#include "text/display_piece.h"
#include "text/json_file.h"
#include "text/tokenizer_config.h"

namespace headlight::text {

namespace {

/// Qwen2Tokenizer's words (transformers, models/qwen2/tokenization_qwen2.py).
constexpr const char* kQwen2Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

/// One merge a line, "left right", the most frequent first.
std::vector<std::pair<std::string, std::string>> readMerges(const std::filesystem::path& path) {
  const std::string text = readTextFile(path);
  std::vector<std::pair<std::string, std::string>> merges;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t newline = std::min(text.find('\n', at), text.size());
    std::string_view line = std::string_view(text).substr(at, newline - at);
    at = newline + 1;
    ++number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || line.starts_with("#version")) continue;
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || space == 0 || space + 1 == line.size() ||
        line.find(' ', space + 1) != std::string_view::npos) {
      fail(path.string(), ": line ", number, " is no merge: expected two tokens with one space between, got \"", line,
           "\"");
    }
    merges.emplace_back(line.substr(0, space), line.substr(space + 1));
  }
  return merges;
}

/// The id of a token that the family puts around the text; Error where the vocabulary lacks it.
std::int64_t framingId(const TokenizerParts& parts, const std::string& content, const char* who, const char* where) {
  const auto found = parts.tokens->find(content);
  if (!found) {
    fail(parts.source, ": ", who, " wants ", quotedPiece(content), " ", where, ", which is not in the vocabulary");
  }
  return *found;
}

}  // namespace

std::shared_ptr<const Tokenizer> loadVocabAndMerges(const std::filesystem::path& vocab,
                                                    const std::filesystem::path& merges) {
  TokenizerParts parts;
  parts.source = vocab.string();
  parts.kind = "byte-level BPE";
  parts.byteLevel = true;
  const auto entries = idsFrom(readJsonObject(vocab), vocab.string());
  const auto pairs = readMerges(merges);
  TokenizerConfig config = readTokenizerConfig(vocab.parent_path());
  const bool roberta = config.tokenizerClass == "RobertaTokenizer";
  const bool qwen2 = config.tokenizerClass == "Qwen2Tokenizer";
  std::vector<std::string> customary = {"<|endoftext|>"};  // GPT2Tokenizer's bos, eos and unk; Qwen2's eos
  if (roberta) {
    customary = {"<s>", "</s>", "<unk>", "<pad>"};
    AddedToken mask;
    mask.content = "<mask>";
    mask.special = true;
    mask.lstrip = true;
    config.named.emplace("mask_token", mask);
  }
  parts.added = addedTokens(vocab.parent_path(), config, entries, customary);
  parts.tokens = std::make_shared<const TokenTable>(parts.source, entries, parts.added);

  BpeModel::Parts bpe;
  bpe.byteIds = byteLevelIds(*parts.tokens);
  bpe.merges = mergesByIds(merges.string(), pairs, *parts.tokens);
  parts.model = std::make_unique<const BpeModel>(std::move(bpe));
  if (qwen2) {
    parts.normalizer = makeFormNormalizer(Normalization::nfc);
    parts.preTokenizers.push_back(
        makePatternSplit(std::make_shared<const Regex>(fromOniguruma(kQwen2Pattern)), Delimiter::isolated, false));
  }
  parts.preTokenizers.push_back(makeByteLevel(config.addPrefixSpace.value_or(false), !qwen2));
  parts.decoder = makeByteLevelDecoder();

  parts.bos = config.nameOf("bos_token");
  parts.eos = config.nameOf("eos_token");
  parts.mask = config.nameOf("mask_token");
  parts.unknown = config.nameOf("unk_token");
  if (roberta) {
    const char* who = "RobertaTokenizer";
    parts.before.push_back(framingId(parts, config.nameOf("cls_token").value_or("<s>"), who, "in front"));
    parts.behind.push_back(framingId(parts, config.nameOf("sep_token").value_or("</s>"), who, "behind"));
  } else if (config.addBos.value_or(false)) {
    const std::string bos = parts.bos.value_or("<|endoftext|>");
    parts.before.push_back(framingId(parts, bos, "tokenizer_config.json", "in front"));
  }
  return composeTokenizer(std::move(parts));
}

}  // namespace headlight::text
