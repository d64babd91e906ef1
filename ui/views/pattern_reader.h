#pragma once

#include <map>
#include <memory>
#include <vector>

#include "trace/trace.h"

namespace headlight::ui {

/// Patterns of one trace on the host: read in place where they lie there, downloaded once a layer where they do not.
/// For views that ask for the same row or column of every head. UI thread.
class PatternReader {
 public:
  /// Starts over where it is another one.
  void read(const std::shared_ptr<const Trace>& trace);
  const std::shared_ptr<const Trace>& trace() const { return trace_; }
  bool has(int layer) const;
  int rows() const;
  /// What one query gives to every key, [rows]; a layer that was not captured: empty.
  std::vector<float> row(int layer, int head, int query);
  /// What every query gives to one key, [rows].
  std::vector<float> column(int layer, int head, int key);
  /// One row's sum over the keys from `first` on.
  double sumFrom(int layer, int head, int query, int first);

 private:
  struct Block {
    const float* data = nullptr;
    std::size_t rowStride = 0;
    int keys = 0;
    std::vector<float> copy{};
  };
  const std::vector<Block>& blocks(int layer);
  const float* at(int layer, int head, int query, int& keys);

  std::shared_ptr<const Trace> trace_;
  StackId stack_ = StackId::Encoder;
  std::map<int, std::vector<Block>> layers_;
};

}  // namespace headlight::ui
