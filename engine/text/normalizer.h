#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/aligned_text.h"
#include "text/normalization.h"
#include "text/regex.h"

namespace headlight::text {

/// One step on the way from the typed text to the one that is cut into words: an entry of tokenizer.json's
/// `normalizer`. Immutable.
class Normalizer {
 public:
  virtual ~Normalizer() = default;
  virtual void apply(AlignedText& text) const = 0;

  /// The text alone.
  std::string applied(std::string_view utf8) const;
};

using NormalizerPtr = std::unique_ptr<const Normalizer>;

struct BertNormalization {
  bool cleanText = true;           ///< controls removed, white space made " "
  bool handleChineseChars = true;  ///< spaces around Chinese characters
  bool stripAccents = true;        ///< NFD, then without nonspacing marks
  bool lowercase = true;
};
NormalizerPtr makeBertNormalizer(const BertNormalization& options);

NormalizerPtr makeFormNormalizer(Normalization form);
NormalizerPtr makeLowercase();
NormalizerPtr makeStripAccents();
/// White space at the edges removed.
NormalizerPtr makeStrip(bool left, bool right);
/// Every match by `content`.
NormalizerPtr makeReplace(std::shared_ptr<const Regex> pattern, std::string content);
/// `content` in front of a text that is not empty; no byte of the text made it.
NormalizerPtr makePrepend(std::string content);
/// The controls and spaces of SentencePiece's nmt_nfkc rule.
NormalizerPtr makeNmt();
/// SentencePiece's own compiled table, base64 in tokenizer.json. Throws Error where it is none.
NormalizerPtr makePrecompiled(const std::string& base64);
/// The same table as the model file has it.
NormalizerPtr makeCharsmap(const std::string& bytes);
NormalizerPtr makeSequence(std::vector<NormalizerPtr> steps);

/// Throws Error unless whatever a look-up in this compiled table can reach lies inside it: SentencePiece's own library
/// reads one without looking where it ends.
void checkCharsmap(std::string_view bytes);

}  // namespace headlight::text
