#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "models/model_info.h"
#include "tensor/rows.h"
#include "trace/site.h"

namespace headlight {

/// One head's pattern in five numbers, over all its rows.
struct HeadStatistics {
  float largest = 0;         ///< largest weight
  float smallest = 0;        ///< smallest weight among keys that are seen
  float entropyBits = 0;     ///< mean over rows of -sum p log2 p
  float meanDistance = 0;    ///< mean over rows of sum_k |query - k| p, in tokens
  float firstTokenMass = 0;  ///< mean over rows of p[., 0]
};

/// What one forward pass left behind; never changes once published, and may be read from any thread. Sites hold values
/// as the rest of the pass saw them.
class Trace {
 public:
  struct Contents {
    std::uint64_t revision = 0;
    std::shared_ptr<const ModelInfo> model;
    std::vector<std::int32_t> ids;
    std::map<SiteId, Rows> sites;
    std::vector<float> nextLogits;                                                ///< [vocabulary] of the last row
    std::map<std::pair<Stack, int>, std::vector<HeadStatistics>> headStatistics;  ///< per (stack, layer), per head
    std::vector<OpTiming> timings;
    double milliseconds = 0;  ///< wall time of the pass, device included
    std::string device;
  };
  explicit Trace(Contents contents) : contents_(std::move(contents)) {}

  /// Blocks of rows of a captured site; nullptr when the plan did not name it.
  const Rows* find(SiteId id) const;
  const std::map<SiteId, Rows>& sites() const { return contents_.sites; }
  int rows(Stack stack) const;
  /// Of the document that it was computed from.
  std::uint64_t revision() const { return contents_.revision; }
  const ModelInfo& model() const { return *contents_.model; }
  std::span<const std::int32_t> ids() const { return contents_.ids; }
  /// Logits of the last row, [vocabulary].
  std::span<const float> nextLogits() const { return contents_.nextLogits; }
  /// Per head of a layer; nullptr when the pattern was not captured.
  const std::vector<HeadStatistics>* headStatistics(Stack stack, int layer) const;
  std::span<const OpTiming> timings() const { return contents_.timings; }
  double milliseconds() const { return contents_.milliseconds; }
  const std::string& device() const { return contents_.device; }

 private:
  Contents contents_;
};

/// One head's pattern as [queries, keys] with queries = keys = rows of the stack; keys never seen are 0.
/// Throws Error when the site was not captured. Any thread.
std::vector<float> patternOfHead(const Trace& trace, Stack stack, int layer, int head);
/// One row of one head, [keys]. Any thread.
std::vector<float> patternRow(const Trace& trace, Stack stack, int layer, int head, int query);
/// A captured site as files have it: patterns [heads, queries, keys], everything else [tokens, ...]. Fills `shape`.
std::vector<float> siteToHost(const Trace& trace, SiteId id, std::vector<int>& shape);

}  // namespace headlight
