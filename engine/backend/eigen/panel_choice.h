#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "backend/eigen/cpu_level.h"
#include "backend/eigen/panel_product.h"

namespace headlight {

/// Every way in which this processor can compute a product with the bits of `kernels`: its own, and where both fuse
/// products and sums (v3, v4) the lower level's, which may be the faster one for some numbers of rows.
std::vector<PanelWay> panelWays(const CpuKernels& kernels);

/// Which way serves a product, by its number of rows.
class PanelChoice {
 public:
  /// Numbers of rows that are alike; the largest of each.
  static constexpr std::array<int, 8> rowClasses{1, 2, 4, 6, 8, 12, 32, 1 << 30};
  using Indices = std::array<int, rowClasses.size()>;

  /// What was the faster way on the processors it was measured on (tests/bench/README.md).
  explicit PanelChoice(const CpuKernels& kernels);

  const PanelWay& wayFor(int rows) const { return ways_[static_cast<std::size_t>(taken_[classOf(rows)])]; }
  const std::vector<PanelWay>& ways() const { return ways_; }
  /// Takes `index` of ways() for numbers of rows like `rows`.
  void take(int rows, int index) { taken_[classOf(rows)] = index; }

  /// "1: v4 four, 2: ..." for people and for the file.
  std::string describe() const;

  /// Times the ways against one another for at most `budget` milliseconds and takes the fastest of each class; another
  /// way than the one before must be 5 % faster. `run(way, rows)` computes a product with weights that were not read
  /// a moment ago; it returns the milliseconds.
  void measure(double budget, const std::function<double(const PanelWay&, int rows)>& run);

  /// What an earlier process measured for `key`, from $XDG_CACHE_HOME/headlight/cpu-kernels-2.json. False where there
  /// is nothing for it, or nothing that fits the ways of today.
  bool recall(const std::string& key);
  /// Writes it down; a folder that cannot be written is no reason to complain.
  void remember(const std::string& key) const;

 private:
  static std::size_t classOf(int rows);

  std::vector<PanelWay> ways_;
  Indices taken_{};
};

}  // namespace headlight
