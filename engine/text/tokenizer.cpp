#include "text/tokenizer.h"

#include "base/error.h"
#include "text/gpt2_files.h"
#include "text/tokenizer_json.h"

namespace headlight::text {

namespace {

bool isFile(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) && !std::filesystem::is_directory(path, ignored);
}

}  // namespace

bool hasTokenizer(const std::filesystem::path& folder) {
  return isFile(folder / "tokenizer.json") || (isFile(folder / "vocab.json") && isFile(folder / "merges.txt"));
}

std::shared_ptr<const Tokenizer> loadTokenizer(const std::filesystem::path& folder) {
  if (isFile(folder / "tokenizer.json")) return loadTokenizerJson(folder / "tokenizer.json");
  const bool vocab = isFile(folder / "vocab.json");
  const bool merges = isFile(folder / "merges.txt");
  if (vocab && merges) return loadGpt2Files(folder / "vocab.json", folder / "merges.txt");
  if (vocab) fail(folder.string(), ": found vocab.json, but no merges.txt beside it and no tokenizer.json");
  if (merges) fail(folder.string(), ": found merges.txt, but no vocab.json beside it and no tokenizer.json");
  fail(folder.string(), ": no tokenizer here; expected tokenizer.json, or vocab.json with merges.txt");
}

}  // namespace headlight::text
