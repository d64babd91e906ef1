#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "trace/host_rows.h"
#include "trace/trace.h"

namespace headlight::ui {

/// Patterns of one attention of one trace on the host, for views that ask for the same row or column of every head of
/// every layer. Holds their rows. UI thread.
class PatternReader {
 public:
  /// Starts over where it is another trace or attention.
  void read(const Trace& trace, AttentionId attention);
  bool has(int layer) const { return layers_.contains(layer); }
  /// What one query gives to every key, [keys], 0 to those that it does not see; a layer that was not captured: empty.
  std::vector<float> row(int layer, int head, int query) const;
  /// What every query gives to one key, [queries].
  std::vector<float> column(int layer, int head, int key) const;
  /// One row's sum over the keys from `first` on.
  double sumFrom(int layer, int head, int query, int first) const;

 private:
  const HostRows* rowsOf(int layer) const;

  std::uint64_t serial_ = 0;
  AttentionId attention_;
  int keys_ = 0;
  std::map<int, HostRows> layers_;
};

}  // namespace headlight::ui
