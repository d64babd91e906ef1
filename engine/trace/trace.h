#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "info/input.h"
#include "info/model_info.h"
#include "info/site.h"
#include "tensor/rows.h"
#include "trace/intervention.h"

namespace headlight {

/// One head's pattern in five numbers, over all its rows.
struct HeadStatistics {
  float largest = 0;         ///< largest weight
  float smallest = 0;        ///< smallest weight among keys that are seen
  float entropyBits = 0;     ///< mean over rows of -sum p log2 p
  float meanDistance = 0;    ///< mean over rows of sum_k |query - k| p, in tokens; says nothing of cross-attention
  float firstTokenMass = 0;  ///< mean over rows of p[., 0]
};

/// The numbers of patternStatistics for one block of 64 rows of one layer's pattern, and their sums. Shared between
/// traces that agree in these rows.
struct PatternBlockNumbers {
  std::vector<float> rows;                                 ///< [rows, heads, PatternSumCount]
  std::vector<std::array<double, PatternSumCount>> heads;  ///< sums, of largest and smallest the extremes
};
using PatternNumbers = std::vector<std::shared_ptr<const PatternBlockNumbers>>;

/// What a later pass starts from, whatever its plan: kept for every layer of a stack.
struct StackReuse {
  std::vector<Rows> resid;  ///< [layers + 1]: what the block before left (embed first), before changes at resid_pre
  /// Every other site that is kept (BlockSite::reused). What was computed as one product stands side by side, under its
  /// first part's name: query|key|value under Query; of cross-attention the query under Query and the memory's
  /// key|value under Key.
  std::map<SiteId, Rows> sites;
};

/// The logits of one output of a model.
struct OutputLogits {
  std::vector<float> predicted;             ///< [OutputInfo::logits] of the predicted row, or of the whole input
  std::vector<std::vector<float>> byLayer;  ///< [layers][OutputInfo::logits]; empty unless the request asked for it
};

/// What one forward pass left behind; never changes once published, and may be read from any thread. Sites hold values
/// as the rest of the pass saw them.
class Trace {
 public:
  struct Contents {
    std::uint64_t revision = 0;
    std::shared_ptr<const ModelInfo> model;
    Inputs inputs;
    std::vector<OutputLogits> outputs;  ///< in the order of ModelInfo::outputs
    std::map<SiteId, Rows> sites;
    int predictedRow = -1;
    std::map<std::pair<AttentionId, int>, std::vector<HeadStatistics>> headStatistics;  ///< by layer, per head
    std::map<std::pair<AttentionId, int>, PatternNumbers> patternNumbers;  ///< where the pattern was captured
    std::map<StackId, StackReuse> reuse;
    std::map<StackId, std::vector<int>> firstRows;  ///< [layers] the first row that this pass computed
    std::vector<Intervention> changes;              ///< sorted
    std::map<std::string, std::weak_ptr<const Trace>> sources;
    std::vector<OpTiming> timings;
    double milliseconds = 0;  ///< wall time of the pass, device included
    std::string device;
  };
  explicit Trace(Contents contents);

  /// Of this trace alone in this process, never 0: what memos remember a trace by. An address may come back, and of one
  /// revision there may be several (two models, with and without what-ifs, another plan).
  std::uint64_t serial() const { return serial_; }

  /// Blocks of rows of a captured site; nullptr when the plan did not name it.
  const Rows* find(SiteId id) const;
  const std::map<SiteId, Rows>& sites() const { return contents_.sites; }
  /// Rows of a stack's own input. Throws Error where the model has no such stack.
  int rows(StackId stack) const;
  /// How many keys an attention has: rows of its own stack, or of its memory.
  int keys(AttentionId attention) const;
  /// Of the document that it was computed from.
  std::uint64_t revision() const { return contents_.revision; }
  const ModelInfo& model() const { return *contents_.model; }
  const Inputs& inputs() const { return contents_.inputs; }
  /// The token ids that a stack was given; none for a picture.
  std::span<const std::int32_t> ids(StackId stack) const;
  /// Those of the last stack, which says the logits.
  std::span<const std::int32_t> ids() const;
  /// What an image model was given; null for a text.
  const std::shared_ptr<const PictureInput>& picture() const { return picture_; }
  /// Of the picture that was given; nothing for a text.
  PatchGrid grid() const;
  /// Logits of the predicted row, [OutputInfo::logits], by the output's place in ModelInfo::outputs; of a
  /// classification of the whole input those of the input. Empty for a model without this output.
  std::span<const float> predictedLogits(std::size_t output = 0) const { return logitsOf(output).predicted; }
  /// [layers][OutputInfo::logits] what the output would say if the model stopped after each block, the last of them the
  /// predicted logits themselves; empty unless the request asked for it.
  const std::vector<std::vector<float>>& logitsByLayer(std::size_t output = 0) const {
    return logitsOf(output).byLayer;
  }
  /// The last row unless the request named another.
  int predictedRow() const { return contents_.predictedRow; }
  /// What was changed on the way; sorted.
  std::span<const Intervention> changes() const { return contents_.changes; }
  const std::map<std::string, std::weak_ptr<const Trace>>& sources() const { return contents_.sources; }
  /// The first row that this pass computed in a layer; rows(stack) where it computed none, since all were kept.
  int firstRow(StackId stack, int layer) const;
  /// What the next pass may start from; nullptr for a trace that no model made.
  const StackReuse* reuse(StackId stack) const;
  const PatternNumbers* patternNumbers(AttentionId attention, int layer) const;
  /// Per head of a layer; nullptr when the pattern was not captured.
  const std::vector<HeadStatistics>* headStatistics(AttentionId attention, int layer) const;
  std::span<const OpTiming> timings() const { return contents_.timings; }
  double milliseconds() const { return contents_.milliseconds; }
  const std::string& device() const { return contents_.device; }

 private:
  const OutputLogits& logitsOf(std::size_t output) const;

  std::uint64_t serial_;
  Contents contents_;
  std::shared_ptr<const PictureInput> picture_;
  std::vector<int> rows_;  ///< in the order of ModelInfo::stacks
};

/// The site of an attention's patterns in a layer.
SiteId patternSite(AttentionId attention, int layer);
/// One head's pattern as [queries, keys], rows of the stack by Trace::keys; keys never seen are 0. Throws Error when
/// the site was not captured. Any thread.
std::vector<float> patternOfHead(const Trace& trace, AttentionId attention, int layer, int head);
/// One row of one head, [keys]. Any thread.
std::vector<float> patternRow(const Trace& trace, AttentionId attention, int layer, int head, int query);
/// A captured site as files have it: patterns [heads, queries, keys], everything else [tokens, ...]. Fills `shape`.
std::vector<float> siteToHost(const Trace& trace, SiteId id, std::vector<int>& shape);

}  // namespace headlight
