#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>

#include "reference/reference.h"

namespace headlight::reference {

/// What-ifs of a pass; empty ones change nothing.
struct RnnsearchChanges {
  std::function<bool(int query, int key)> cut;
  double temperature = 1;
  std::function<double(int query)> headFactor;
  /// One row of a site as soon as it is there, before what hangs on it. Of an encoder's block_out, which has two
  /// halves, twice: once with the half that comes first.
  std::function<void(const std::string& site, int row, std::vector<double>& values)> edit;
};

/// The oracle for RNNsearch (Bahdanau, Cho and Bengio 2014, arXiv:1409.0473) with the gates of torch.nn.GRU, in double
/// and without one line of the engine. `tensors`: as a file of tests/vectors/rnnsearch.py has them, whose formulas it
/// follows. Every site of the pass by its name.
Sites forwardRnnsearch(const std::map<std::string, Array>& tensors, std::span<const std::int32_t> source,
                       std::span<const std::int32_t> target, const RnnsearchChanges& changes = {});

}  // namespace headlight::reference
