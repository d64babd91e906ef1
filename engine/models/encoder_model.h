#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "models/encoder_config.h"
#include "models/load_model.h"
#include "models/model.h"
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
  bool embeddingMapped = false;          ///< ALBERT: a linear layer leads from embeddingWidth to the width
  int tokenTypes = 0;                    ///< rows of the table of token types, of which row 0 is used; 0: no such table
  std::optional<int> paddingId;          ///< RoBERTa: positions count from paddingId + 1, padding tokens have paddingId
  bool sharedBlock = false;              ///< ALBERT: one block's weights in every layer
  Activation pooler = Activation::Tanh;  ///< after the first layer of a sequence classification
  Activation transform = Activation::GeluErf;  ///< after the first layer of a masked-token head
  /// Our name of the decoder's bias where the file has no "decoder.bias": BERT's files give it one of two names.
  std::string_view otherBias = "decoder.sharedBias";
  std::string_view tokenClassifier = "classifier";  ///< our name of it, where it differs from the text classifier's
  bool tied = true;                                 ///< the vocabulary's matrix is the token table
};

/// An encoder with norms after its sums, and one of four heads; which one, config.json's `architectures` says (where
/// there is none: the head whose weights are in the file).
class EncoderModel final : public Model {
 public:
  /// `info` comes with name, folder, dtype and hash filled in. Throws Error on weights that do not fit.
  EncoderModel(const EncoderConfig& encoder, const io::Config& config, io::Weights& weights, Backend& backend,
               ModelInfo info, const LoadProgress& progress, const std::stop_token& stop);

  const std::shared_ptr<const ModelInfo>& info() const override { return info_; }
  void forward(Run& run) const override;

 private:
  void loadHead(const WeightScope& scope, const ModelInfo& info);
  std::uint64_t parameters(const ModelInfo& info) const;
  std::vector<std::int32_t> positionsOf(std::span<const std::int32_t> ids) const;
  Rows embed(Run& run, std::span<const std::int32_t> ids) const;
  void predict(Run& run, const Rows& x) const;

  EncoderConfig encoder_;
  std::shared_ptr<const ModelInfo> info_;
  Tensor embed_, position_, tokenType_;
  std::optional<LayerNorm> embedNorm_;
  std::optional<Linear> mapping_;
  PostNormStack stack_;
  PredictionHead head_;
  bool ownDecoder_ = false;
};

}  // namespace headlight
