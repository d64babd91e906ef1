#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace headlight {

/// Names one chain of blocks, whatever its place in ModelInfo::stacks: what-ifs are kept when another model opens, and
/// those of an encoder must not become those of a decoder. A lone stack is a Decoder if it is causal, else an Encoder;
/// a model with more than these two gives its others the numbers from 2 on.
enum class StackId : std::uint8_t { Encoder, Decoder };

/// One attention of every block of a stack.
struct AttentionId {
  StackId stack = StackId::Decoder;
  std::uint8_t which = 0;  ///< 0 self-attention, 1 cross-attention, also where a block has no other
  constexpr AttentionId() = default;
  /// The stack's self-attention unless `place` says otherwise.
  constexpr AttentionId(StackId ofStack, std::uint8_t place = 0) : stack(ofStack), which(place) {}
  auto operator<=>(const AttentionId&) const = default;
};

/// What is known of one attention of a stack.
struct AttentionInfo {
  AttentionId id;
  std::string name;                 ///< in site names: "attn", "cross_attn"
  StackId keys = StackId::Decoder;  ///< whose rows are its keys: its own stack, or the one that is its memory
  int heads = 0;
  int kvHeads = 0;
  int headWidth = 0;
  bool causal = false;  ///< a row sees no key after its own
  bool ofItself() const { return keys == id.stack; }
  bool operator==(const AttentionInfo&) const = default;
};

/// One chain of blocks: each is given what the one before leaves. Its attentions have as many heads of one width, as in
/// every family so far (Hugging Face's decoder_attention_heads holds for self- and cross-attention).
struct StackInfo {
  StackId stack = StackId::Decoder;
  int layers = 0;
  int heads = 0;
  int kvHeads = 0;
  int headWidth = 0;
  int width = 0;
  /// A row depends on no later row of its own stack.
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
  std::string name = {};               ///< "encoder"; in site names where a model has several stacks
  int input = 0;                       ///< which of Request::inputs gives its rows
  std::optional<StackId> memory = {};  ///< whose last rows its cross-attention reads; nothing: it has none
  bool parallel = false;               ///< attention and MLP read the same rows (GPT-NeoX): no resid_mid
  /// For how many distances of a key from its query its self-attention adds a learned bias to its scores, one in the
  /// middle for the query itself (T5: Site::RelativeBias); 0: it adds none.
  int biasDistances = 0;
  /// Its blocks are recurrent cells (a GRU): each leaves its state, `width` numbers a row, which follows from that of
  /// the row before. They have no self-attention and no MLP; where there is a memory the state asks it, and what it
  /// answers enters the cell (Bahdanau et al. 2014, arXiv:1409.0473). Such a stack that is not causal runs in both
  /// directions.
  bool recurrent = false;
  int embedWidth = 0;  ///< of what enters block 0, where that is not `width`
  int valueWidth = 0;  ///< of a head's value and head_out, where that is not `headWidth`

  /// In the order of the block: self-attention, but for recurrent blocks; then cross-attention where there is a memory.
  std::vector<AttentionInfo> attentions() const;
  /// slidingWindow of one layer, or 0; of self-attention.
  int window(int layer) const {
    return slides.empty() || slides.at(static_cast<std::size_t>(layer)) ? slidingWindow : 0;
  }
  bool operator==(const StackInfo&) const = default;
};

}  // namespace headlight
