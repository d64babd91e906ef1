#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "run/placed_rows.h"
#include "run/request.h"
#include "run/spare_blocks.h"
#include "trace/trace.h"

namespace headlight {

/// Thrown by Run::checkpoint when a newer request made this pass pointless. Not an Error: nothing went wrong.
struct Cancelled {};

/// The first row that each stage of one block computes; rows before are in the trace before. From projections to
/// resid_post a later stage never starts before an earlier one, `projections` apart: query, key and value are always
/// kept.
struct BlockStart {
  int projections = 0;
  int pattern = 0;
  int headOut = 0;
  int attnOut = 0;
  int residMid = 0;
  int mlpOut = 0;
  int residPost = 0;
  int blockOut = 0;
};

/// One forward pass: what to compute, what to keep, what to change, when to stop. Layers take (run, x) and nothing
/// else. Belongs to the worker thread.
class Run {
 public:
  /// `previous`: a trace of the same model on the same backend to start from, or null; `spares`: of that chain of
  /// passes, or null. Throws Error for changes that the model cannot take.
  Run(Backend& backend, const Request& request, std::shared_ptr<const ModelInfo> model, std::stop_token stop = {},
      std::shared_ptr<const Trace> previous = nullptr, SpareBlocks* spares = nullptr);

  Backend& backend() const { return backend_; }
  const Request& request() const { return request_; }
  /// Whether anybody will look at this site.
  bool wants(Stack stack, Site site, int layer = -1) const;

  /// Rows of the input of a stack.
  int rows(Stack stack) const;
  /// The row whose logits come to the host; of the classification of a whole text or picture the first.
  int predictedRow() const { return contents_.predictedRow; }
  /// The first row of a stack's embedding that is computed.
  int embedStart(Stack stack) const;
  BlockStart start(Stack stack, int layer) const;
  /// The first row after the last norm that is computed: the predicted row at least, unless nothing changed.
  int finalStart(Stack stack) const;
  /// Whether the predicted row's logits are in the trace before.
  bool keepsPredictedLogits() const { return keepsPredictedLogits_; }

  /// Where to write rows [first, rows) of a site; give the result to `at`.
  Tensor place(Stack stack, Site site, int layer, int first, const Shape& row);
  /// TransformerLens' hook point for rows [first, rows) of a site: changes them if a change says so, keeps them if the
  /// plan names the site. `value` came from place().
  Tensor at(Stack stack, Site site, int layer, int first, Tensor value);

  /// Where to write rows [first, rows) of what enters block `layer` ([tokens, width]; layer = layers: of what leaves
  /// the last block).
  Tensor placeResid(Stack stack, int layer, int first);
  /// The hook point for these rows once they are written (Embed; or of `layer` ResidPost, in post-norm stacks
  /// BlockOut); gives all rows.
  Rows leave(Stack stack, Site site, int layer, int first, Tensor fresh);
  /// The same rows as block `layer` sees them: changed at resid_pre, if a change says so.
  Rows enter(Stack stack, int layer, const Rows& resid);

  /// Where to write query, key and value of rows [first, rows), side by side, and the parts of all rows once written,
  /// changed where a change says so.
  Tensor placeProjections(Stack stack, int layer, int first);
  struct Projections {
    Rows query, key, value;
  };
  Projections projections(Stack stack, int layer);

  /// Where to write rows [first, end) of a pattern, all of one block of 64: [rows, heads, keyCapacity].
  Tensor placePattern(Stack stack, int layer, int first, int end, int keyCapacity);
  /// After softmax: changes, keeps, measures. Blocks come in ascending order.
  void atPattern(Stack stack, int layer, int first, int keyCount, Tensor pattern);
  std::vector<KeyCut> keyCuts(Stack stack, int layer) const;
  /// What to divide scores by.
  float attentionTemperature(Stack stack, int layer) const;

  /// Logits of the predicted row [1, ModelInfo::logits()]; read in finish().
  void keepPredictedLogits(Tensor logits);
  /// Whether the request asks for the logits of what leaves block `layer`, and they are not in the trace before. Never
  /// of the last: those are the predicted ones.
  bool wantsLogitsOf(int layer) const;
  /// Where to write them, [1, ModelInfo::logits()]; read in finish().
  Tensor placeLogitsOf(int layer);
  /// Names what follows for timings.
  void section(std::string name);
  /// After each block: submits it, waits for the block two back (what is submitted cannot be cancelled, and the
  /// window's frames wait behind it), throws Cancelled when asked to stop.
  void checkpoint();
  /// Waits for the device, then hands out what was kept. Call once.
  std::shared_ptr<const Trace> finish();

 private:
  struct StackPlan {
    std::vector<int> dirty;  ///< firstDirtyRows
    std::vector<BlockStart> blocks;
    int final = 0;
    Tensor numbers;                   ///< of patternStatistics for every row computed in this pass, layer after layer
    int numberRows = 0;               ///< rows of `numbers`, which is allocated when the first are written
    std::vector<int> numbersOfLayer;  ///< where a layer's rows begin in `numbers`; -1: none
  };
  StackPlan planStack(const StackInfo& stack) const;
  /// Whether the predicted row's logits, or those of every row, are those of the trace before.
  void planPredictedLogits();
  const Rows* kept(SiteId id) const;
  /// Null for a stack that sees both directions: of what an edit changes it keeps no rows.
  SpareBlocks* sparesOf(Stack stack) const;
  /// The place of rows behind the kept ones of the trace before.
  /// `site` is the name among the spare blocks.
  PlacedRows placed(SiteId site, const Rows* kept, int first, const Shape& row, std::size_t rowStride = 0) const;
  void change(SiteId id, int first, Tensor& value) const;
  void patch(const PatchRows& patch, int first, Tensor& value) const;
  void readPredictedLogits();
  void readLogitsByLayer();
  bool keepsLogitsOf(int layer) const;
  void readPatternNumbers(const StackInfo& stack, const StackPlan& plan);
  PatternNumbers numbersOf(const StackInfo& stack, int layer, int first, std::span<const float> fresh) const;
  void summarise(const StackInfo& stack, int layer);

  Backend& backend_;
  const Request& request_;
  std::shared_ptr<const ModelInfo> model_;
  std::stop_token stop_;
  std::shared_ptr<const Trace> previous_;
  int rows_ = 0;
  SpareBlocks* spares_;
  std::chrono::steady_clock::time_point begin_;
  Trace::Contents contents_;
  std::map<Stack, StackPlan> plans_;
  std::map<SiteId, PlacedRows> placed_;
  std::map<std::pair<Stack, int>, PlacedRows> resid_, projections_;
  std::map<SiteId, std::vector<Tensor>> patternBlocks_;
  PlacedRows patternBlock_;  ///< the one being written
  bool keepsPredictedLogits_ = false;
  Tensor predictedLogits_;
  Tensor logitsByLayer_;               ///< [layers - 1, logits]; allocated when the first are written
  std::uint64_t tickets_[2] = {0, 0};  ///< of the last two submitted blocks
};

}  // namespace headlight
