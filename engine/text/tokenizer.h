#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headlight::text {

/// One token of an encoded text.
struct Token {
  std::int32_t id = 0;
  /// Bytes [begin, end) of the text that was encoded. begin == end for a token that no byte of the text made: one that
  /// the post-processor added (<bos>), or the space that `add_prefix_space` puts in front, where it stayed a token of
  /// its own.
  int begin = 0;
  int end = 0;
  bool special = false;

  bool operator==(const Token&) const = default;
};

/// Two texts as one input.
struct TokenPair {
  std::vector<Token> tokens;        ///< bytes of the second text's tokens are bytes of the second text
  std::vector<std::int32_t> types;  ///< token_type_ids: 0 or 1
  int secondBegin = 0;              ///< tokens [secondBegin, secondEnd) are the second text's
  int secondEnd = 0;
};

/// Text to token ids and back. Immutable after loading; every member may be called from several threads at once.
///
/// Ids, and offsets but for what README.md lists, follow Hugging Face `tokenizers` in every detail. Offsets here are
/// exact bytes: a token that is a part of a character says which bytes of it (the library names the whole character),
/// and leading spaces are never trimmed.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  /// The tokens of `utf8`, left to right. Special and added tokens typed in the text are recognised.
  /// What a normalizer removes, and white space that a pre-tokenizer drops, belongs to no token.
  /// Throws Error where the text is not UTF-8: "the text is not UTF-8: byte 0xFF at offset 12". Bytes for which the
  /// vocabulary has neither a token nor an unknown token are left out, as the library does (a byte-level vocabulary
  /// normally has all 256).
  virtual std::vector<Token> encode(std::string_view utf8, bool addSpecialTokens = true) const = 0;

  /// Both texts with what the post-processor puts around and between them ([CLS] A [SEP] B [SEP]): transformers'
  /// tokenizer(first, second), for which an empty second text is none. Throws Error as `encode` does, and where nothing
  /// says how two texts are put together.
  virtual TokenPair encodePair(std::string_view first, std::string_view second) const = 0;

  /// The text that the tokens make, as the tokenizer's decoder joins them ("play", "##ing" → "playing"); UTF-8 where
  /// they make whole characters. Ids outside the vocabulary (a model's token matrix may be padded) add nothing.
  virtual std::string decode(std::span<const std::int32_t> ids, bool skipSpecial = false) const = 0;

  /// The raw bytes of one token, perhaps part of a character, with the space that it brings along (" the" for "▁the");
  /// WordPiece's "##ing" as it is written. Empty for an id outside the vocabulary.
  virtual std::string bytesOf(std::int32_t id) const = 0;

  /// Largest id + 1.
  virtual int vocabularySize() const = 0;

  /// The token with exactly these bytes, or the special token with this text.
  virtual std::optional<std::int32_t> idOf(std::string_view bytes) const = 0;

  virtual bool isSpecial(std::int32_t id) const = 0;

  /// The token that starts a text: named by tokenizer_config.json, else the one that the post-processor puts first,
  /// else a special token with a customary name.
  virtual std::optional<std::int32_t> bos() const = 0;

  /// The token that ends a text: named by tokenizer_config.json, else the one that the post-processor puts last, else a
  /// special token with a customary name.
  virtual std::optional<std::int32_t> eos() const = 0;

  /// The token that stands for a hidden one: named by tokenizer_config.json, else a special token with a customary
  /// name.
  virtual std::optional<std::int32_t> mask() const = 0;

  /// The token that stands for what has none.
  virtual std::optional<std::int32_t> unknown() const = 0;

  /// For the eye: "byte-level BPE", "BPE with byte fallback", "BPE", "WordPiece", "Unigram", "SentencePiece",
  /// "SentencePiece with byte fallback".
  virtual std::string kind() const = 0;
};

/// True where `folder` holds tokenizer.json, vocab.txt, vocab.json with merges.txt, tokenizer.model, spiece.model or
/// source.spm. Says nothing of what is in them.
bool hasTokenizer(const std::filesystem::path& folder);

/// Reads the tokenizer of a Hugging Face folder: tokenizer.json, else vocab.json + merges.txt, else a SentencePiece
/// model (tokenizer.model, spiece.model), else vocab.txt; tokenizer_config.json beside them where there is one.
/// `input`: which of a translator's texts it is for, by InputInfo::name; Marian has a vocabulary for each. Never null.
/// Throws Error with one sentence that names the file and what is wrong with it.
std::shared_ptr<const Tokenizer> loadTokenizer(const std::filesystem::path& folder, std::string_view input = "text");

}  // namespace headlight::text
