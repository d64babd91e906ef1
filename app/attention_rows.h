#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <vector>

#include "info/model_info.h"
#include "opened.h"

namespace headlight::app {

/// One row of an attention, the mean over a layer's heads: what predict says of --attention.
struct AttentionRow {
  AttentionInfo attention;
  int layer = 0;

  /// Of the last layer unless another is asked for. Throws Error for a layer that the stack has not got.
  static AttentionRow asked(const Options& options, const ModelInfo& model);
  CapturePlan plan() const;
  /// "attention", "layer", "row" and, largest weight first, the keys with their tokens. The row is the predicted one,
  /// of another stack than the one that predicts its last.
  nlohmann::ordered_json json(const Opened& opened, const Trace& trace) const;
  void print(const Opened& opened, const Trace& trace, int top, std::ostream& out) const;

 private:
  int rowOf(const Trace& trace) const;
  std::vector<std::pair<float, int>> weights(const Trace& trace) const;
};

}  // namespace headlight::app
