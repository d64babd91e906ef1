#include "text/sentence_piece_model.h"

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "base/error.h"
#include "text/json_file.h"
#include "text/normalizer.h"
#include "text/utf8.h"

namespace headlight::text {

using sentencepiece::SentencePieceProcessor;

SentencePieceModel::SentencePieceModel(std::shared_ptr<const SentencePieceProcessor> processor, PieceId idOf)
    : processor_(std::move(processor)), idOf_(std::move(idOf)) {}

void SentencePieceModel::encodeWord(std::string_view word, std::vector<Subword>& pieces) const {
  const auto encoded = processor_->EncodeAsImmutableProto(word);
  std::vector<Subword> own;
  for (std::size_t i = 0; i < encoded.pieces_size(); ++i) {
    const auto piece = encoded.pieces(static_cast<int>(i));
    own.push_back(
        {static_cast<std::int32_t>(piece.id()), static_cast<int>(piece.begin()), static_cast<int>(piece.end())});
  }
  giveBytesTheirOwn(word, own);
  giveWholeCharacters(word, own);
  for (std::size_t i = 0; idOf_ && i < own.size(); ++i) own[i].id = idOf_(encoded.pieces(static_cast<int>(i)).piece());
  pieces.insert(pieces.end(), own.begin(), own.end());
}

/// The library gives the last of a character's bytes the whole character and the others nothing: where they are the
/// character's own bytes, each names itself.
void SentencePieceModel::giveBytesTheirOwn(std::string_view word, std::vector<Subword>& pieces) const {
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
void SentencePieceModel::giveWholeCharacters(std::string_view word, std::vector<Subword>& pieces) const {
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    Subword& piece = pieces[i];
    if (piece.begin < piece.end || (i == 0 && processor_->IdToPiece(piece.id) == "▁")) continue;
    const auto character = decodeUtf8(word, static_cast<std::size_t>(piece.begin));
    if (character) piece.end = piece.begin + character->length;
  }
}

namespace {

/// Calls visit(bytes) for every field `number` of a protobuf message that is a string, bytes or a message, and
/// visit(number) for one that is a whole number; stops where the message is broken, which the library then finds too.
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
      case 0: {
        const auto value = varint();
        if (!value) return;
        if constexpr (std::is_invocable_v<Visit, std::uint64_t>)
          if (*tag >> 3 == number) visit(*value);
        continue;
      }
      case 1:
        skip = 8;
        break;
      case 2: {
        const auto size = varint();
        if (!size || *size > message.size() - at) return;
        skip = *size;
        if constexpr (std::is_invocable_v<Visit, std::string_view>)
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

}  // namespace

std::string charsmapOf(const SentencePieceProcessor& processor) {
  const std::string model = processor.serialized_model_proto();
  std::string charsmap;
  forEachField(model, 3, [&](std::string_view normalizer) {
    forEachField(normalizer, 2, [&](std::string_view bytes) { charsmap = bytes; });
  });
  return charsmap;
}

// ModelProto.pieces (1), their type (3): 3 is CONTROL, 4 USER_DEFINED; sentencepiece_model.proto.
std::vector<TypedPiece> typedPiecesOf(const SentencePieceProcessor& processor) {
  const std::string model = processor.serialized_model_proto();
  std::vector<TypedPiece> pieces;
  int id = 0;
  forEachField(model, 1, [&](std::string_view piece) {
    forEachField(piece, 3, [&](std::uint64_t type) {
      if (type == 3 || type == 4) pieces.push_back({id, type == 3});
    });
    ++id;
  });
  return pieces;
}

std::shared_ptr<const SentencePieceProcessor> readSentencePieceModel(const std::filesystem::path& path) {
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

}  // namespace headlight::text
