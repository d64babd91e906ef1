#include "text/marian_tokenizer.h"

#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.h"
#include "text/composed_tokenizer.h"
#include "text/json_file.h"
#include "text/sentence_piece_model.h"
#include "text/target_start.h"
#include "text/tokenizer_classes.h"

namespace headlight::text {

namespace {

/// A language code, then what SentencePiece makes of the rest.
class MarianModel final : public SubwordModel {
 public:
  MarianModel(std::shared_ptr<const sentencepiece::SentencePieceProcessor> processor,
              std::shared_ptr<const TokenTable> tokens, std::int32_t unknown)
      : tokens_(std::move(tokens)),
        unknown_(unknown),
        pieces_(std::move(processor), [this](std::string_view piece) { return idOf(piece); }) {}

  void encodeWord(std::string_view word, std::vector<Subword>& pieces) const override {
    std::size_t code = 0;
    if (word.starts_with(">>"))
      if (const std::size_t end = word.find("<<"); end != std::string_view::npos) code = end + 2;
    const int shift = static_cast<int>(code);
    if (code > 0) pieces.push_back({idOf(word.substr(0, code)), 0, shift});
    const std::size_t first = pieces.size();
    pieces_.encodeWord(word.substr(code), pieces);
    for (std::size_t i = first; i < pieces.size(); ++i) {
      pieces[i].begin += shift;
      pieces[i].end += shift;
    }
  }

 private:
  std::int32_t idOf(std::string_view piece) const { return tokens_->findOrdinary(piece).value_or(unknown_); }

  std::shared_ptr<const TokenTable> tokens_;
  std::int32_t unknown_;
  SentencePieceModel pieces_;
};

std::filesystem::path needFile(const std::filesystem::path& folder, const char* name, const char* what) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(folder / name, ignored))
    fail((folder / name).string(), ": is missing; a Marian tokenizer keeps ", what,
         " there: copy it from where the model is from");
  return folder / name;
}

bool hasSeparateVocabularies(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "tokenizer_config.json";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return false;
  const nlohmann::json json = readJsonObject(path);
  return JsonFields(json, path.string()).flag("separate_vocabs", false);
}

}  // namespace

bool isMarianFolder(const std::filesystem::path& folder) {
  std::error_code ignored;
  return std::filesystem::exists(folder / "source.spm", ignored) ||
         std::filesystem::exists(folder / "target.spm", ignored);
}

std::shared_ptr<const Tokenizer> loadMarian(const std::filesystem::path& folder, std::string_view input) {
  const bool target = input == targetInput;
  const std::filesystem::path source = needFile(folder, "source.spm", "the pieces of the source"),
                              other = needFile(folder, "target.spm", "the pieces of the target"),
                              common = needFile(folder, "vocab.json", "the ids of the pieces");
  const std::filesystem::path vocabulary = target && hasSeparateVocabularies(folder)
                                               ? needFile(folder, "target_vocab.json", "the ids of the target's pieces")
                                               : common;
  TokenizerConfig config = readTokenizerConfig(folder);
  refuseForeignClass(config, source, {"MarianTokenizer"});
  const std::string unknown = config.nameOrDefault("unk_token", "<unk>"),
                    end = config.nameOrDefault("eos_token", "</s>");
  config.nameOrDefault("pad_token", "<pad>");

  TokenizerParts parts;
  parts.source = vocabulary.string();
  parts.kind = "SentencePiece with a vocabulary of its own";
  const auto entries = idsFrom(readJsonObject(vocabulary), parts.source);
  parts.added = withConfigured({}, config, entries);
  parts.tokens = std::make_shared<const TokenTable>(parts.source, entries, parts.added);
  parts.model = std::make_unique<const MarianModel>(readSentencePieceModel(target ? other : source), parts.tokens,
                                                    parts.tokens->needOrdinary(unknown, "unknown token"));
  std::vector<DecoderPtr> steps;
  steps.push_back(makeReplaceDecoder("▁", " "));
  steps.push_back(makeFuseDecoder());
  steps.push_back(makeStripDecoder(" ", 1, 0));
  parts.decoder = makeSequence(std::move(steps));
  parts.eos = end;
  parts.unknown = unknown;
  if (target)
    beginLikeATarget(folder, parts);
  else
    parts.behind = {parts.tokens->need(end, "token behind,")};
  return composeTokenizer(std::move(parts));
}

}  // namespace headlight::text
