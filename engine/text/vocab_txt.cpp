#include "text/vocab_txt.h"

#include <algorithm>

#include "base/error.h"
#include "text/composed_tokenizer.h"
#include "text/display_piece.h"
#include "text/json_file.h"
#include "text/tokenizer_config.h"
#include "text/unicode_classes.h"
#include "text/utf8.h"
#include "text/word_piece.h"

namespace headlight::text {

namespace {

std::vector<TokenTable::Entry> readLines(const std::filesystem::path& path) {
  const std::string text = readTextFile(path);
  if (const std::size_t bad = firstInvalidUtf8(text); bad != std::string_view::npos) {
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(bad), '\n');
    fail(path.string(), ": line ", line, " is not UTF-8; expected one token a line");
  }
  std::vector<TokenTable::Entry> entries;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t newline = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, newline - at);
    at = newline + 1;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    entries.emplace_back(std::move(line), static_cast<std::int64_t>(entries.size()));
  }
  return entries;
}

}  // namespace

std::shared_ptr<const Tokenizer> loadVocabTxt(const std::filesystem::path& path) {
  const auto entries = readLines(path);
  const TokenizerConfig config = readTokenizerConfig(path.parent_path());
  const auto named = [&](const char* which, const char* otherwise) { return config.nameOf(which).value_or(otherwise); };
  TokenizerParts parts;
  parts.source = path.string();
  parts.kind = "WordPiece";
  parts.unknown = named("unk_token", "[UNK]");
  parts.mask = named("mask_token", "[MASK]");
  const std::string cls = named("cls_token", "[CLS]");
  const std::string sep = named("sep_token", "[SEP]");
  parts.added = addedTokens(path.parent_path(), config, entries,
                            {*parts.unknown, sep, named("pad_token", "[PAD]"), cls, *parts.mask});
  parts.tokens = std::make_shared<const TokenTable>(parts.source, entries, parts.added);
  BertNormalization options;
  options.lowercase = config.lowerCase.value_or(true);
  options.stripAccents = config.stripAccents.value_or(options.lowercase);
  options.handleChineseChars = config.chineseChars.value_or(true);
  parts.normalizer = makeBertNormalizer(options);
  parts.preTokenizers.push_back(makeCharacterSplit(isWhiteSpace, Delimiter::removed));
  parts.preTokenizers.push_back(makeCharacterSplit(isPunctuation, Delimiter::isolated));
  WordPieceModel::Options model;
  model.unknown = *parts.unknown;
  parts.model = std::make_unique<const WordPieceModel>(parts.tokens, model);
  parts.before = {parts.tokens->need(cls, "token in front,")};
  parts.behind = {parts.tokens->need(sep, "token behind,")};
  parts.decoder = makeWordPieceDecoder("##", true);
  parts.bos = config.nameOf("bos_token");
  parts.eos = config.nameOf("eos_token");
  return composeTokenizer(std::move(parts));
}

}  // namespace headlight::text
