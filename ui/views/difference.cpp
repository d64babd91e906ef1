#include "ui/views/difference.h"

#include <algorithm>
#include <cmath>

#include "ui/views/host_field.h"
#include "ui/views/view.h"

namespace headlight::ui {
namespace {

Difference make(const Trace& after, const Trace& before, int layer, int head) {
  const StackId stack = shownStack(after.model());
  const SiteId site{stack, Site::Pattern, layer};
  const Rows* one = after.find(site);
  const Rows* other = before.find(site);
  if (!one || !other || one->rows() != other->rows() || one->rows() == 0) return {};
  const int count = one->rows();
  const bool causal = after.model().stack(stack).causal;
  const std::vector<float> a = patternOfHead(after, stack, layer, head), b = patternOfHead(before, stack, layer, head);
  const auto n = static_cast<std::size_t>(count);
  std::vector<float> out(n * n);
  Difference made;
  for (std::size_t query = 0; query < n; ++query) {
    const std::size_t seen = causal ? query + 1 : n;
    for (std::size_t key = 0; key < seen; ++key) {
      const float d = a[query * n + key] - b[query * n + key];
      out[query * n + key] = d;
      made.largest = std::max(made.largest, std::abs(d));  // NaN compares false: a broken cell does not take the range
    }
  }
  made.values = hostField(*one, std::move(out), count);
  return made;
}

}  // namespace

const Difference& Differences::of(const std::shared_ptr<const Trace>& after, const std::shared_ptr<const Trace>& before,
                                  int layer, int head) const {
  if (kept_.after != after || kept_.before != before || kept_.layer != layer || kept_.head != head)
    kept_ = {after, before, layer, head, after && before ? make(*after, *before, layer, head) : Difference{}};
  return kept_.difference;
}

}  // namespace headlight::ui
