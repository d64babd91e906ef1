#pragma once

#include <map>

#include "info/site.h"
#include "tensor/tensor.h"

namespace headlight {

/// The last block of each site of the trace before the last, to be written once more. While somebody types at the end,
/// that block already holds the rows that stay, so hardly one is copied; one old block per site is what it costs. A
/// published trace is never touched: a block is handed out only when nobody else has a handle on its buffer. Belongs to
/// one chain of passes on one backend, and to its worker thread.
class SpareBlocks {
 public:
  struct Spare {
    Tensor block;   ///< undefined when there is none
    int agree = 0;  ///< its rows [0, agree) equal those of the block that the trace before has
  };
  /// A block of at least `shape` in place of `kept`, the block that the trace before has there.
  Spare take(SiteId site, const Tensor& kept, const Shape& shape);
  /// `block` now holds the site's last rows, rows [0, head) equal to those of `kept` (null where head is 0); undefined
  /// where more than one block was written.
  void put(SiteId site, const Tensor* kept, Tensor block, int head);

 private:
  struct Pair {
    Tensor now, before;
    int agree = 0;  ///< rows [0, agree) of `now` and `before` are equal
  };
  std::map<SiteId, Pair> pairs_;
};

}  // namespace headlight
