#pragma once

#include "nn/block_config.h"
#include "nn/linear.h"
#include "run/run.h"

namespace headlight {

/// What every attention does once it has query, key and value (Vaswani et al. 2017, arXiv:1706.03762, section 3.2):
/// pattern = softmax(scale query key^T + bias) over the keys that a row sees, head_out = pattern value. The pattern is
/// always materialised, 64 rows at a time: a fused kernel would hide it.
///
/// query: all rows [heads, headWidth] of the stack; key, value: all rows [kvHeads, headWidth] of whoever gives the
/// keys. Gives rows of head_out [heads, headWidth] from run.start(...)(Site::HeadOut, attention.which) on.
Tensor attend(Run& run, AttentionId attention, int layer, const BlockConfig& config, const Rows& query, const Rows& key,
              const Rows& value);

/// The output projection of an attention, the hook points around it: `heads` from `attend` -> rows [width] from
/// run.start(...)(Site::AttnOut, attention.which) on.
Tensor attentionOut(Run& run, AttentionId attention, int layer, const BlockConfig& config, const Linear& out,
                    const Tensor& heads);

}  // namespace headlight
