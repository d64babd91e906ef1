#pragma once

#include <optional>

#include "nn/block_config.h"
#include "nn/last_rows.h"
#include "nn/linear.h"
#include "nn/weight_scope.h"
#include "run/run.h"

namespace headlight {

/// Multi-head attention of a decoder's rows to the encoder's (Vaswani et al. 2017, arXiv:1706.03762, section 3.2.3):
/// query from the decoder, key and value from the memory, which every row sees as a whole; see `attend`. Key and value
/// are kept from pass to pass: an edit of the target computes none of them.
class CrossAttention {
 public:
  CrossAttention(const WeightScope& scope, const BlockConfig& config, int layer);
  /// x: rows from run.start(...)(Site::Query, 1) on [rows, width]; gives rows from run.start(...)(Site::AttnOut, 1) on.
  Tensor operator()(Run& run, const Tensor& x, const LastRows& memory) const;

 private:
  BlockConfig config_;
  int layer_;
  Linear query_;
  Tensor keyValueWeight_;  ///< key and value one below the other: one product
  std::optional<Tensor> keyValueBias_;
  Linear out_;
};

}  // namespace headlight
