#include "derived/seen_keys.h"

#include <algorithm>
#include <set>
#include <variant>

namespace headlight::derived {

SeenKeys::SeenKeys(const Trace& trace, AttentionId attention, int layer)
    : id_(attention), layer_(layer), keys_(trace.keys(attention)), changes_(trace.changes()) {
  const AttentionInfo info = trace.model().attention(attention);
  causal_ = info.causal;
  ofItself_ = info.ofItself();
  window_ = ofItself_ ? trace.model().stack(attention.stack).window(layer) : 0;
  hiding_ = static_cast<int>(std::ranges::count_if(changes_, [](const Intervention& change) {
    return std::holds_alternative<MaskKey>(change) || std::holds_alternative<CutEdge>(change);
  }));
}

SeenKeys::Span SeenKeys::of(int query) const {
  if (!causal_) return {0, keys_};
  const int end = std::min(keys_, query + 1);
  return {window_ > 0 ? std::max(0, end - window_) : 0, end};
}

int SeenKeys::count(int head, int query) const {
  const Span seen = of(query);
  if (hiding_ == 0) return seen.count();
  std::set<int> hidden;
  for (const Intervention& change : changes_) {
    const auto* mask = std::get_if<MaskKey>(&change);
    // A token that later ones do not see goes on seeing itself.
    if (mask && AttentionId{mask->stack, mask->attention} == id_ && (mask->key != query || !ofItself_))
      hidden.insert(mask->key);
    const auto* cut = std::get_if<CutEdge>(&change);
    if (cut && AttentionId{cut->stack, cut->attention} == id_ && cut->query == query &&
        (cut->layer == everyLayer || cut->layer == layer_) && (cut->head == everyHead || cut->head == head))
      hidden.insert(cut->key);
  }
  const auto gone = std::ranges::count_if(hidden, [&](int key) { return key >= seen.begin && key < seen.end; });
  return seen.count() - static_cast<int>(gone);
}

bool SeenKeys::forced(int head, int query) const {
  return of(query).count() <= 1 || (mayBeForced(query) && count(head, query) <= 1);
}

}  // namespace headlight::derived
