#include "run/changes.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "base/error.h"
#include "info/block_sites.h"
#include "info/check_input.h"
#include "trace/trace.h"

namespace headlight {
namespace {

class Checker {
 public:
  Checker(const Request& request, const ModelInfo& model) : request_(request), model_(model) {}

  void operator()(const ScaleHead& it) const {
    attention(it);
    layer(it.stack, it.layer);
    head(it.stack, it.head);
    factor('L' + std::to_string(it.layer) + "H" + std::to_string(it.head), it.factor);
    row("ScaleHead", it.firstRow);
  }
  void operator()(const ScaleAttention& it) const {
    attention(it);
    layer(it.stack, it.layer);
    stage({it.stack, Site::AttnOut, it.layer, it.attention}, "no attn_out to scale: scale its head");
    factor("the attention of layer " + std::to_string(it.layer), it.factor);
  }
  void operator()(const ScaleMlp& it) const {
    layer(it.stack, it.layer);
    stage({it.stack, Site::MlpOut, it.layer}, "no MLP");
    factor("the MLP of layer " + std::to_string(it.layer), it.factor);
  }
  void operator()(const CutEdge& it) const {
    attention(it);
    if (it.layer != everyLayer) layer(it.stack, it.layer);
    if (it.head != everyHead) head(it.stack, it.head);
    row("CutEdge", std::min(it.query, it.key));
    if (model_.attention({it.stack, it.attention}).causal && it.key > it.query)
      fail(model_.name, ": cannot cut the edge from query ", it.query, " to key ", it.key,
           ": a causal model never sees a later token");
  }
  void operator()(const MaskKey& it) const {
    attention(it);
    row("MaskKey", it.key);
  }
  void operator()(const AttentionTemperature& it) const {
    attention(it);
    if (it.layer != everyLayer) layer(it.stack, it.layer);
    if (!std::isfinite(it.temperature) || it.temperature <= 0)
      fail(model_.name, ": expected an attention temperature above 0, got ", it.temperature);
  }
  void operator()(const ScaleRelativeBias& it) const {
    const StackInfo& stack = model_.stack(it.stack);
    if (stack.biasDistances == 0)
      fail(model_.name, ": the ", stack.name.empty() ? "model" : stack.name,
           " adds no relative bias to its scores, so there is none to scale");
    if (it.layer != everyLayer) layer(it.stack, it.layer);
    factor("the relative bias", it.factor);
  }
  void operator()(const PatchRows& it) const {
    const std::string site = model_.siteName(it.site);
    if (it.site.site == Site::Logits)
      fail(model_.name, ": logits cannot be patched; patch ", patchedInstead(it.site.stack), " instead");
    if (it.site.site == Site::RelativeBias)
      fail(model_.name, ": ", site, " cannot be patched: it is the model's own, whatever the text");
    if (perLayer(it.site.site)) layer(it.site.stack, it.site.layer);
    if (it.site.attention > 0) (void)model_.attention({it.site.stack, it.site.attention});
    if (!model_.everySite().contains(it.site)) fail(model_.name, ": the model has no site ", site);
    row("PatchRows", std::min(it.firstRow, it.rowCount));
    const auto found = request_.sources.find(it.source);
    if (found == request_.sources.end() || !found->second)
      fail(model_.name, ": ", site, " is to be patched from \"", it.source, "\", which is not among the sources");
    const Rows* rows = found->second->find(it.site);
    if (!rows) fail(model_.name, ": ", site, " is to be patched from \"", it.source, "\", which did not capture it");
    if (rows->rows() < it.firstRow + it.rowCount)
      fail(model_.name, ": ", site, ": rows ", it.firstRow, " to ", it.firstRow + it.rowCount - 1,
           " are to be patched from \"", it.source, "\", which has ", rows->rows(), " rows");
    if (found->second->model().stack(it.site.stack) != model_.stack(it.site.stack))
      fail(model_.name, ": ", site, " is to be patched from \"", it.source, "\", a trace of ",
           found->second->model().name, ", whose layers have another shape");
  }

 private:
  /// A change of one attention of its stack.
  template <class Change>
  void attention(const Change& it) const {
    (void)model_.attention({it.stack, it.attention});
  }
  /// A stage that the blocks of every transformer have, and recurrent ones have not.
  void stage(SiteId site, const char* has) const {
    const StackInfo& stack = model_.stack(site.stack);
    if (!hasSite(stack, site.site, site.attention))
      fail(model_.name, ": a block of the ", stack.name.empty() ? "model" : stack.name, " has ", has);
  }
  void layer(StackId stack, int layer) const {
    const int layers = model_.stack(stack).layers;
    if (layer < 0 || layer >= layers) fail(model_.name, " has layers 0 to ", layers - 1, ", no layer ", layer);
  }
  /// The last site before the logits.
  std::string patchedInstead(StackId stack) const {
    const StackInfo& info = model_.stack(stack);
    const std::string site = hasFinalNorm(info) ? "final" : toString({stack, leavingSite(info), info.layers - 1});
    return '"' + site + '"';
  }
  void head(StackId stack, int head) const {
    const int heads = model_.stack(stack).heads;
    if (head < 0 || head >= heads) fail(model_.name, " has heads 0 to ", heads - 1, ", no head ", head);
  }
  void factor(const std::string& what, float factor) const {
    if (!std::isfinite(factor)) fail(model_.name, ": expected a finite factor for ", what, ", got ", factor);
  }
  void row(const char* what, int row) const {
    if (row < 0) fail(model_.name, ": ", what, ": expected a row of 0 or more, got ", row);
  }

  const Request& request_;
  const ModelInfo& model_;
};

/// The queries that may lose every key: of self-attention a row keeps its own unless CutEdge takes it; of
/// cross-attention any row, once there are as many changes as keys.
std::set<int> queriesInDanger(const Request& request, const AttentionInfo& attention, int rows, int keys) {
  std::set<int> queries;
  int hidden = 0;
  for (const Intervention& change : request.changes) {
    const auto* cut = std::get_if<CutEdge>(&change);
    const auto* mask = std::get_if<MaskKey>(&change);
    if (cut && AttentionId(cut->stack, cut->attention) == attention.id) {
      ++hidden;
      if (attention.ofItself() && cut->query == cut->key && cut->query < rows) queries.insert(cut->query);
    }
    if (mask && AttentionId(mask->stack, mask->attention) == attention.id) ++hidden;
  }
  if (!attention.ofItself() && hidden >= keys)
    for (int row = 0; row < rows; ++row) queries.insert(row);
  return queries;
}

/// A row without any key left has no softmax.
void checkLastKeys(const Request& request, const ModelInfo& model, const StackInfo& stack,
                   const AttentionInfo& attention) {
  const std::vector<int> byStack = rowsByStack(model, request.inputs);
  const int rows = byStack[model.placeOf(stack.stack)], keys = byStack[model.placeOf(attention.keys)];
  const std::set<int> queries = queriesInDanger(request, attention, rows, keys);
  if (queries.empty()) return;
  for (int layer = 0; layer < stack.layers; ++layer) {
    const std::vector<KeyCut> cuts = keyCuts(request.changes, attention, layer, rows, keys);
    for (const int query : queries) {
      const int seen = attention.causal ? query + 1 : keys;
      const int window = attention.ofItself() ? stack.window(layer) : 0;
      const int firstSeen = window > 0 ? std::max(seen - window, 0) : 0;
      for (int head = 0; head < stack.heads; ++head) {
        std::set<int> cutKeys;
        for (const KeyCut& cut : cuts)
          if ((cut.head == everyHead || cut.head == head) && cut.firstQuery <= query && query < cut.endQuery &&
              cut.key >= firstSeen && cut.key < seen)
            cutKeys.insert(cut.key);
        if (static_cast<int>(cutKeys.size()) == seen - firstSeen)
          fail(model.name, ": L", layer, "H", head, ": query ", query,
               " would have no key left; a row's last remaining key cannot be cut");
      }
    }
  }
}

}  // namespace

std::vector<Intervention> sortedChanges(std::vector<Intervention> changes) {
  std::ranges::sort(changes);
  changes.erase(std::unique(changes.begin(), changes.end()), changes.end());
  return changes;
}

void checkChanges(const Request& request, const ModelInfo& model) {
  const Checker checker(request, model);
  for (const Intervention& change : request.changes) std::visit(checker, change);
  for (const StackInfo& stack : model.stacks)
    for (const AttentionInfo& attention : stack.attentions()) checkLastKeys(request, model, stack, attention);
}

std::vector<KeyCut> keyCuts(std::span<const Intervention> changes, const AttentionInfo& attention, int layer, int rows,
                            int keys) {
  std::vector<KeyCut> cuts;
  for (const Intervention& change : changes) {
    if (const auto* cut = std::get_if<CutEdge>(&change)) {
      if (AttentionId(cut->stack, cut->attention) == attention.id && (cut->layer == everyLayer || cut->layer == layer))
        cuts.push_back({cut->head, cut->query, cut->query + 1, cut->key});
    } else if (const auto* mask = std::get_if<MaskKey>(&change)) {
      if (AttentionId(mask->stack, mask->attention) != attention.id || mask->key >= keys) continue;
      if (!attention.ofItself()) {
        cuts.push_back({everyHead, 0, rows, mask->key});
        continue;
      }
      if (!attention.causal) cuts.push_back({everyHead, 0, mask->key, mask->key});
      cuts.push_back({everyHead, mask->key + 1, rows, mask->key});
    }
  }
  return cuts;
}

}  // namespace headlight
