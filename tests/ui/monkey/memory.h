#pragma once

#include <cstdint>
#include <vector>

namespace headlight::ui::monkey {

/// Resident memory, each time that the same state has been come back to.
class Memory {
 public:
  /// After giving what is free back to the system.
  void measure(std::uint64_t step, double seconds);
  void print() const;
  /// MB that were asked for and not given back.
  static double inUse();
  /// Over the last two thirds: the largest is at most 5 % above the smallest. True also where there is too little to
  /// tell.
  bool flat() const;

 private:
  struct Sample {
    std::uint64_t step;
    double seconds;
    double megabytes;
    double inUse;  ///< what is above it is the allocator's, and code
  };
  std::vector<Sample> samples_;
};

}  // namespace headlight::ui::monkey
