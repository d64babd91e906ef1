#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "text/added_tokens.h"
#include "text/decoder.h"
#include "text/normalizer.h"
#include "text/pre_tokenizer.h"
#include "text/subword_model.h"
#include "text/token_table.h"
#include "text/tokenizer.h"

namespace headlight::text {

/// One part of what the post-processor makes of two texts.
struct PairPart {
  enum class What : std::uint8_t { First, Second, Special };
  What what = What::Special;
  std::int64_t id = 0;    ///< of a special token
  std::int32_t type = 0;  ///< token_type_id of its tokens
};

/// What a tokenizer is made of, in the order in which a text passes through it.
struct TokenizerParts {
  std::string source;  ///< the file that the vocabulary came from, for messages
  std::string kind;    ///< what Tokenizer::kind says
  std::shared_ptr<const TokenTable> tokens;
  std::vector<AddedToken> added;
  NormalizerPtr normalizer;                    ///< may be null
  std::vector<PreTokenizerPtr> preTokenizers;  ///< none: a stretch is one word
  std::unique_ptr<const SubwordModel> model;
  std::vector<std::int64_t> before;  ///< ids that the post-processor puts in front
  std::vector<std::int64_t> behind;
  std::vector<PairPart> pair;  ///< none: nothing says how two texts are put together
  /// What a target begins with where config.json does not say (beginLikeATarget).
  std::optional<std::int64_t> targetStart;
  DecoderPtr decoder;              ///< null: tokens are joined by spaces
  bool byteLevel = false;          ///< keys are written in GPT-2's alphabet of bytes
  std::optional<std::string> bos;  ///< as the configuration names them; ignored where the vocabulary has no such token
  std::optional<std::string> eos;
  std::optional<std::string> mask;
  std::optional<std::string> unknown;
};

/// BERT's and ALBERT's [CLS] A [SEP] B [SEP] with types 0 and 1; RoBERTa's <s> A </s></s> B </s> with type 0.
std::vector<PairPart> bertPair(std::int64_t cls, std::int64_t sep);
std::vector<PairPart> robertaPair(std::int64_t cls, std::int64_t sep);

/// Puts the parts together. Throws Error where the post-processor adds an id outside the vocabulary.
std::shared_ptr<const Tokenizer> composeTokenizer(TokenizerParts parts);

}  // namespace headlight::text
