#pragma once

#include <memory>

#include "trace/trace.h"

namespace headlight::ui {

/// after - before of one head's pattern, on the host, as a field draws it.
struct Difference {
  std::shared_ptr<const Rows>
      values;         ///< [queries, 1, keys]; null: not both traces have the site, or their rows differ
  float largest = 0;  ///< largest |value| among keys that are seen; 0: nothing differs
};

/// Keeps the last few, since a scene is made at every move of the pointer. UI thread.
class Differences {
 public:
  const Difference& of(const std::shared_ptr<const Trace>& after, const std::shared_ptr<const Trace>& before,
                       AttentionId attention, int layer, int head) const;

 private:
  struct Kept {
    std::shared_ptr<const Trace> after, before;
    AttentionId attention;
    int layer = -1, head = -1;
    Difference difference;
  };
  mutable Kept kept_;
};

}  // namespace headlight::ui
