#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>

#include "reference/reference.h"

namespace headlight::reference {

/// The oracle for an encoder-decoder (Vaswani et al. 2017, arXiv:1706.03762) with norms before or after its sums, in
/// double and without one line of the engine. Tensors are named as tests/support/tiny_seq2seq.cpp writes them.
struct Seq2seq {
  int encoderLayers = 0, decoderLayers = 0, heads = 0, width = 0;
  bool postNorm = false;
  int buckets = 0, maxDistance = 0;  ///< of T5's relative positions; 0: positions have tables
  std::map<std::string, Array> tensors;
};

/// What-ifs of one attention by the start of its sites' names, "decoder.blocks.1.cross_attn"; empty ones change
/// nothing.
struct Seq2seqChanges {
  std::function<bool(const std::string& attention, int head, int query, int key)> cut;
  std::function<double(const std::string& attention)> temperature;
  std::function<void(const std::string& site, std::vector<double>& values)> edit;  ///< a site's values, row-major
};

/// Every site of the pass by its name ("encoder.embed", "decoder.blocks.0.cross_attn.pattern" [heads, target, source],
/// ..., "decoder.logits"). `source` and `target` share one token table, which gives the logits too.
Sites forward(const Seq2seq& model, std::span<const std::int32_t> source, std::span<const std::int32_t> target,
              const Seq2seqChanges& changes = {});

}  // namespace headlight::reference
