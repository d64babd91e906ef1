#include "text/vocab_and_merges.h"

#include <algorithm>

#include "base/error.h"
#include "text/display_piece.h"
#include "text/json_file.h"
#include "text/target_start.h"
#include "text/tokenizer_classes.h"

namespace headlight::text {

namespace {

/// One merge a line, "left right", the most frequent first.
Merges readMerges(const std::filesystem::path& path) {
  const std::string text = readTextFile(path);
  Merges merges;
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

}  // namespace

std::shared_ptr<const Tokenizer> loadVocabAndMerges(const std::filesystem::path& vocab,
                                                    const std::filesystem::path& merges, std::string_view input) {
  TokenizerParts parts;
  parts.source = vocab.string();
  const auto entries = idsFrom(readJsonObject(vocab), vocab.string());
  TokenizerConfig config = readTokenizerConfig(vocab.parent_path());
  refuseForeignClass(config, vocab, {"GPT2Tokenizer", "Qwen2Tokenizer", "RobertaTokenizer"});
  buildByteLevelBpe(entries, readMerges(merges), merges.string(), config, true, parts);
  if (input == targetInput) beginLikeATarget(vocab.parent_path(), parts);
  return composeTokenizer(std::move(parts));
}

}  // namespace headlight::text
