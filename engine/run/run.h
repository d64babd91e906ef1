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
#include "info/block_sites.h"
#include "run/block_start.h"
#include "run/pass_start.h"
#include "run/placed_rows.h"
#include "run/request.h"
#include "run/spare_blocks.h"
#include "trace/trace.h"

namespace headlight {

/// Thrown by Run::checkpoint when a newer request made this pass pointless. Not an Error: nothing went wrong.
struct Cancelled {};

/// One forward pass: what to compute, what to keep, what to change, when to stop. Layers take (run, x) and nothing
/// else. Belongs to the worker thread.
class Run {
 public:
  /// `spares`: of the chain of passes that led to what this one starts from, or null. Throws Error for changes that the
  /// model cannot take.
  Run(Backend& backend, const Request& request, std::shared_ptr<const ModelInfo> model, std::stop_token stop = {},
      PassStart start = nullptr, SpareBlocks* spares = nullptr);

  Backend& backend() const { return backend_; }
  const Request& request() const { return request_; }
  /// What a stack was given.
  const Input& input(StackId stack) const;
  /// Whether anybody will look at this site.
  bool wants(SiteId id) const { return request_.plan.contains(id); }

  /// Rows of the input of a stack.
  int rows(StackId stack) const { return rows_[model_->placeOf(stack)]; }
  /// How many blocks a stack has.
  int layers(StackId stack) const { return model_->stack(stack).layers; }
  /// The row whose logits come to the host; of the classification of a whole text or picture the first.
  int predictedRow() const { return contents_.predictedRow; }
  /// The first row of a stack's embedding that is computed.
  int embedStart(StackId stack) const { return planOf(stack).dirty.rows.front(); }
  BlockStart start(StackId stack, int layer) const { return planOf(stack).blocks.at(static_cast<std::size_t>(layer)); }
  /// The first row after the last norm that is computed: where the logits come from this stack the predicted row at
  /// least, unless nothing changed; where it is a memory, what key and value of that need.
  int finalStart(StackId stack) const;
  /// Whether the predicted row's logits of an output are in the trace before.
  bool keepsPredictedLogits(std::size_t output = 0) const { return outputs_.at(output).keepsPredicted; }

  /// Where to write rows [first, end) of a site; give the result to `at`.
  Tensor place(SiteId id, int first, const Shape& row);
  /// TransformerLens' hook point for rows [first, end) of a site: changes them if a change says so, keeps them if the
  /// plan names the site. `value` came from place().
  Tensor at(SiteId id, int first, Tensor value);
  /// The two halves of `at`, for rows that are computed one after another, each from the one before: `change` as soon
  /// as a row is there, once, with its number as `first`; `keep` when all are, which gives all rows of a site that the
  /// plan names or the table keeps (BlockSite::reused), else none. Where only patches are possible (a pattern, what
  /// leaves a block) `atPattern` and `leave` may follow: a patch means the same twice.
  void change(SiteId id, int first, Tensor& value) const;
  Rows keep(SiteId id);

  /// Keeps what hangs on no row of the input (Site::RelativeBias), if the plan names it.
  void keep(SiteId id, const Tensor& value);

  /// Where to write rows [first, rows) of what enters block `layer` ([tokens, width]; layer = layers: of what leaves
  /// the last block).
  Tensor placeResid(StackId stack, int layer, int first);
  /// All rows of what placeResid gave, kept ones and those that are being written.
  Rows placedResid(StackId stack, int layer) const { return resid_.at({stack, Site::ResidPre, layer}).all(); }
  /// The hook point for these rows once they are written (Embed; or of a layer ResidPost, in post-norm stacks
  /// BlockOut); gives all rows.
  Rows leave(SiteId id, int first, Tensor fresh);
  /// The same rows as block `layer` sees them: changed at resid_pre, if a change says so.
  Rows enter(StackId stack, int layer, const Rows& resid);

  /// Where to write rows [first, end) of one product that gives several sites of an attention side by side (`parts`:
  /// query, key and value; of cross-attention the query by itself, key and value of the memory by themselves).
  Tensor placeProjections(AttentionId attention, int layer, std::span<const Site> parts, int first);
  /// All rows of each part once they are written, changed where a change says so.
  std::vector<Rows> projections(AttentionId attention, int layer, std::span<const Site> parts);

  /// Where to write rows [first, end) of a pattern, all of one block of 64: [rows, heads, keyCapacity].
  Tensor placePattern(AttentionId attention, int layer, int first, int end, int keyCapacity);
  /// After softmax: changes, keeps, measures. Blocks come in ascending order.
  void atPattern(AttentionId attention, int layer, int first, int keyCount, Tensor pattern);
  std::vector<KeyCut> keyCuts(AttentionId attention, int layer) const;
  /// What to divide scores by.
  float attentionTemperature(AttentionId attention, int layer) const;
  /// What the relative bias of a stack is multiplied by in a layer.
  float relativeBiasFactor(StackId stack, int layer) const;

  /// Logits of an output of the predicted row, [1, OutputInfo::logits]; read in finish().
  void keepPredictedLogits(Tensor logits, std::size_t output = 0);
  /// The first block whose logits by layer must be computed: those of blocks before it are in the trace before. The
  /// last block where there are none to compute, since what leaves it has the predicted logits.
  int logitsByLayerFrom(std::size_t output = 0) const { return outputs_.at(output).byLayerFrom; }
  /// Where to write them, one row for each block but the last, [layers - 1 - logitsByLayerFrom, OutputInfo::logits];
  /// read in finish().
  Tensor placeLogitsByLayer(std::size_t output = 0);
  /// All rows [tokens, width] of what left block `layer`, once it has, before a change at the next one's resid_pre.
  const Rows& left(StackId stack, int layer) const;
  /// Names what follows for timings.
  void section(std::string name);
  /// The same of one stack: where there are several, "encoder.blocks.3".
  void section(StackId stack, const std::string& name);
  /// After each block: submits it, waits for the block two back (what is submitted cannot be cancelled, and the
  /// window's frames wait behind it), throws Cancelled when asked to stop.
  void checkpoint();
  /// Waits for the device, then hands out what was kept. Call once.
  std::shared_ptr<const Trace> finish();

 private:
  struct StackPlan {
    std::vector<BlockSite> sites;  ///< of each block
    DirtyRows dirty;
    std::vector<BlockStart> blocks;
    int final = 0;
    Tensor numbers;      ///< of patternStatistics for every row computed in this pass, pattern after pattern
    int numberRows = 0;  ///< rows of `numbers`, which is allocated when the first are written
    std::map<SiteId, int> numbersOf;  ///< where a pattern's rows begin in `numbers`
  };
  /// `dirty`: firstDirtyRows, or empty where that is still to be worked out.
  void planStacks(std::vector<DirtyRows> dirty);
  StackPlan planStack(const StackInfo& stack, DirtyRows dirty) const;
  BlockStart planBlock(const StackInfo& stack, std::span<const BlockSite> sites, int layer,
                       const DirtyRows& dirty) const;
  const StackPlan& planOf(StackId stack) const { return plans_[model_->placeOf(stack)]; }
  StackPlan& planOf(StackId stack) { return plans_[model_->placeOf(stack)]; }
  /// How many rows a site has.
  int rowsOf(SiteId id) const;
  struct OutputPlan {
    bool keepsPredicted = false;
    Tensor predicted;
    int byLayerFrom = 0;
    Tensor byLayer;  ///< allocated when the model asks where to write them
  };
  /// Whether an output's logits of the predicted row, or those of every row, are those of the trace before, and of
  /// which layers they are.
  void planOutput(std::size_t place);
  bool nothingNew() const;
  const Rows* kept(SiteId id) const;
  /// Null for a stack that sees both directions: of what an edit changes it keeps no rows.
  SpareBlocks* sparesOf(StackId stack) const;
  /// The place of rows after the kept ones of the trace before.
  /// `site` is the name among the spare blocks.
  PlacedRows placed(SiteId site, const Rows* kept, int first, const Shape& row, std::size_t rowStride = 0) const;
  /// Whether the table keeps a site for the pass after this one, and the rows of it that the trace before kept.
  bool reuses(SiteId id) const;
  const Rows* keptForReuse(SiteId id) const;
  void patch(const PatchRows& patch, int first, Tensor& value) const;
  std::vector<float> readPredictedLogits(std::size_t output) const;
  std::vector<std::vector<float>> readLogitsByLayer(std::size_t output, const std::vector<float>& last) const;
  void readPatternNumbers(const StackInfo& stack, const StackPlan& plan);
  PatternNumbers numbersOf(const AttentionInfo& attention, int layer, int first, std::span<const float> fresh) const;
  void summarise(const AttentionInfo& attention, int layer);

  Backend& backend_;
  const Request& request_;
  std::shared_ptr<const ModelInfo> model_;
  std::stop_token stop_;
  std::shared_ptr<const Trace> previous_;
  std::vector<int> rows_;  ///< by stack
  SpareBlocks* spares_;
  std::chrono::steady_clock::time_point begin_;
  Trace::Contents contents_;
  std::vector<StackPlan> plans_;  ///< by stack
  std::map<SiteId, PlacedRows> placed_;
  std::map<SiteId, PlacedRows> resid_, projections_;  ///< by what they enter; by their first part
  std::map<SiteId, std::vector<Tensor>> patternBlocks_;
  PlacedRows patternBlock_;            ///< the one being written
  std::vector<OutputPlan> outputs_;    ///< by place in ModelInfo::outputs
  std::uint64_t tickets_[2] = {0, 0};  ///< of the last two submitted blocks
};

}  // namespace headlight
