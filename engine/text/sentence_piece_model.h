#pragma once

#include <sentencepiece_processor.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/subword_model.h"

namespace headlight::text {

/// A SentencePiece model by its own library (github.com/google/sentencepiece), which takes whole stretches: it
/// normalizes, puts its space in front and cuts words by itself.
class SentencePieceModel final : public SubwordModel {
 public:
  /// The id of a piece as the model writes it; of a character that it does not know, of that character.
  using PieceId = std::function<std::int32_t(std::string_view piece)>;
  /// `idOf`: of a vocabulary that numbers the pieces anew (Marian); without it the model's own ids.
  explicit SentencePieceModel(std::shared_ptr<const sentencepiece::SentencePieceProcessor> processor,
                              PieceId idOf = {});
  void encodeWord(std::string_view word, std::vector<Subword>& pieces) const override;

 private:
  void giveBytesTheirOwn(std::string_view word, std::vector<Subword>& pieces) const;
  void giveWholeCharacters(std::string_view word, std::vector<Subword>& pieces) const;

  std::shared_ptr<const sentencepiece::SentencePieceProcessor> processor_;
  PieceId idOf_;
};

/// The compiled table of characters that a model normalizes texts with; empty where it has none.
std::string charsmapOf(const sentencepiece::SentencePieceProcessor& processor);
/// The pieces that stand for themselves wherever they are typed: control and user-defined ones.
struct TypedPiece {
  int id = 0;
  bool control = false;
};
std::vector<TypedPiece> typedPiecesOf(const sentencepiece::SentencePieceProcessor& processor);

/// Throws Error with one sentence that names the file where it is no whole model, or one without pieces.
std::shared_ptr<const sentencepiece::SentencePieceProcessor> readSentencePieceModel(const std::filesystem::path& path);

}  // namespace headlight::text
