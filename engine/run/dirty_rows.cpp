#include "run/dirty_rows.h"

#include <algorithm>

#include "info/check_input.h"
#include "trace/trace.h"

namespace headlight {
namespace {

/// Where a change first shows: before the projections to query, key and value of its layer, or behind them.
struct Onset {
  int layer;  ///< everyLayer: all of them
  bool behind;
  int firstRow;
};

Onset onsetOfPatch(const PatchRows& patch, int layers) {
  switch (patch.site.site) {
    case Site::Embed:
      return {0, false, patch.firstRow};
    case Site::ResidPre:
    case Site::Query:
    case Site::Key:
    case Site::Value:
      return {patch.site.layer, false, patch.firstRow};
    case Site::Pattern:
    case Site::HeadOut:
    case Site::AttnOut:
    case Site::ResidMid:
    case Site::MlpOut:
    case Site::ResidPost:
    case Site::BlockOut:
      return {patch.site.layer, true, patch.firstRow};
    case Site::Final:
    case Site::Logits:
      break;
  }
  return {layers, true, patch.firstRow};
}

Stack stackOf(const Intervention& change) {
  return std::visit(
      [](const auto& it) {
        if constexpr (requires { it.site; })
          return it.site.stack;
        else
          return it.stack;
      },
      change);
}

Onset onsetOf(const Intervention& change, int layers) {
  struct Visitor {
    int layers;
    Onset operator()(const ScaleHead& it) const { return {it.layer, true, it.firstRow}; }
    Onset operator()(const ScaleAttention& it) const { return {it.layer, true, 0}; }
    Onset operator()(const ScaleMlp& it) const { return {it.layer, true, 0}; }
    Onset operator()(const CutEdge& it) const { return {it.layer, true, it.query}; }
    Onset operator()(const MaskKey& it) const { return {everyLayer, true, it.key + 1}; }
    Onset operator()(const AttentionTemperature& it) const { return {it.layer, true, 0}; }
    Onset operator()(const PatchRows& it) const { return onsetOfPatch(it, layers); }
  };
  return std::visit(Visitor{layers}, change);
}

/// Whether a patch that stands in both lists still copies the same trace.
bool sameSource(const Intervention& change, const PassInput& now, const PassInput& previous) {
  const auto* patch = std::get_if<PatchRows>(&change);
  if (!patch) return true;
  const auto find = [&](const PassInput& input) -> std::weak_ptr<const Trace> {
    if (!input.sources) return {};
    const auto found = input.sources->find(patch->source);
    return found == input.sources->end() ? std::weak_ptr<const Trace>{} : found->second;
  };
  const auto a = find(now), b = find(previous);
  return !a.owner_before(b) && !b.owner_before(a);
}

/// The first row of what enters block 0 that differs; `rows` where none does.
int firstOtherRow(const PassInput& now, const PassInput& previous) {
  if (!now.picture && !previous.picture)
    return static_cast<int>(std::ranges::mismatch(now.ids, previous.ids).in1 - now.ids.begin());
  const bool same = now.picture && previous.picture && *now.picture == *previous.picture;
  return same ? now.rows() : 0;
}

}  // namespace

PassInput passInput(const Request& request, const ModelInfo& model, std::span<const Intervention> sortedChanges,
                    const std::map<std::string, std::weak_ptr<const Trace>>& sources) {
  PassInput input{{}, sortedChanges, &sources};
  if (const auto* text = std::get_if<TokenInput>(&request.input)) input.ids = text->ids;
  input.picture = std::get_if<PictureInput>(&request.input);
  if (input.picture) input.pictureRows = inputRows(model, request.input);
  return input;
}

PassInput passInput(const Trace& trace) {
  PassInput input{trace.ids(), trace.changes(), &trace.sources(), trace.picture().get()};
  if (input.picture) input.pictureRows = trace.rows(trace.model().stacks.front().stack);
  return input;
}

std::vector<int> firstDirtyRows(const PassInput& now, const PassInput& previous, const StackInfo& stack) {
  const int rows = now.rows(), layers = stack.layers;
  const auto last = static_cast<std::size_t>(layers);
  std::vector<int> own(last + 2, rows);  // what each entry adds by itself; the smallest so far holds for all behind it
  own[0] = firstOtherRow(now, previous);

  const auto lower = [&](const Intervention& change) {
    if (stackOf(change) != stack.stack) return;
    const Onset onset = onsetOf(change, layers);
    const int at = onset.layer == everyLayer ? 1 : onset.layer + (onset.behind ? 1 : 0);
    if (at < 0 || at > layers + 1) return;
    const int row = stack.causal ? onset.firstRow : 0;
    own[static_cast<std::size_t>(at)] = std::min(own[static_cast<std::size_t>(at)], std::max(row, 0));
  };
  std::vector<Intervention> changed;
  std::ranges::set_symmetric_difference(now.changes, previous.changes, std::back_inserter(changed));
  for (const Intervention& change : changed) lower(change);
  for (const Intervention& change : now.changes)
    if (!sameSource(change, now, previous)) lower(change);

  const bool otherLength = rows != previous.rows();
  if (!stack.causal && (own[0] < rows || otherLength)) own[0] = 0;
  if (otherLength && stack.lengthMattersFrom > 0 && std::max(rows, previous.rows()) > stack.lengthMattersFrom)
    own[0] = 0;
  for (std::size_t entry = 1; entry < own.size(); ++entry) own[entry] = std::min(own[entry], own[entry - 1]);
  return own;
}

long dirtyRowCount(std::span<const int> firstDirtyRows, int rows) {
  long count = 0;
  for (const int first : firstDirtyRows) count += rows - first;
  return count;
}

}  // namespace headlight
