#include "run/changes.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "base/error.h"
#include "info/check_input.h"
#include "trace/trace.h"

namespace headlight {
namespace {

class Checker {
 public:
  Checker(const Request& request, const ModelInfo& model) : request_(request), model_(model) {}

  void operator()(const ScaleHead& it) const {
    layer(it.stack, it.layer);
    head(it.stack, it.head);
    factor('L' + std::to_string(it.layer) + "H" + std::to_string(it.head), it.factor);
    row("ScaleHead", it.firstRow);
  }
  void operator()(const ScaleAttention& it) const {
    layer(it.stack, it.layer);
    factor("the attention of layer " + std::to_string(it.layer), it.factor);
  }
  void operator()(const ScaleMlp& it) const {
    layer(it.stack, it.layer);
    factor("the MLP of layer " + std::to_string(it.layer), it.factor);
  }
  void operator()(const CutEdge& it) const {
    if (it.layer != everyLayer) layer(it.stack, it.layer);
    if (it.head != everyHead) head(it.stack, it.head);
    row("CutEdge", std::min(it.query, it.key));
    if (model_.stack(it.stack).causal && it.key > it.query)
      fail(model_.name, ": cannot cut the edge from query ", it.query, " to key ", it.key,
           ": a causal model never sees a later token");
  }
  void operator()(const MaskKey& it) const {
    (void)model_.stack(it.stack);
    row("MaskKey", it.key);
  }
  void operator()(const AttentionTemperature& it) const {
    if (it.layer != everyLayer) layer(it.stack, it.layer);
    if (!std::isfinite(it.temperature) || it.temperature <= 0)
      fail(model_.name, ": expected an attention temperature above 0, got ", it.temperature);
  }
  void operator()(const PatchRows& it) const {
    const std::string site = toString(it.site);
    if (it.site.site == Site::Logits)
      fail(model_.name, ": logits cannot be patched; patch ", patchedInstead(it.site.stack), " instead");
    if (perLayer(it.site.site)) layer(it.site.stack, it.site.layer);
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
  void layer(Stack stack, int layer) const {
    const int layers = model_.stack(stack).layers;
    if (layer < 0 || layer >= layers) fail(model_.name, " has layers 0 to ", layers - 1, ", no layer ", layer);
  }
  /// The last site before the logits.
  std::string patchedInstead(Stack stack) const {
    const StackInfo& info = model_.stack(stack);
    const std::string site = info.postNorm ? toString({stack, Site::BlockOut, info.layers - 1}) : "final";
    return '"' + site + '"';
  }
  void head(Stack stack, int head) const {
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

/// A row without any key left has no softmax. A row can lose its last key only if it lost itself, which only CutEdge
/// takes.
void checkLastKeys(const Request& request, const ModelInfo& model, const StackInfo& stack) {
  const int rows = inputRows(model, request.input);
  std::set<int> queries;
  for (const Intervention& change : request.changes)
    if (const auto* cut = std::get_if<CutEdge>(&change);
        cut && cut->stack == stack.stack && cut->query == cut->key && cut->query < rows)
      queries.insert(cut->query);
  if (queries.empty()) return;
  for (int layer = 0; layer < stack.layers; ++layer) {
    const std::vector<KeyCut> cuts = keyCuts(request.changes, stack, layer, rows);
    for (const int query : queries) {
      const int seen = stack.causal ? query + 1 : rows, window = stack.window(layer);
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
  for (const StackInfo& stack : model.stacks) checkLastKeys(request, model, stack);
}

std::vector<KeyCut> keyCuts(std::span<const Intervention> changes, const StackInfo& stack, int layer, int rows) {
  std::vector<KeyCut> cuts;
  for (const Intervention& change : changes) {
    if (const auto* cut = std::get_if<CutEdge>(&change)) {
      if (cut->stack == stack.stack && (cut->layer == everyLayer || cut->layer == layer))
        cuts.push_back({cut->head, cut->query, cut->query + 1, cut->key});
    } else if (const auto* mask = std::get_if<MaskKey>(&change)) {
      if (mask->stack != stack.stack || mask->key >= rows) continue;
      if (!stack.causal) cuts.push_back({everyHead, 0, mask->key, mask->key});
      cuts.push_back({everyHead, mask->key + 1, rows, mask->key});
    }
  }
  return cuts;
}

float attentionTemperature(std::span<const Intervention> changes, Stack stack, int layer) {
  float temperature = 1;
  for (const Intervention& change : changes)
    if (const auto* it = std::get_if<AttentionTemperature>(&change))
      if (it->stack == stack && (it->layer == everyLayer || it->layer == layer)) temperature *= it->temperature;
  return temperature;
}

}  // namespace headlight
