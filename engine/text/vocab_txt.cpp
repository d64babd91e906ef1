#include "text/vocab_txt.h"

#include <algorithm>

#include "base/error.h"
#include "text/composed_tokenizer.h"
#include "text/json_file.h"
#include "text/tokenizer_classes.h"
#include "text/utf8.h"

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
  TokenizerConfig config = readTokenizerConfig(path.parent_path());
  refuseForeignClass(config, path, {"BertTokenizer", "DistilBertTokenizer"});
  TokenizerParts parts;
  parts.source = path.string();
  buildBertTokenizer(entries, config, parts);
  return composeTokenizer(std::move(parts));
}

}  // namespace headlight::text
