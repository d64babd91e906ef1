#include "text/tokenizer.h"

#include "base/error.h"
#include "text/marian_tokenizer.h"
#include "text/sentence_piece.h"
#include "text/tokenizer_json.h"
#include "text/vocab_and_merges.h"
#include "text/vocab_txt.h"

namespace headlight::text {

namespace {

bool isFile(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) && !std::filesystem::is_directory(path, ignored);
}

constexpr const char* kSentencePieceNames[] = {"tokenizer.model", "spiece.model", "sentencepiece.bpe.model"};

}  // namespace

bool hasTokenizer(const std::filesystem::path& folder) {
  for (const char* name : kSentencePieceNames) {
    if (isFile(folder / name)) return true;
  }
  return isMarianFolder(folder) || isFile(folder / "tokenizer.json") || isFile(folder / "vocab.txt") ||
         (isFile(folder / "vocab.json") && isFile(folder / "merges.txt"));
}

std::shared_ptr<const Tokenizer> loadTokenizer(const std::filesystem::path& folder, std::string_view input) {
  if (isMarianFolder(folder)) return loadMarian(folder, input);
  if (isFile(folder / "tokenizer.json")) return loadTokenizerJson(folder / "tokenizer.json", input);
  const bool vocab = isFile(folder / "vocab.json");
  const bool merges = isFile(folder / "merges.txt");
  if (vocab && merges) return loadVocabAndMerges(folder / "vocab.json", folder / "merges.txt", input);
  for (const char* name : kSentencePieceNames) {
    if (isFile(folder / name)) return loadSentencePiece(folder / name, input);
  }
  if (isFile(folder / "vocab.txt")) return loadVocabTxt(folder / "vocab.txt");
  if (vocab) fail(folder.string(), ": found vocab.json, but no merges.txt beside it and no tokenizer.json");
  if (merges) fail(folder.string(), ": found merges.txt, but no vocab.json beside it and no tokenizer.json");
  fail(folder.string(),
       ": no tokenizer here; expected tokenizer.json, vocab.json with merges.txt, tokenizer.model, spiece.model or "
       "vocab.txt");
}

}  // namespace headlight::text
