#pragma once

#include <span>

#include "trace/trace.h"

namespace headlight::derived {

/// Which keys the queries of one layer's attention see. Holds the trace's what-ifs: the trace must outlive it.
class SeenKeys {
 public:
  /// Keys [begin, end) that a query sees before anything was masked or cut.
  struct Span {
    int begin = 0, end = 0;
    int count() const { return end - begin; }
  };
  SeenKeys(const Trace& trace, AttentionId attention, int layer);

  Span of(int query) const;
  /// How many of these one head sees behind the trace's own MaskKey and CutEdge.
  int count(int head, int query) const;
  /// In some head: few rows see so little.
  bool mayBeForced(int query) const { return of(query).count() <= 1 + hiding_; }
  /// One key has all the weight, whatever the model is like.
  bool forced(int head, int query) const;

 private:
  AttentionId id_;
  int layer_, keys_, window_ = 0;
  bool causal_ = false, ofItself_ = true;
  std::span<const Intervention> changes_;
  int hiding_ = 0;  ///< how many of the what-ifs may hide a key
};

}  // namespace headlight::derived
