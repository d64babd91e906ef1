#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "reference/reference.h"

namespace headlight::reference {

struct Seq2seqStack {
  int layers = 0, heads = 0, headWidth = 0, hidden = 0, vocabulary = 0;
};

/// The oracle for an encoder-decoder (Vaswani et al. 2017, arXiv:1706.03762) and what its families make of it, in
/// double and without one line of the engine. A new family is what differs here, and a reader in seq2seq_folder.cpp.
struct Seq2seq {
  Seq2seqStack encoder, decoder;  ///< a decoder without layers: the encoder alone
  int width = 0;
  bool postNorm = false;  ///< norms after the sums; else before, and one after the last block
  double epsilon = 1e-5;
  bool rms = false;                           ///< norms without a mean and a bias
  bool biases = true;                         ///< of linear layers
  bool gated = false;                         ///< the MLP: act(x gate) * (x up)
  bool scaled = true;                         ///< scores are divided by sqrt(headWidth)
  bool shared = true;                         ///< one token table, "embed.weight"; else one of each stack
  bool head = true;                           ///< there are logits
  bool ownHead = false, headBias = false;     ///< "head.weight" beside the token table, "head.bias"
  double embedFactor = 1, headFactor = 1;     ///< times the rows of the token table, times what the head reads
  int positions = 0;                          ///< the longest text, of each table of positions; 0: there is none
  int unusedPositions = 0;                    ///< rows of that table before the one of the first token
  bool embedNorm = false;                     ///< the embedding is normed
  bool answers = false;                       ///< the head is "answers", start and end of each row
  int buckets = 0, maxDistance = 0;           ///< of T5's relative positions; 0 buckets: there are none
  std::string activation = "gelu";            ///< as transformers calls it
  std::map<std::string, Array> tensors = {};  ///< by the names of forEachTensor
};

/// Every tensor of such a model: "encoder.blocks.0.attn.query.weight" and so on, and its shape. "ln1", "lnCross" and
/// "ln2" belong to self-attention, cross-attention and MLP; those of a gated MLP are "gate", "up" and "out", of another
/// "in" and "out".
void forEachTensor(const Seq2seq& model,
                   const std::function<void(const std::string& name, const std::vector<int>& shape)>& visit);

/// What-ifs of one attention by the start of its sites' names, "decoder.blocks.1.cross_attn"; empty ones change
/// nothing.
struct Seq2seqChanges {
  std::function<bool(const std::string& attention, int head, int query, int key)> cut;
  std::function<double(const std::string& attention)> temperature;
  std::function<void(const std::string& site, std::vector<double>& values)> edit;  ///< a site's values, row-major
};

/// Every site of the pass by its name ("encoder.embed", "decoder.blocks.0.cross_attn.pattern" [heads, target, source],
/// ..., "decoder.logits"; of an encoder alone "embed" and so on, and no target).
Sites forward(const Seq2seq& model, std::span<const std::int32_t> source, std::span<const std::int32_t> target,
              const Seq2seqChanges& changes = {});

}  // namespace headlight::reference
