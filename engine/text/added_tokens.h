#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/normalizer.h"
#include "text/regex.h"

namespace headlight::text {

/// A token that is cut out of the text before the model of subwords sees it, as an entry of tokenizer.json's
/// `added_tokens`.
struct AddedToken {
  std::int64_t id = 0;
  std::string content;
  bool special = false;
  bool singleWord = false;  ///< only where no word character stands beside it
  bool lstrip = false;      ///< takes the white space before it along
  bool rstrip = false;      ///< takes the white space after it along
  bool normalized = false;  ///< searched for in the normalized text, after the others
};

/// A stretch of a text: an added token, or (id < 0) ordinary text.
struct Segment {
  std::int32_t id = -1;
  int begin = 0;
  int end = 0;
};

/// Finds added tokens: leftmost first, the longest of those that start there (Hugging Face tokenizers,
/// src/tokenizer/added_vocabulary.rs). Immutable.
class AddedTokens {
 public:
  AddedTokens() = default;
  /// Contents of `normalized` tokens are normalized first, if there is a normalizer. Tokens with an empty content never
  /// match.
  AddedTokens(const std::vector<AddedToken>& tokens, const Normalizer* normalizer);

  /// Appends segments that tile `text`, looking only for the tokens that are searched for before (false) or after
  /// (true) normalization. Nothing for an empty text.
  void split(std::string_view text, bool afterNormalization, std::vector<Segment>& segments) const;

  bool hasTokens(bool afterNormalization) const { return !sets_[afterNormalization ? 1 : 0].tokens.empty(); }

 private:
  struct Set {
    std::vector<AddedToken> tokens;                       // longest first
    std::array<std::vector<std::uint32_t>, 256> byFirst;  // indices into tokens, longest first
  };
  bool standsAlone(std::string_view text, std::size_t begin, std::size_t end) const;

  std::array<Set, 2> sets_;
  std::shared_ptr<const Regex> wordCharacter_;
};

}  // namespace headlight::text
