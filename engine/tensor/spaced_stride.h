#pragma once

#include <cstddef>

namespace headlight {

/// Floats from row to row for rows of `rowElements` floats. Rows that lie a multiple of 4 KiB apart fall into the same
/// cache sets and drive each other out of the cache, so those get 16 floats more.
constexpr std::size_t spacedStride(std::size_t rowElements) {
  return rowElements % 1024 == 0 ? rowElements + 16 : rowElements;
}

}  // namespace headlight
