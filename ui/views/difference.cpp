#include "ui/views/difference.h"

#include <algorithm>
#include <cmath>

#include "trace/host_rows.h"
#include "ui/views/host_field.h"

namespace headlight::ui {
namespace {

Difference make(const Trace& after, const Trace& before, AttentionId attention, int layer, int head) {
  const Rows* one = after.find(patternSite(attention, layer));
  const Rows* other = before.find(patternSite(attention, layer));
  const int keys = after.keys(attention);
  if (!one || !other || one->rows() != other->rows() || keys != before.keys(attention) || one->rows() == 0) return {};
  const bool causal = after.model().attention(attention).causal;
  const HostRows a(*one), b(*other);
  const auto width = static_cast<std::size_t>(keys);
  std::vector<float> out(static_cast<std::size_t>(one->rows()) * width);
  Difference made;
  for (int query = 0; query < one->rows(); ++query) {
    const std::size_t seen = causal ? static_cast<std::size_t>(query) + 1 : width;
    const std::span<const float> now = a.head(query, head, seen), then = b.head(query, head, seen);
    for (std::size_t key = 0; key < now.size(); ++key) {
      const float d = now[key] - then[key];
      out[static_cast<std::size_t>(query) * width + key] = d;
      made.largest = std::max(made.largest, std::abs(d));  // NaN compares false: a broken cell does not take the range
    }
  }
  made.values = hostField(*one, std::move(out), one->rows(), keys);
  return made;
}

}  // namespace

const Difference& Differences::of(const std::shared_ptr<const Trace>& after, const std::shared_ptr<const Trace>& before,
                                  AttentionId attention, int layer, int head) const {
  if (kept_.after != after || kept_.before != before || kept_.attention != attention || kept_.layer != layer ||
      kept_.head != head)
    kept_ = {after, before, attention,
             layer, head,   after && before ? make(*after, *before, attention, layer, head) : Difference{}};
  return kept_.difference;
}

}  // namespace headlight::ui
