#include "text/sentence_piece.h"

#include <sentencepiece_processor.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/error.h"
#include "text/composed_tokenizer.h"
#include "text/display_piece.h"
#include "text/json_file.h"
#include "text/tokenizer_classes.h"
#include "text/utf8.h"
#include "text/word_cache.h"

namespace headlight::text {

namespace {

using sentencepiece::SentencePieceProcessor;

/// The library takes whole stretches: it normalizes, puts its space in front and cuts words by itself.
class SentencePieceModel final : public SubwordModel {
 public:
  explicit SentencePieceModel(std::shared_ptr<const SentencePieceProcessor> processor)
      : processor_(std::move(processor)) {}

  void encodeWord(std::string_view word, std::vector<Subword>& pieces) const override {
    const auto encoded = processor_->EncodeAsImmutableProto(word);
    for (std::size_t i = 0; i < encoded.pieces_size(); ++i) {
      const auto piece = encoded.pieces(static_cast<int>(i));
      Subword one{static_cast<std::int32_t>(piece.id()), static_cast<int>(piece.begin()),
                  static_cast<int>(piece.end())};
      pieces.push_back(one);
    }
    giveBytesTheirOwn(word, pieces);
    giveWholeCharacters(word, pieces);
  }

 private:
  /// The library gives the last of a character's bytes the whole character and the others nothing: where they are the
  /// character's own bytes, each names itself.
  void giveBytesTheirOwn(std::string_view word, std::vector<Subword>& pieces) const {
    for (std::size_t first = 0; first < pieces.size(); ++first) {
      if (!processor_->IsByte(pieces[first].id)) continue;
      std::size_t last = first;
      while (last < pieces.size() && processor_->IsByte(pieces[last].id) && pieces[last].begin == pieces[last].end) {
        ++last;
      }
      if (last == pieces.size() || !processor_->IsByte(pieces[last].id)) continue;
      const Range place{pieces[last].begin, pieces[last].end};
      const bool own = place.size() == static_cast<int>(last - first) + 1 && place.end <= static_cast<int>(word.size());
      for (std::size_t i = first; i <= last; ++i) {
        const int at = place.begin + static_cast<int>(i - first);
        pieces[i].begin = own ? at : place.begin;
        pieces[i].end = own ? at + 1 : place.end;
      }
      first = last;
    }
  }

  /// Of a character that the model writes as several, the library gives the last piece the character and the others
  /// nothing: to all of them, but not to the space that it puts in front.
  void giveWholeCharacters(std::string_view word, std::vector<Subword>& pieces) const {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      Subword& piece = pieces[i];
      if (piece.begin < piece.end || (i == 0 && processor_->IdToPiece(piece.id) == "▁")) continue;
      const auto character = decodeUtf8(word, static_cast<std::size_t>(piece.begin));
      if (character) piece.end = piece.begin + character->length;
    }
  }

  std::shared_ptr<const SentencePieceProcessor> processor_;
};

/// Calls visit(bytes) for every field `number` of a protobuf message that is a string, bytes or a message; stops where
/// the message is broken, which the library then finds too.
template <class Visit>
void forEachField(std::string_view message, std::uint64_t number, const Visit& visit) {
  std::size_t at = 0;
  const auto varint = [&]() -> std::optional<std::uint64_t> {
    std::uint64_t value = 0;
    for (unsigned shift = 0; at < message.size() && shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(message[at++]);
      value |= std::uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return value;
    }
    return std::nullopt;
  };
  while (at < message.size()) {
    const auto tag = varint();
    if (!tag) return;
    std::uint64_t skip = 0;
    switch (*tag & 7) {
      case 0:
        if (!varint()) return;
        continue;
      case 1:
        skip = 8;
        break;
      case 2: {
        const auto size = varint();
        if (!size || *size > message.size() - at) return;
        skip = *size;
        if (*tag >> 3 == number) visit(message.substr(at, skip));
        break;
      }
      case 5:
        skip = 4;
        break;
      default:
        return;  // groups: no writer of these models makes them
    }
    if (skip > message.size() - at) return;
    at += skip;
  }
}

/// ModelProto.normalizer_spec (3) and denormalizer_spec (5), their precompiled_charsmap (2): sentencepiece_model.proto.
void checkCharsmaps(std::string_view model, const std::filesystem::path& path) {
  for (const std::uint64_t spec : {3, 5}) {
    forEachField(model, spec, [&](std::string_view normalizer) {
      forEachField(normalizer, 2, [&](std::string_view charsmap) {
        if (charsmap.empty()) return;
        try {
          checkCharsmap(charsmap);
        } catch (const Error& error) {
          fail(path.string(), ": not a whole SentencePiece model (", model.size(), " bytes): ", error.what());
        }
      });
    });
  }
}

std::shared_ptr<const SentencePieceProcessor> readModel(const std::filesystem::path& path) {
  const std::string content = readTextFile(path);
  checkCharsmaps(content, path);
  auto processor = std::make_shared<SentencePieceProcessor>();
  const auto status = processor->LoadFromSerializedProto(content);
  if (!status.ok()) {
    fail(path.string(), ": not a whole SentencePiece model (", content.size(), " bytes): ", status.message());
  }
  if (processor->GetPieceSize() <= 0) fail(path.string(), ": the SentencePiece model has no pieces");
  return processor;
}

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

}  // namespace

std::shared_ptr<const Tokenizer> loadSentencePiece(const std::filesystem::path& path) {
  const auto processor = readModel(path);
  TokenizerConfig config = readTokenizerConfig(path.parent_path());
  refuseForeignClass(config, path, {"LlamaTokenizer", "AlbertTokenizer"});
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
  } else {
    if (config.addBos.value_or(true)) parts.before = {parts.tokens->need(named("bos_token", "<s>"), "token in front,")};
    if (config.addEos.value_or(false)) parts.behind = {parts.tokens->need(named("eos_token", "</s>"), "token behind,")};
  }
  return composeTokenizer(std::move(parts));
}

}  // namespace headlight::text
