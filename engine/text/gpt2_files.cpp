#include "text/gpt2_files.h"

#include <algorithm>

#include "base/error.h"
#include "text/byte_level_tokenizer.h"
#include "text/display_piece.h"
#include "text/json_file.h"
#include "text/tokenizer_config.h"

namespace headlight::text {

namespace {

/// One merge a line, "left right", the most frequent first.
void readMerges(const std::filesystem::path& path, ByteLevelParts& parts) {
  const std::string text = readTextFile(path);
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
    parts.merges.emplace_back(line.substr(0, space), line.substr(space + 1));
  }
}

std::vector<AddedToken> addedTokens(const std::filesystem::path& folder, const TokenizerConfig& config,
                                    const ByteLevelParts& parts) {
  std::vector<AddedToken> added = config.added;
  const auto listed = [&](const std::string& content) {
    return std::any_of(added.begin(), added.end(), [&](const AddedToken& token) { return token.content == content; });
  };
  std::error_code ignored;
  const std::filesystem::path path = folder / "added_tokens.json";
  if (std::filesystem::exists(path, ignored)) {
    for (auto& [content, id] : idsFrom(readJsonObject(path), path.string())) {
      if (listed(content)) continue;
      AddedToken token;
      token.id = id;
      token.content = content;
      added.push_back(std::move(token));
    }
  }
  std::vector<std::string> special = config.special;
  special.push_back("<|endoftext|>");  // GPT2TokenizerFast's bos, eos and unk where nothing is configured
  for (const std::string& content : special) {
    const auto known =
        std::find_if(parts.vocab.begin(), parts.vocab.end(), [&](const auto& e) { return e.first == content; });
    if (!listed(content) && known != parts.vocab.end()) {
      AddedToken token;
      token.id = known->second;
      token.content = content;
      added.push_back(std::move(token));
    }
    for (AddedToken& token : added) {
      if (token.content == content) token.special = true;
    }
  }
  return added;
}

}  // namespace

std::shared_ptr<const Tokenizer> loadGpt2Files(const std::filesystem::path& vocab,
                                               const std::filesystem::path& merges) {
  ByteLevelParts parts;
  parts.vocabSource = vocab.string();
  parts.mergesSource = merges.string();
  parts.vocab = idsFrom(readJsonObject(vocab), vocab.string());
  readMerges(merges, parts);
  const TokenizerConfig config = readTokenizerConfig(vocab.parent_path());
  parts.added = addedTokens(vocab.parent_path(), config, parts);
  parts.addPrefixSpace = config.addPrefixSpace;
  parts.bos = config.bos;
  parts.eos = config.eos;
  if (config.addBos) {
    const std::string bos = config.bos.value_or("<|endoftext|>");
    const auto found = std::find_if(parts.added.begin(), parts.added.end(),
                                    [&](const AddedToken& token) { return token.content == bos; });
    if (found == parts.added.end()) {
      fail(vocab.string(), ": tokenizer_config.json wants ", quotedPiece(bos),
           " in front, which is not in the vocabulary");
    }
    parts.before.push_back(found->id);
  }
  return makeByteLevelTokenizer(std::move(parts));
}

}  // namespace headlight::text
