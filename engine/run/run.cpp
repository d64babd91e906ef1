#include "run/run.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "info/block_sites.h"
#include "info/check_input.h"
#include "ops/ops.h"
#include "run/changes.h"
#include "run/predicted_row.h"
#include "tensor/spaced_stride.h"

namespace headlight {

Run::Run(Backend& backend, const Request& request, std::shared_ptr<const ModelInfo> model, std::stop_token stop,
         PassStart start, SpareBlocks* spares)
    : backend_(backend),
      request_(request),
      model_(std::move(model)),
      stop_(std::move(stop)),
      previous_(std::move(start.previous)),
      spares_(backend.memoryIsFreeWithItsHandles() ? spares : nullptr),
      begin_(std::chrono::steady_clock::now()) {
  contents_.changes = start.differences ? std::move(start.differences->changes) : sortedChanges(request_.changes);
  for (const auto& [name, trace] : request_.sources) contents_.sources.emplace(name, trace);
  if (!model_) return;
  rows_ = rowsByStack(*model_, request_.inputs);
  if (!contents_.changes.empty()) checkChanges(request_, *model_);
  contents_.predictedRow = predictedRowOf(*model_, request_.inputs, request_.predictedRow);
  for (const StackInfo& stack : model_->stacks) {
    if (previous_ && (&previous_->model() != model_.get() || !previous_->reuse(stack.stack))) previous_ = nullptr;
  }
  planStacks(start.differences ? std::move(start.differences->dirty) : std::vector<DirtyRows>());
  for (std::size_t place = 0; place < model_->outputs.size(); ++place) planOutput(place);
}

void Run::planStacks(std::vector<DirtyRows> dirty) {
  if (previous_ && dirty.empty())
    dirty = firstDirtyRows(passInputs(request_, *model_, contents_.changes, contents_.sources), passInputs(*previous_),
                           *model_);
  for (const StackInfo& stack : model_->stacks) {
    const std::size_t place = plans_.size(), layers = static_cast<std::size_t>(stack.layers);
    DirtyRows all{std::vector<int>(layers + 2, 0)};
    if (stack.memory) all.memory.assign(layers, 0);
    plans_.push_back(planStack(stack, previous_ ? std::move(dirty[place]) : std::move(all)));
    contents_.reuse[stack.stack].resid.resize(layers + 1);
    const StackPlan& plan = plans_.back();
    for (const BlockStart& block : plan.blocks) {
      int first = rows(stack.stack);
      for (const BlockSite& site : plan.sites)
        if (headlight::rowsOf(stack, {stack.stack, site.site, 0, site.attention}) == stack.stack)
          first = std::min(first, block(site.site, site.attention));
      contents_.firstRows[stack.stack].push_back(first);
    }
    if (!stack.memory) continue;
    int& final = planOf(*stack.memory).final;
    for (const int first : plan.dirty.memory) final = std::min(final, first);
  }
}

bool Run::nothingNew() const {
  return previous_ && std::ranges::all_of(model_->stacks, [&](const StackInfo& stack) {
           const int rows = this->rows(stack.stack);
           return previous_->rows(stack.stack) == rows && planOf(stack.stack).dirty.rows.back() == rows;
         });
}

void Run::planOutput(std::size_t place) {
  const OutputInfo& output = model_->outputs[place];
  OutputPlan plan;
  const bool sameRow = previous_ && previous_->predictedRow() == predictedRow();
  if (nothingNew() && !previous_->predictedLogits(place).empty()) {
    plan.keepsPredicted = sameRow;
    const Rows* logits = output.ofEveryRow() ? kept({output.stack, Site::Logits, -1}) : nullptr;
    if (!sameRow && logits) {
      const int first = predictedRow() % Rows::blockRows;
      plan.predicted = logits->blockOf(predictedRow()).rows(first, first + 1);
      plan.keepsPredicted = true;
    }
  }
  const int last = model_->stack(output.stack).layers - 1;
  if (!request_.logitsByLayer) plan.byLayerFrom = last;
  if (sameRow && !previous_->logitsByLayer(place).empty()) {
    const std::vector<int>& dirty = planOf(output.stack).dirty.rows;
    const int read = output.ofEveryRow() ? predictedRow() + 1 : rows(output.stack);  // rows [0, read) must be kept
    while (plan.byLayerFrom < last && dirty[static_cast<std::size_t>(plan.byLayerFrom) + 1] >= read) ++plan.byLayerFrom;
  }
  outputs_.push_back(std::move(plan));
}

const Input& Run::input(StackId stack) const {
  return request_.inputs[static_cast<std::size_t>(model_->stack(stack).input)];
}

int Run::rowsOf(SiteId id) const { return rows(headlight::rowsOf(model_->stack(id.stack), id)); }

const Rows* Run::kept(SiteId id) const { return previous_ ? previous_->find(id) : nullptr; }

BlockStart Run::planBlock(const StackInfo& stack, std::span<const BlockSite> sites, int layer,
                          const DirtyRows& dirty) const {
  const auto at = static_cast<std::size_t>(layer);
  const int before = dirty.rows[at], after = dirty.rows[at + 1];
  BlockStart block;
  // Backwards: a stage gives the rows that the one after it computes. A site that nobody looked at before is computed
  // for every row, and what it hangs on; the stages after it stay kept.
  int needed = after, residMid = after;
  for (auto stage = sites.rbegin(); stage != sites.rend(); ++stage) {
    const SiteId id{stack.stack, stage->site, layer, stage->attention};
    int& first = block(stage->site, stage->attention);
    if (!stage->reused) {
      needed = first = std::min(needed, wants(id) && !kept(id) ? 0 : after);
      if (stage->site == Site::ResidMid) residMid = first;
    } else if (stage == sites.rbegin()) {
      first = after;
    } else {
      first = headlight::rowsOf(stack, id) != stack.stack ? dirty.memory[at] : stage->afterProjections ? after : before;
      needed = residMid;  // the residual stream passes the attention by
    }
  }
  return block;
}

Run::StackPlan Run::planStack(const StackInfo& stack, DirtyRows dirty) const {
  StackPlan plan;
  plan.sites = blockSites(stack);
  plan.dirty = std::move(dirty);
  const int rows = this->rows(stack.stack);
  for (int layer = 0; layer < stack.layers; ++layer) {
    plan.blocks.push_back(planBlock(stack, plan.sites, layer, plan.dirty));
    for (const AttentionInfo& attention : stack.attentions()) {
      const SiteId pattern = patternSite(attention.id, layer);
      const int first = plan.blocks.back()(Site::Pattern, attention.id.which);
      if (!wants(pattern) || first >= rows) continue;
      plan.numbersOf[pattern] = plan.numberRows;
      plan.numberRows += rows - first;
    }
  }
  plan.final = rows;
  for (const Site site : {Site::Final, Site::Logits})
    if (wants({stack.stack, site}) && (site != Site::Final || hasFinalNorm(stack)))
      plan.final = std::min(plan.final, kept({stack.stack, site}) ? plan.dirty.rows.back() : 0);
  return plan;
}

int Run::finalStart(StackId stack) const {
  int start = planOf(stack).final;
  for (std::size_t place = 0; place < outputs_.size(); ++place)
    if (model_->outputs[place].stack == stack && !outputs_[place].keepsPredicted)
      start = std::min(start, predictedRow());
  return start;
}

SpareBlocks* Run::sparesOf(StackId stack) const { return model_->stack(stack).causal ? spares_ : nullptr; }

PlacedRows Run::placed(SiteId site, const Rows* kept, int first, const Shape& row, std::size_t rowStride) const {
  const StackId rows = headlight::rowsOf(model_->stack(site.stack), site);
  return {backend_, kept, first, this->rows(rows), row, rowStride, sparesOf(rows), site};
}

bool Run::reuses(SiteId id) const {
  return std::ranges::any_of(planOf(id.stack).sites, [&](const BlockSite& block) {
    return block.reused && block.site == id.site && block.attention == id.attention;
  });
}

const Rows* Run::keptForReuse(SiteId id) const {
  const StackReuse* reuse = previous_ ? previous_->reuse(id.stack) : nullptr;
  return reuse ? &reuse->sites.at(id) : nullptr;
}

Tensor Run::place(SiteId id, int first, const Shape& row) {
  const bool reused = reuses(id);
  if (!wants(id) && !reused) return backend_.allocate(row.withRows(rowsOf(id) - first));
  return (placed_[id] = placed(id, reused ? keptForReuse(id) : kept(id), first, row)).fresh();
}

Tensor Run::at(SiteId id, int first, Tensor value) {
  change(id, first, value);
  keep(id);
  return value;
}

void Run::keep(SiteId id, const Tensor& value) {
  if (wants(id)) contents_.sites[id] = Rows(value);
}

Rows Run::keep(SiteId id) {
  const auto found = placed_.find(id);
  if (found == placed_.end()) return {};
  Rows all = found->second.all();
  if (wants(id)) contents_.sites[id] = all;
  if (reuses(id)) contents_.reuse.at(id.stack).sites[id] = all;
  return all;
}

void Run::change(SiteId id, int first, Tensor& value) const {
  const int count = value.dim(0);
  const auto scale = [&](int head, int heads, float factor, int firstRow) {
    const int from = std::clamp(firstRow - first, 0, count);
    const int width = static_cast<int>(value.shape().rowElements()) / heads;
    Tensor part = value.rows(from, count).viewAs({count - from, heads, width});
    ops::scaleHead(part, head, factor);
  };
  for (const Intervention& change : contents_.changes) {
    if (const auto* it = std::get_if<ScaleHead>(&change)) {
      if (id == SiteId{it->stack, Site::HeadOut, it->layer, it->attention})
        scale(it->head, value.dim(1), it->factor, it->firstRow);
    } else if (const auto* it = std::get_if<ScaleAttention>(&change)) {
      if (id == SiteId{it->stack, Site::AttnOut, it->layer, it->attention}) scale(0, 1, it->factor, 0);
    } else if (const auto* it = std::get_if<ScaleMlp>(&change)) {
      if (id == SiteId{it->stack, Site::MlpOut, it->layer}) scale(0, 1, it->factor, 0);
    } else if (const auto* it = std::get_if<PatchRows>(&change)) {
      if (it->site == id) patch(*it, first, value);
    }
  }
}

void Run::patch(const PatchRows& patch, int first, Tensor& value) const {
  const Rows& source = *request_.sources.at(patch.source)->find(patch.site);
  const int begin = std::max(patch.firstRow, first),
            end = std::min(patch.firstRow + patch.rowCount, first + value.dim(0));
  for (int row = begin; row < end; ++row) {
    const int there = row - patch.firstRow + patch.firstSourceRow();
    const Tensor from = source.blockOf(there).rows(there % Rows::blockRows, there % Rows::blockRows + 1);
    Tensor to = value.rows(row - first, row - first + 1);
    if (from.shape() != to.shape())
      fail(toString(patch.site), ": row ", there, " of \"", patch.source, "\" is ", toString(from.shape()),
           ", expected ", toString(to.shape()), "; patch from a text of the same length");
    if (&from.backend() == &backend_) {
      ops::copyRowsInto(from, to);
    } else {
      const std::vector<float> host = from.toHost();
      backend_.write(to, std::as_bytes(std::span(host)));
    }
  }
}

Tensor Run::placeResid(StackId stack, int layer, int first) {
  const StackReuse* reuse = previous_ ? previous_->reuse(stack) : nullptr;
  const Rows* kept = reuse ? &reuse->resid.at(static_cast<std::size_t>(layer)) : nullptr;
  // Named by what it enters: resid_pre has no rows of its own to place.
  const SiteId site{stack, Site::ResidPre, layer};
  return (resid_[site] = placed(site, kept, first, {rowElements(*model_, site)})).fresh();
}

Rows Run::leave(SiteId id, int first, Tensor fresh) {
  change(id, first, fresh);
  const int next = id.site == Site::Embed ? 0 : id.layer + 1;
  const Rows all = resid_.at({id.stack, Site::ResidPre, next}).all();
  contents_.reuse.at(id.stack).resid.at(static_cast<std::size_t>(next)) = all;
  if (wants(id)) contents_.sites[id] = all;
  return all;
}

Rows Run::enter(StackId stack, int layer, const Rows& resid) {
  const SiteId id{stack, Site::ResidPre, layer};
  const auto patches = [&](const Intervention& change) {
    const auto* patch = std::get_if<PatchRows>(&change);
    return patch && patch->site == id;
  };
  Rows entered = resid;
  if (std::ranges::any_of(contents_.changes, patches)) {
    // A copy, since what the block before left must stay as it is for the pass after this one.
    Tensor changed = backend_.allocate({resid.rows(), rowElements(*model_, id)});
    for (int begin = 0; begin < resid.rows(); begin += Rows::blockRows) {
      Tensor to = changed.rows(begin, begin + resid.blockOf(begin).dim(0));
      ops::copyRowsInto(resid.blockOf(begin), to);
    }
    change(id, 0, changed);
    entered = Rows(changed);
  }
  if (wants(id)) contents_.sites[id] = entered;
  return entered;
}

Tensor Run::placeProjections(AttentionId attention, int layer, std::span<const Site> parts, int first) {
  int width = 0;
  for (const Site part : parts) width += rowElements(*model_, {attention.stack, part, layer, attention.which});
  const SiteId id{attention.stack, parts.front(), layer, attention.which};
  const std::size_t stride = spacedStride(static_cast<std::size_t>(width));
  return (projections_[id] = placed(id, keptForReuse(id), first, {width}, stride)).fresh();
}

std::vector<Rows> Run::projections(AttentionId attention, int layer, std::span<const Site> parts) {
  const StackInfo& info = model_->stack(attention.stack);
  const SiteId product{attention.stack, parts.front(), layer, attention.which};
  const PlacedRows& placed = projections_.at(product);
  const int first = rowsOf(product) - placed.fresh().dim(0);
  const Rows all = placed.all();
  contents_.reuse.at(attention.stack).sites[product] = all;
  std::vector<Rows> rows;
  std::size_t begin = 0;
  for (const Site part : parts) {
    const SiteId id{attention.stack, part, layer, attention.which};
    const int heads = rowShape(part) == RowShape::Heads ? info.heads : info.kvHeads;
    const Shape row{heads, rowElements(*model_, id) / heads};
    Tensor fresh = placed.fresh().columns(begin, row);
    change(id, first, fresh);
    rows.push_back(all.columns(begin, row));
    begin += row.elements();
    if (wants(id)) contents_.sites[id] = rows.back();
  }
  return rows;
}

Tensor Run::placePattern(AttentionId attention, int layer, int first, int end, int keyCapacity) {
  const int heads = model_->stack(attention.stack).heads, base = first / Rows::blockRows * Rows::blockRows;
  const SiteId id = patternSite(attention, layer);
  Rows before;
  if (const Rows* kept = this->kept(id); kept && first > base) before = Rows({kept->blockOf(base)});
  const bool keep = wants(id);
  patternBlock_ =
      PlacedRows(backend_, &before, keep ? first - base : 0, keep ? end - base : end - first, {heads, keyCapacity},
                 ops::patternStride(heads, keyCapacity), keep ? sparesOf(attention.stack) : nullptr, id);
  return patternBlock_.fresh();
}

void Run::atPattern(AttentionId attention, int layer, int first, int keyCount, Tensor pattern) {
  const SiteId id = patternSite(attention, layer);
  change(id, first, pattern);
  if (!wants(id)) return;
  std::vector<Tensor>& blocks = patternBlocks_[id];
  if (const int base = first / Rows::blockRows * Rows::blockRows; blocks.empty() && base > 0)
    blocks = firstRows(*kept(id), base).blocks();
  blocks.push_back(patternBlock_.all().blocks().front());

  StackPlan& plan = planOf(attention.stack);
  const StackInfo& info = model_->stack(attention.stack);
  if (!plan.numbers.defined()) plan.numbers = backend_.allocate({plan.numberRows, info.heads, PatternSumCount});
  const BlockStart& start = plan.blocks.at(static_cast<std::size_t>(layer));
  const int begin = plan.numbersOf.at(id) + first - start(Site::Pattern, attention.which);
  Tensor numbers = plan.numbers.rows(begin, begin + pattern.dim(0));
  const bool ofItself = attention.which == 0;
  ops::patternStatisticsInto(pattern, first, keyCount, ofItself && info.causal, ofItself ? info.window(layer) : 0,
                             numbers);
}

std::vector<KeyCut> Run::keyCuts(AttentionId attention, int layer) const {
  if (contents_.changes.empty()) return {};
  const AttentionInfo info = model_->attention(attention);
  return headlight::keyCuts(contents_.changes, info, layer, rows(attention.stack), rows(info.keys));
}

float Run::attentionTemperature(AttentionId attention, int layer) const {
  return headlight::attentionTemperature(contents_.changes, attention, layer);
}

float Run::relativeBiasFactor(StackId stack, int layer) const {
  return headlight::relativeBiasFactor(contents_.changes, stack, layer);
}

void Run::keepPredictedLogits(Tensor logits, std::size_t output) { outputs_.at(output).predicted = std::move(logits); }

Tensor Run::placeLogitsByLayer(std::size_t output) {
  const OutputInfo& info = model_->outputs.at(output);
  const int layers = model_->stack(info.stack).layers - 1 - logitsByLayerFrom(output);
  return outputs_.at(output).byLayer = backend_.allocate({layers, info.logits});
}

const Rows& Run::left(StackId stack, int layer) const {
  return contents_.reuse.at(stack).resid.at(static_cast<std::size_t>(layer) + 1);
}

void Run::section(std::string name) { backend_.section(std::move(name)); }

void Run::section(StackId stack, const std::string& name) {
  section(model_->stacks.size() > 1 ? model_->stack(stack).name + "." + name : name);
}

void Run::checkpoint() {
  const std::uint64_t twoBack = std::exchange(tickets_[0], std::exchange(tickets_[1], backend_.flush()));
  backend_.wait(twoBack);
  if (stop_.stop_requested()) throw Cancelled{};
}

}  // namespace headlight
