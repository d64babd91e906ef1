#pragma once

#include <optional>
#include <vector>

#include "nn/last_rows.h"
#include "nn/layers.h"
#include "nn/post_norm_block.h"

/// Encoders and decoders that a family's forward puts together: its embedding, then a stack, then its head or another
/// stack that reads what this one leaves.
namespace headlight {

/// Pre-norm blocks one after another, then the last norm. Causal or not, with cross-attention or not: BlockConfig says.
template <class Block, class Norm>
class PreNormStack {
 public:
  /// The next layer, of weights under `scope`.
  void addBlock(const WeightScope& scope, const BlockConfig& config) {
    blocks_.emplace_back(scope, config, static_cast<int>(blocks_.size()));
  }
  /// The last norm, of weights under `scope`.
  void addFinal(const WeightScope& scope, const BlockConfig& config) {
    stack_ = config.stack;
    width_ = config.width;
    final_.emplace(scope, config.width, config.epsilon);
  }
  /// x: all rows [tokens, width] of the embedding; `memory`: where the blocks have cross-attention.
  LastRows operator()(Run& run, Rows x, const LastRows* memory = nullptr) const {
    for (const Block& block : blocks_) x = block(run, x, memory);
    return leaveFinal(run, stack_, width_, *final_, x);
  }
  StackId id() const { return stack_; }
  /// The last norm of rows [rows, width] of what leaves any block.
  Tensor normed(const Tensor& rows) const { return (*final_)(rows); }

 private:
  StackId stack_ = StackId::Decoder;
  int width_ = 0;
  std::vector<Block> blocks_;
  std::optional<Norm> final_;
};

/// Post-norm blocks one after another; what leaves the last one is normed already.
class PostNormStack {
 public:
  /// The next layer, of weights under `scope`.
  void addBlock(const WeightScope& scope, const BlockConfig& config) {
    stack_ = config.stack;
    blocks_.emplace_back(scope, config, static_cast<int>(blocks_.size()));
  }
  /// The next layer, of an earlier one's weights (ALBERT).
  void addBlockAgain(int earlier) {
    blocks_.push_back(blocks_.at(static_cast<std::size_t>(earlier)).inLayer(static_cast<int>(blocks_.size())));
  }
  /// x: all rows [tokens, width] of the embedding; gives all rows. `memory`: where the blocks have cross-attention.
  Rows operator()(Run& run, Rows x, const LastRows* memory = nullptr) const {
    for (const PostNormBlock& block : blocks_) x = block(run, x, memory);
    return x;
  }
  StackId id() const { return stack_; }
  /// What leaves a block is normed.
  Tensor normed(const Tensor& rows) const { return rows; }

 private:
  StackId stack_ = StackId::Encoder;
  std::vector<PostNormBlock> blocks_;
};

}  // namespace headlight
