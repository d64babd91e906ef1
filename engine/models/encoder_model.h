#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/config_parts.h"
#include "models/families.h"
#include "nn/prediction_head.h"
#include "nn/stacks.h"

namespace headlight {

/// What the families with a post-norm encoder (BERT, RoBERTa, DistilBERT, ALBERT) say of themselves, besides their
/// names.
struct EncoderConfig {
  BlockConfig block;
  int layers = 0;
  int vocabulary = 0;
  int positions = 0;  ///< rows of the position table
  int embeddingWidth = 0;
  bool embeddingMapped = false;  ///< ALBERT: a linear layer leads from embeddingWidth to the width
  int tokenTypes = 0;            ///< rows of the table of token types, of which row 0 is used; 0: no such table
  std::optional<int> paddingId;  ///< RoBERTa: positions count from paddingId + 1, padding tokens have paddingId
  /// ALBERT: whose weights each layer has, "0.1" for those of "blocks.0.1"; empty: each its own.
  std::vector<std::string> sharedBlocks = {};
  bool saysNextToken = false;  ///< its family has a class with a causal head too (BERT, RoBERTa)
  /// What its head for pairs of sentences (our "sentences") says of the second one; none: the family has no such head.
  std::span<const std::string_view> ofPair = {};
  Activation pooler = Activation::Tanh;        ///< after the first layer of a sequence classification
  Activation transform = Activation::GeluErf;  ///< after the first layer of a masked-token head
  /// Our name of the decoder's bias where the file has no "decoder.bias": BERT's files give it one of two names.
  std::string_view otherBias = "decoder.sharedBias";
  std::string_view tokenClassifier = "classifier";  ///< our name of it, where it differs from the text classifier's
  bool tied = true;                                 ///< the vocabulary's matrix is the token table
};

/// What such a family says of itself. Which of five heads it has, config.json's `architectures` says; where there is
/// none, the weights that are there (`has`).
ModelInfo describeEncoder(const EncoderConfig& encoder, const io::Config& config, const HasWeight& has);

/// Blocks with norms after their sums, and a head; a decoder where the block is causal (BertLMHeadModel).
class EncoderModel final : public Model {
 public:
  EncoderModel(std::shared_ptr<const ModelInfo> info, const EncoderConfig& encoder, Loading& loading);
  void forward(Run& run) const override;

 private:
  void loadHead(const WeightScope& weights);
  std::vector<std::int32_t> positionsOf(std::span<const std::int32_t> ids) const;
  Rows embed(Run& run, const TokenInput& text) const;
  void predict(Run& run, const OutputInfo& output, const Rows& x) const;
  /// The output besides the first: how two sentences go together, read from the first row.
  void predictPair(Run& run, const Rows& x) const;
  void loadPairHead(const WeightScope& weights, PredictionHead& head, int labels) const;

  StackId stack() const { return encoder_.block.stack; }

  EncoderConfig encoder_;
  Tensor embed_, position_, tokenType_;
  std::optional<LayerNorm> embedNorm_;
  std::optional<Linear> mapping_;
  PostNormStack stack_;
  PredictionHead head_, pairHead_;
};

/// A family whose config.json `read` makes an EncoderConfig of.
template <EncoderConfig (*read)(const io::Config&)>
constexpr Family encoderFamily(std::span<const std::string_view> modelTypes, const io::WeightNames& names) {
  return {
      modelTypes, names,
      [](const io::Config& config, const HasWeight& has) { return describeEncoder(read(config), config, has); },
      [](std::shared_ptr<const ModelInfo> info, const io::Config& config, Loading& loading) -> std::unique_ptr<Model> {
        return std::make_unique<EncoderModel>(std::move(info), read(config), loading);
      }};
}

}  // namespace headlight
