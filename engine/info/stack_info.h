#pragma once

#include <cstdint>
#include <vector>

namespace headlight {

/// Which chain of blocks. A model with one stack has a Decoder if it is causal, else an Encoder.
enum class Stack : std::uint8_t { Encoder, Decoder };

struct StackInfo {
  Stack stack = Stack::Decoder;
  int layers = 0;
  int heads = 0;
  int kvHeads = 0;
  int headWidth = 0;
  int width = 0;
  bool causal = true;
  /// Norms follow the sums (the original transformer, BERT): a block leaves block_out. Else they stand before attention
  /// and MLP, and it leaves resid_post.
  bool postNorm = false;
  /// Causal stacks: how many keys a row sees at most, its own included, in the layers that `slides` names; 0: all.
  int slidingWindow = 0;
  std::vector<bool> slides = {};  ///< by layer; empty: every layer
  /// Causal stacks whose rows change with the length of the text once it is longer than this (rotary embeddings with
  /// dynamic scaling): nothing of them is reused for another length. 0: never.
  int lengthMattersFrom = 0;
  /// slidingWindow of one layer, or 0.
  int window(int layer) const {
    return slides.empty() || slides.at(static_cast<std::size_t>(layer)) ? slidingWindow : 0;
  }
  bool operator==(const StackInfo&) const = default;
};

}  // namespace headlight
