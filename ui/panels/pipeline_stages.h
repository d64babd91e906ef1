#pragma once

#include <QRectF>
#include <vector>

#include "trace/trace.h"

namespace headlight::ui {

/// One box of the pipeline strip.
struct PipelineStage {
  enum class Kind { Tokens, Embedding, Block, Norm, Logits, Softmax };
  Kind kind = Kind::Tokens;
  StackId stack = StackId::Decoder;
  int layer = -1;                  ///< of a block
  double milliseconds = -1;        ///< < 0: not measured
  QRectF box = {};                 ///< px at 100 %
  std::vector<float> vector = {};  ///< of one row, by readVectors; empty: it has none, or it was not captured

  bool isBlock() const { return kind == Kind::Block; }
  /// Where its vector stands. Only for those that have one: embedding, block and norm.
  SiteId site(const ModelInfo& model) const;
};

/// The way of a pass, stack after stack in the order of ModelInfo::stacks: tokens, embedding, blocks and, where norms
/// stand before the sums, the last norm; then logits and softmax of the last stack.
std::vector<PipelineStage> stagesOf(const ModelInfo& model);

/// Gives each stage its part of a pass.
void takeTimes(std::vector<PipelineStage>& stages, const Trace& trace);

/// What the vectors are read from.
CapturePlan vectorSites(const ModelInfo& model);

/// The row of a stack whose vectors are shown: [CLS] of a picture, the predicted one of the stack that says the logits,
/// else the last.
int shownRow(const Trace& trace, StackId stack);

/// Copies shownRow of each stage's site, where the trace kept it, to the host.
void readVectors(std::vector<PipelineStage>& stages, const Trace& trace);

/// Lays the boxes side by side from `margin` to `width` - `margin`, a wider gap between two stacks. Generous widths
/// while there is room; a deep model squeezes words first, then gaps, then blocks.
void placeStages(std::vector<PipelineStage>& stages, double width, double margin, double top, double height);

}  // namespace headlight::ui
