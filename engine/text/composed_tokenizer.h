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
  /// What a target begins with where config.json does not say (beginLikeATarget).
  std::optional<std::int64_t> targetStart;
  DecoderPtr decoder;              ///< null: tokens are joined by spaces
  bool byteLevel = false;          ///< keys are written in GPT-2's alphabet of bytes
  std::optional<std::string> bos;  ///< as the configuration names them; ignored where the vocabulary has no such token
  std::optional<std::string> eos;
  std::optional<std::string> mask;
  std::optional<std::string> unknown;
};

/// Puts the parts together. Throws Error where the post-processor adds an id outside the vocabulary.
std::shared_ptr<const Tokenizer> composeTokenizer(TokenizerParts parts);

}  // namespace headlight::text
