#include "run/dirty_rows.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "info/block_sites.h"
#include "info/check_input.h"
#include "trace/trace.h"

namespace headlight {
namespace {

/// Where a change first shows: the entry of DirtyRows::rows that it lowers, and to which row.
struct Onset {
  int entry;
  int firstRow;
};

Onset onsetOfPatch(const PatchRows& patch, const StackInfo& stack) {
  const SiteId& id = patch.site;
  if (id.site == Site::Embed) return {0, patch.firstRow};
  for (const BlockSite& block : blockSites(stack)) {
    if (block.site != id.site || block.attention != id.attention) continue;
    const bool ofOwnRows = rowsOf(stack, id) == stack.stack;  // any row may read a key of the memory
    return {id.layer + (block.afterProjections ? 1 : 0), ofOwnRows ? patch.firstRow : 0};
  }
  return {stack.layers + 1, patch.firstRow};
}

StackId stackOf(const Intervention& change) {
  return std::visit(
      [](const auto& it) {
        if constexpr (requires { it.site; })
          return it.site.stack;
        else
          return it.stack;
      },
      change);
}

Onset onsetOf(const Intervention& change, const StackInfo& stack) {
  struct Visitor {
    const StackInfo& stack;
    static int after(int layer) { return layer == everyLayer ? 1 : layer + 1; }
    Onset operator()(const ScaleHead& it) const { return {after(it.layer), it.firstRow}; }
    Onset operator()(const ScaleAttention& it) const { return {after(it.layer), 0}; }
    Onset operator()(const ScaleMlp& it) const { return {after(it.layer), 0}; }
    Onset operator()(const CutEdge& it) const { return {after(it.layer), it.query}; }
    Onset operator()(const MaskKey& it) const { return {1, it.attention == 0 ? it.key + 1 : 0}; }
    Onset operator()(const AttentionTemperature& it) const { return {after(it.layer), 0}; }
    Onset operator()(const ScaleRelativeBias& it) const { return {after(it.layer), 0}; }
    Onset operator()(const PatchRows& it) const { return onsetOfPatch(it, stack); }
  };
  return std::visit(Visitor{stack}, change);
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
  if (!now.picture && !previous.picture) {
    const auto same = std::ranges::mismatch(now.ids, previous.ids).in1 - now.ids.begin();
    const auto typeOf = [](const PassInput& input, int row) {
      return input.types.empty() ? 0 : input.types[static_cast<std::size_t>(row)];
    };
    int row = 0;
    while (row < same && typeOf(now, row) == typeOf(previous, row)) ++row;
    return row;
  }
  const bool same = now.picture && previous.picture && *now.picture == *previous.picture;
  return same ? now.rows() : 0;
}

/// Calls `each` for every change that one of the two passes has and the other has not.
template <class Each>
void forDifferences(const PassInput& now, const PassInput& previous, StackId stack, const Each& each) {
  std::vector<Intervention> changed;
  std::ranges::set_symmetric_difference(now.changes, previous.changes, std::back_inserter(changed));
  for (const Intervention& change : changed)
    if (stackOf(change) == stack) each(change);
  for (const Intervention& change : now.changes)
    if (stackOf(change) == stack && !sameSource(change, now, previous)) each(change);
}

/// What each entry adds by itself, before the smallest so far holds for all after it.
std::vector<int> ownDirtyRows(const PassInput& now, const PassInput& previous, const StackInfo& stack) {
  const int rows = now.rows(), entries = stack.layers + 2;
  std::vector<int> own(static_cast<std::size_t>(entries), rows);
  own[0] = firstOtherRow(now, previous);
  forDifferences(now, previous, stack.stack, [&](const Intervention& change) {
    const Onset onset = onsetOf(change, stack);
    if (onset.entry < 0 || onset.entry >= entries) return;
    int& entry = own[static_cast<std::size_t>(onset.entry)];
    entry = std::min(entry, stack.causal ? std::max(onset.firstRow, 0) : 0);
  });
  const bool otherLength = rows != previous.rows();
  if (!stack.causal && (own[0] < rows || otherLength)) own[0] = 0;
  if (otherLength && stack.lengthMattersFrom > 0 && std::max(rows, previous.rows()) > stack.lengthMattersFrom)
    own[0] = 0;
  return own;
}

void lowerBehind(std::vector<int>& own) {
  for (std::size_t entry = 1; entry < own.size(); ++entry) own[entry] = std::min(own[entry], own[entry - 1]);
}

/// For each layer the first row of the memory whose key and value differ: from its first other row on, or where a patch
/// of them came or went.
std::vector<int> dirtyMemory(const PassInput& now, const PassInput& previous, const StackInfo& stack, int firstOther) {
  std::vector<int> memory(static_cast<std::size_t>(stack.layers), firstOther);
  forDifferences(now, previous, stack.stack, [&](const Intervention& change) {
    const auto* patch = std::get_if<PatchRows>(&change);
    if (!patch || rowsOf(stack, patch->site) == stack.stack) return;
    int& first = memory[static_cast<std::size_t>(patch->site.layer)];
    first = std::min(first, patch->firstRow);
  });
  return memory;
}

PassInput passInput(const Input& input, const ModelInfo& model, StackId stack, std::span<const Intervention> changes,
                    const std::map<std::string, std::weak_ptr<const Trace>>& sources) {
  PassInput given{{}, changes, &sources};
  if (const auto* text = std::get_if<TokenInput>(&input)) {
    given.ids = text->ids;
    given.types = text->types;
  }
  given.picture = std::get_if<PictureInput>(&input);
  if (given.picture) given.pictureRows = inputRows(model, stack, input);
  return given;
}

}  // namespace

std::vector<PassInput> passInputs(const Request& request, const ModelInfo& model,
                                  std::span<const Intervention> sortedChanges,
                                  const std::map<std::string, std::weak_ptr<const Trace>>& sources) {
  std::vector<PassInput> inputs;
  for (const StackInfo& stack : model.stacks)
    inputs.push_back(
        passInput(request.inputs[static_cast<std::size_t>(stack.input)], model, stack.stack, sortedChanges, sources));
  return inputs;
}

std::vector<PassInput> passInputs(const Trace& trace) {
  std::vector<PassInput> inputs;
  for (const StackInfo& stack : trace.model().stacks)
    inputs.push_back(passInput(trace.inputs()[static_cast<std::size_t>(stack.input)], trace.model(), stack.stack,
                               trace.changes(), trace.sources()));
  return inputs;
}

std::vector<int> firstDirtyRows(const PassInput& now, const PassInput& previous, const StackInfo& stack) {
  std::vector<int> rows = ownDirtyRows(now, previous, stack);
  lowerBehind(rows);
  return rows;
}

std::vector<DirtyRows> firstDirtyRows(std::span<const PassInput> now, std::span<const PassInput> previous,
                                      const ModelInfo& model) {
  std::vector<DirtyRows> all;
  for (std::size_t place = 0; place < model.stacks.size(); ++place) {
    const StackInfo& stack = model.stacks[place];
    DirtyRows dirty{ownDirtyRows(now[place], previous[place], stack)};
    if (stack.memory) {
      const std::size_t from = model.placeOf(*stack.memory);
      const int firstOther = all.at(from).rows.back(), rows = now[from].rows();
      dirty.memory = dirtyMemory(now[place], previous[place], stack, firstOther);
      if (firstOther < rows || rows != previous[from].rows()) dirty.rows[1] = 0;
    }
    lowerBehind(dirty.rows);
    all.push_back(std::move(dirty));
  }
  return all;
}

long dirtyRowCount(std::span<const int> firstDirtyRows, int rows) {
  long count = 0;
  for (const int first : firstDirtyRows) count += rows - first;
  return count;
}

}  // namespace headlight
