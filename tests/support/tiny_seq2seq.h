#pragma once

#include <cstdint>
#include <memory>

#include "models/model.h"
#include "reference/seq2seq.h"

/// A small random encoder-decoder (Vaswani et al. 2017, arXiv:1706.03762) that lives in tests alone: two texts, an
/// encoder whose last rows are the memory of a causal decoder, one token table for both and for the logits.
namespace headlight::test {

struct TinySeq2seq {
  bool postNorm = false;      ///< norms after the sums, as Marian has them; else before, as T5
  bool relativeBias = false;  ///< T5: scores have a bias by distance; else positions have tables
  int encoderLayers = 2, decoderLayers = 2, heads = 4, width = 36, hidden = 50, vocabulary = 61, positions = 150;
  std::uint64_t seed = 1;
};

/// The model on a backend, and the oracle with the same weights, rounded to float32.
struct Seq2seqPair {
  std::unique_ptr<Model> model;
  reference::Seq2seq oracle;
};

/// The oracle's weights go through a safetensors file in a temporary folder, as those of any model.
Seq2seqPair makeTinySeq2seq(Backend& backend, const TinySeq2seq& options = {});

}  // namespace headlight::test
