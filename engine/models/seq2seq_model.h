#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "models/config_parts.h"
#include "models/families.h"
#include "models/seq2seq_names.h"
#include "nn/block_config.h"

namespace headlight {

/// One of the two stacks, by its name, which keys and weights begin with.
struct Seq2seqStack {
  StackId id = StackId::Encoder;
  std::string name;
  int layers = 0, vocabulary = 0;
  BlockConfig block;
};

/// What the families that read a source and a target text with positions of their own (Marian, BART, mBART) say of
/// themselves, besides their names.
struct Seq2seqConfig {
  int positions = 0;        ///< the longest text
  int unusedPositions = 0;  ///< rows of the table of positions before the one of the first token
  bool sinusoidal = false;  ///< a file without a table of positions has the formula's
  bool embedNorm = false;   ///< the embedding is normed
  bool postNorm = true;     ///< norms after the sums; else before them, and one after the last block
  bool scaled = false;      ///< the embedding of tokens is multiplied by sqrt(width)
  bool shared = true;       ///< one token table for both texts
  bool tied = true;         ///< the head is the token table of the target
  Seq2seqStack encoder, decoder;
};

/// What these families' keys say alike; `vocabulary` is the default of `vocab_size`. What differs is left as it is
/// above. Throws Error naming the key for what is not supported: a decoder without its encoder, one that sees later
/// tokens, layers with keys of their own.
Seq2seqConfig readSeq2seqConfig(const io::Config& file, int vocabulary);

/// Two inputs, "source" and "target", an encoder and a decoder with cross-attention; what comes next of the target.
ModelInfo describeSeq2seq(const Seq2seqConfig& seq2seq, const io::Config& config, const HasWeight& has);
std::unique_ptr<Model> buildSeq2seq(std::shared_ptr<const ModelInfo> info, const Seq2seqConfig& seq2seq,
                                    Loading& loading);

/// A family whose config.json `read` makes a Seq2seqConfig of.
template <Seq2seqConfig (*read)(const io::Config&)>
constexpr Family seq2seqFamily(std::span<const std::string_view> modelTypes) {
  return {modelTypes, seq2seqNames,
          [](const io::Config& config, const HasWeight& has) { return describeSeq2seq(read(config), config, has); },
          [](std::shared_ptr<const ModelInfo> info, const io::Config& config, Loading& loading) {
            return buildSeq2seq(std::move(info), read(config), loading);
          }};
}

}  // namespace headlight
