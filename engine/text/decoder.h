#pragma once

#include <memory>
#include <string>
#include <vector>

namespace headlight::text {

/// One step on the way from tokens to text: an entry of tokenizer.json's `decoder`. Tokens go in and come out as
/// strings, of which the text is the sum; a step may change their number. Immutable.
class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual void apply(std::vector<std::string>& tokens) const = 0;
  /// One token by itself, as a chip shows it: with the space that belongs to it wherever it stands.
  virtual std::string alone(std::string token) const { return token; }
};

using DecoderPtr = std::unique_ptr<const Decoder>;

/// "Ġhi" → " hi".
DecoderPtr makeByteLevelDecoder();
/// Words joined by spaces, "##ing" to the one before; `cleanup` closes up " ." and the like.
DecoderPtr makeWordPieceDecoder(std::string prefix, bool cleanup);
/// "▁the" → " the", at the very start "the" unless `keepFirst`.
DecoderPtr makeMetaspaceDecoder(std::string mark, bool keepFirst);
/// "<0xE4>" → the byte.
DecoderPtr makeByteFallbackDecoder();
/// All tokens as one.
DecoderPtr makeFuseDecoder();
DecoderPtr makeReplaceDecoder(std::string what, std::string content);
/// Up to `start` and `stop` times `character` removed at the edges of each token.
DecoderPtr makeStripDecoder(std::string character, int start, int stop);
/// "low</w>" → "low ", without the space at the end.
DecoderPtr makeSuffixDecoder(std::string suffix);
DecoderPtr makeSequence(std::vector<DecoderPtr> steps);

/// "a." of "a ."; the library's own list of English contractions included.
std::string closedUp(std::string text);

}  // namespace headlight::text
