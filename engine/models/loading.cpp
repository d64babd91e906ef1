#include "models/loading.h"

#include "run/run.h"

namespace headlight {

void Loading::step(const std::string& what) {
  if (progress_) progress_(static_cast<double>(done_++) / steps_, what);
  if (stop_.stop_requested()) throw Cancelled{};
}

}  // namespace headlight
