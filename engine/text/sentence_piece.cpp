#include "text/sentence_piece.h"

#include <algorithm>

#include "base/error.h"
#include "text/composed_tokenizer.h"
#include "text/display_piece.h"
#include "text/mbart_tokenizer.h"
#include "text/sentence_piece_model.h"
#include "text/target_start.h"
#include "text/tokenizer_classes.h"

namespace headlight::text {

namespace {

using sentencepiece::SentencePieceProcessor;

std::vector<TokenTable::Entry> entriesOf(const SentencePieceProcessor& processor) {
  std::vector<TokenTable::Entry> entries;
  for (int id = 0; id < processor.GetPieceSize(); ++id) entries.emplace_back(processor.IdToPiece(id), id);
  return entries;
}

/// ALBERT's plain letters, and white space as the library would not leave it (it removes what stands at the edges).
NormalizerPtr albertNormalizer(const TokenizerConfig& config) {
  std::vector<NormalizerPtr> steps = albertNormalizers(config);
  steps.push_back(makeStrip(true, true));
  steps.push_back(makeReplace(std::make_shared<const Regex>(R"(\p{White_Space}+)"), " "));
  return makeSequence(std::move(steps));
}

std::vector<std::string> controlPieces(const SentencePieceProcessor& processor) {
  std::vector<std::string> pieces;
  for (int id = 0; id < processor.GetPieceSize(); ++id) {
    if (processor.IsControl(id) || processor.IsUnknown(id)) pieces.push_back(processor.IdToPiece(id));
  }
  return pieces;
}

/// Control and user-defined pieces, which stand for themselves wherever they are typed.
std::vector<AddedToken> typedTokens(const SentencePieceProcessor& processor) {
  std::vector<AddedToken> typed;
  for (const TypedPiece& piece : typedPiecesOf(processor)) {
    AddedToken& token = typed.emplace_back();
    token.content = processor.IdToPiece(piece.id);
    token.special = piece.control;
  }
  return typed;
}

/// What transformers' T5Tokenizer makes of the file: it takes pieces and scores, and cuts by itself.
std::shared_ptr<const Tokenizer> loadT5(const std::filesystem::path& path, const SentencePieceProcessor& processor,
                                        TokenizerConfig& config, std::string_view input) {
  TokenizerParts parts;
  parts.source = path.string();
  ScoredPieces pieces{entriesOf(processor), {}, nullptr};
  for (int id = 0; id < processor.GetPieceSize(); ++id)
    pieces.scores.push_back(static_cast<double>(processor.GetScore(id)));
  for (std::int64_t sentinel = config.extraIds.value_or(t5Sentinels); sentinel-- > 0;) {
    pieces.vocabulary.emplace_back("<extra_id_" + std::to_string(sentinel) + ">", pieces.scores.size());
    pieces.scores.push_back(0);
  }
  if (const std::string charsmap = charsmapOf(processor); !charsmap.empty()) pieces.charsmap = makeCharsmap(charsmap);
  buildT5Tokenizer(std::move(pieces), typedTokens(processor), config, parts);
  if (input == targetInput) beginLikeATarget(path.parent_path(), parts);
  return composeTokenizer(std::move(parts));
}

/// What MBartTokenizer and MBart50Tokenizer make of the file: its pieces from the fourth on between tokens of their
/// own.
std::shared_ptr<const Tokenizer> loadMBart(const std::filesystem::path& path, const SentencePieceProcessor& processor,
                                           TokenizerConfig& config, std::string_view input) {
  TokenizerParts parts;
  parts.source = path.string();
  ScoredPieces pieces;
  const auto add = [&](std::string piece, double score) {
    pieces.vocabulary.emplace_back(std::move(piece), static_cast<std::int64_t>(pieces.scores.size()));
    pieces.scores.push_back(score);
  };
  const auto named = [&](const char* which, const char* otherwise) { return config.nameOf(which).value_or(otherwise); };
  add(named(config.tokenizerClass == "MBartTokenizer" ? "bos_token" : "cls_token", "<s>"), 0);
  add(named("pad_token", "<pad>"), 0);
  add(named("eos_token", "</s>"), 0);
  add(named("unk_token", "<unk>"), 0);
  for (int id = 3; id < processor.GetPieceSize(); ++id)
    add(processor.IdToPiece(id), static_cast<double>(processor.GetScore(id)));
  for (const std::string_view code : languageCodes(config.tokenizerClass)) add(std::string(code), 0);
  add(named("mask_token", "<mask>"), 0);
  if (const std::string charsmap = charsmapOf(processor); !charsmap.empty()) pieces.charsmap = makeCharsmap(charsmap);
  buildMBartTokenizer(std::move(pieces), typedTokens(processor), path.parent_path(), input, config, parts);
  if (input == targetInput) beginLikeATarget(path.parent_path(), parts);
  return composeTokenizer(std::move(parts));
}

}  // namespace

std::shared_ptr<const Tokenizer> loadSentencePiece(const std::filesystem::path& path, std::string_view input) {
  const auto processor = readSentencePieceModel(path);
  TokenizerConfig config = readTokenizerConfig(path.parent_path());
  refuseForeignClass(config, path,
                     {"LlamaTokenizer", "AlbertTokenizer", "T5Tokenizer", "MBartTokenizer", "MBart50Tokenizer"});
  if (isMBartClass(config.tokenizerClass)) return loadMBart(path, *processor, config, input);
  if (config.tokenizerClass == "T5Tokenizer") return loadT5(path, *processor, config, input);
  const bool albert = config.tokenizerClass == "AlbertTokenizer" ||
                      (config.tokenizerClass.empty() && path.filename() == "spiece.model");
  TokenizerParts parts;
  parts.source = path.string();
  const auto entries = entriesOf(*processor);
  std::vector<std::string> customary = controlPieces(*processor);
  if (albert) customary.insert(customary.end(), {"[CLS]", "[SEP]", "[MASK]", "<pad>", "<unk>"});
  for (const std::string& content : customary) {  // which need not be there
    const auto found = std::ranges::find(entries, content, &TokenTable::Entry::first);
    if (found == entries.end()) continue;
    AddedToken token;
    token.id = found->second;
    token.content = content;
    token.special = true;
    parts.added.push_back(std::move(token));
  }
  parts.added = withConfigured(std::move(parts.added), config, entries);
  parts.tokens = std::make_shared<const TokenTable>(parts.source, entries, parts.added);
  const bool bytes = std::any_of(entries.begin(), entries.end(),
                                 [&](const auto& e) { return processor->IsByte(static_cast<int>(e.second)); });
  parts.kind = bytes ? "SentencePiece with byte fallback" : "SentencePiece";
  parts.model = std::make_unique<const SentencePieceModel>(processor);
  if (albert) parts.normalizer = albertNormalizer(config);

  std::vector<DecoderPtr> steps;
  steps.push_back(makeByteFallbackDecoder());
  steps.push_back(makeReplaceDecoder("▁", " "));
  steps.push_back(makeFuseDecoder());
  steps.push_back(makeStripDecoder(" ", 1, 0));
  parts.decoder = makeSequence(std::move(steps));

  const auto named = [&](const char* which, const char* otherwise) { return config.nameOf(which).value_or(otherwise); };
  parts.bos = config.nameOf("bos_token");
  parts.eos = config.nameOf("eos_token");
  parts.mask = config.nameOf("mask_token");
  if (processor->unk_id() >= 0) parts.unknown = processor->IdToPiece(processor->unk_id());
  if (albert) {
    parts.before = {parts.tokens->need(named("cls_token", "[CLS]"), "token in front,")};
    parts.behind = {parts.tokens->need(named("sep_token", "[SEP]"), "token behind,")};
    parts.pair = bertPair(parts.before.front(), parts.behind.front());
  } else {
    if (config.addBos.value_or(true)) parts.before = {parts.tokens->need(named("bos_token", "<s>"), "token in front,")};
    if (config.addEos.value_or(false)) parts.behind = {parts.tokens->need(named("eos_token", "</s>"), "token behind,")};
  }
  return composeTokenizer(std::move(parts));
}

}  // namespace headlight::text
