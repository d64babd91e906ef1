#pragma once

namespace headlight::text {

/// Bytes [begin, end) of a text.
struct Range {
  int begin = 0;
  int end = 0;

  int size() const { return end - begin; }
  bool operator==(const Range&) const = default;
};

}  // namespace headlight::text
