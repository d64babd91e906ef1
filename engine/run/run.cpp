#include "run/run.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "info/check_input.h"
#include "ops/ops.h"
#include "run/changes.h"
#include "run/dirty_rows.h"

namespace headlight {

Run::Run(Backend& backend, const Request& request, std::shared_ptr<const ModelInfo> model, std::stop_token stop,
         std::shared_ptr<const Trace> previous, SpareBlocks* spares)
    : backend_(backend),
      request_(request),
      model_(std::move(model)),
      stop_(std::move(stop)),
      previous_(std::move(previous)),
      spares_(backend.memoryIsFreeWithItsHandles() ? spares : nullptr),
      begin_(std::chrono::steady_clock::now()) {
  contents_.changes = sortedChanges(request_.changes);
  for (const auto& [name, trace] : request_.sources) contents_.sources.emplace(name, trace);
  if (!model_) return;
  rows_ = inputRows(*model_, request_.input);
  if (!contents_.changes.empty()) checkChanges(request_, *model_);
  if (request_.predictedRow >= rows_)
    fail(model_->name, ": row ", request_.predictedRow, " cannot be predicted: the ",
         model_->picture ? "picture has " : "text has ", rows_, model_->picture ? " rows" : " tokens");
  contents_.predictedRow = request_.predictedRow < 0 ? rows_ - 1 : request_.predictedRow;
  if (model_->picture || model_->oneRowOfLogits()) contents_.predictedRow = 0;
  for (const StackInfo& stack : model_->stacks) {
    if (previous_ && (&previous_->model() != model_.get() || !previous_->reuse(stack.stack))) previous_ = nullptr;
  }
  for (const StackInfo& stack : model_->stacks) {
    StackPlan plan = planStack(stack);
    StackReuse& reuse = contents_.reuse[stack.stack];
    reuse.resid.resize(static_cast<std::size_t>(stack.layers) + 1);
    reuse.projections.resize(static_cast<std::size_t>(stack.layers));
    for (const BlockStart& block : plan.blocks)
      contents_.firstRows[stack.stack].push_back(std::min(block.projections, block.pattern));
    plans_[stack.stack] = std::move(plan);
  }
  planPredictedLogits();
}

void Run::planPredictedLogits() {
  const bool nothingNew = previous_ && !previous_->predictedLogits().empty() &&
                          std::ranges::all_of(model_->stacks, [&](const StackInfo& stack) {
                            const int rows = this->rows(stack.stack);
                            return previous_->rows(stack.stack) == rows && plans_.at(stack.stack).dirty.back() == rows;
                          });
  if (!nothingNew) return;
  keepsPredictedLogits_ = previous_->predictedRow() == predictedRow();
  const Rows* logits = kept({model_->stacks.back().stack, Site::Logits, -1});
  if (keepsPredictedLogits_ || !logits) return;
  const int first = predictedRow() % Rows::blockRows;
  predictedLogits_ = logits->blockOf(predictedRow()).rows(first, first + 1);
  keepsPredictedLogits_ = true;
}

bool Run::wants(Stack stack, Site site, int layer) const { return request_.plan.contains({stack, site, layer}); }

int Run::rows(Stack) const { return rows_; }

const Rows* Run::kept(SiteId id) const { return previous_ ? previous_->find(id) : nullptr; }

Run::StackPlan Run::planStack(const StackInfo& stack) const {
  StackPlan plan;
  const int rows = this->rows(stack.stack);
  const auto layers = static_cast<std::size_t>(stack.layers);
  if (previous_) {
    plan.dirty = firstDirtyRows(passInput(request_, *model_, contents_.changes, contents_.sources),
                                passInput(*previous_), stack);
  } else {
    plan.dirty.assign(layers + 2, 0);
  }
  for (std::size_t layer = 0; layer < layers; ++layer) {
    const int dirty = plan.dirty[layer + 1];
    // A site that nobody looked at before is computed for every row, and what it hangs on; the stages behind stay kept.
    const auto own = [&](Site site) {
      const SiteId id{stack.stack, site, static_cast<int>(layer)};
      return wants(id.stack, id.site, id.layer) && !kept(id) ? 0 : dirty;
    };
    BlockStart block;
    block.projections = plan.dirty[layer];
    block.blockOut = dirty;
    block.residPost = stack.postNorm ? std::min(block.blockOut, own(Site::ResidPost)) : dirty;
    block.mlpOut = std::min(block.residPost, own(Site::MlpOut));
    block.residMid = std::min(block.mlpOut, own(Site::ResidMid));
    block.attnOut = std::min(block.residMid, own(Site::AttnOut));
    block.headOut = std::min(block.attnOut, own(Site::HeadOut));
    block.pattern = std::min(block.headOut, own(Site::Pattern));
    const bool measured = wants(stack.stack, Site::Pattern, static_cast<int>(layer)) && block.pattern < rows;
    plan.numbersOfLayer.push_back(measured ? plan.numberRows : -1);
    if (measured) plan.numberRows += rows - block.pattern;
    plan.blocks.push_back(block);
  }

  plan.final = rows;
  for (const Site site : {Site::Final, Site::Logits})
    if (wants(stack.stack, site) && !(stack.postNorm && site == Site::Final))
      plan.final = std::min(plan.final, kept({stack.stack, site}) ? plan.dirty.back() : 0);
  return plan;
}

int Run::embedStart(Stack stack) const { return plans_.at(stack).dirty.front(); }

BlockStart Run::start(Stack stack, int layer) const {
  return plans_.at(stack).blocks.at(static_cast<std::size_t>(layer));
}

int Run::finalStart(Stack stack) const {
  const int start = plans_.at(stack).final;
  return keepsPredictedLogits_ ? start : std::min(start, predictedRow());
}

SpareBlocks* Run::sparesOf(Stack stack) const { return model_->stack(stack).causal ? spares_ : nullptr; }

PlacedRows Run::placed(SiteId site, const Rows* kept, int first, const Shape& row, std::size_t rowStride) const {
  return {backend_, kept, first, rows(site.stack), row, rowStride, sparesOf(site.stack), site};
}

Tensor Run::place(Stack stack, Site site, int layer, int first, const Shape& row) {
  const SiteId id{stack, site, layer};
  if (!wants(stack, site, layer)) return backend_.allocate(row.withRows(rows(stack) - first));
  return (placed_[id] = placed(id, kept(id), first, row)).fresh();
}

Tensor Run::at(Stack stack, Site site, int layer, int first, Tensor value) {
  const SiteId id{stack, site, layer};
  change(id, first, value);
  if (const auto found = placed_.find(id); found != placed_.end()) contents_.sites[id] = found->second.all();
  return value;
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
      if (id == SiteId{it->stack, Site::HeadOut, it->layer}) scale(it->head, value.dim(1), it->factor, it->firstRow);
    } else if (const auto* it = std::get_if<ScaleAttention>(&change)) {
      if (id == SiteId{it->stack, Site::AttnOut, it->layer}) scale(0, 1, it->factor, 0);
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
    const Tensor from = source.blockOf(row).rows(row % Rows::blockRows, row % Rows::blockRows + 1);
    Tensor to = value.rows(row - first, row - first + 1);
    if (from.shape() != to.shape())
      fail(toString(patch.site), ": row ", row, " of \"", patch.source, "\" is ", toString(from.shape()), ", expected ",
           toString(to.shape()), "; patch from a text of the same length");
    if (&from.backend() == &backend_) {
      ops::copyRowsInto(from, to);
    } else {
      const std::vector<float> host = from.toHost();
      backend_.write(to, std::as_bytes(std::span(host)));
    }
  }
}

Tensor Run::placeResid(Stack stack, int layer, int first) {
  const StackReuse* reuse = previous_ ? previous_->reuse(stack) : nullptr;
  const Rows* kept = reuse ? &reuse->resid.at(static_cast<std::size_t>(layer)) : nullptr;
  // Named by what it enters: resid_pre has no rows of its own to place.
  const SiteId site{stack, Site::ResidPre, layer};
  return (resid_[{stack, layer}] = placed(site, kept, first, {model_->stack(stack).width})).fresh();
}

Rows Run::leave(Stack stack, Site site, int layer, int first, Tensor fresh) {
  const SiteId id{stack, site, layer};
  change(id, first, fresh);
  const int next = site == Site::Embed ? 0 : layer + 1;
  const Rows all = resid_.at({stack, next}).all();
  contents_.reuse.at(stack).resid.at(static_cast<std::size_t>(next)) = all;
  if (wants(stack, site, layer)) contents_.sites[id] = all;
  return all;
}

Rows Run::enter(Stack stack, int layer, const Rows& resid) {
  const SiteId id{stack, Site::ResidPre, layer};
  const auto patches = [&](const Intervention& change) {
    const auto* patch = std::get_if<PatchRows>(&change);
    return patch && patch->site == id;
  };
  Rows entered = resid;
  if (std::ranges::any_of(contents_.changes, patches)) {
    // A copy, since what the block before left must stay as it is for the pass after this one.
    Tensor changed = backend_.allocate({resid.rows(), model_->stack(stack).width});
    for (int begin = 0; begin < resid.rows(); begin += Rows::blockRows) {
      Tensor to = changed.rows(begin, begin + resid.blockOf(begin).dim(0));
      ops::copyRowsInto(resid.blockOf(begin), to);
    }
    change(id, 0, changed);
    entered = Rows(changed);
  }
  if (wants(stack, Site::ResidPre, layer)) contents_.sites[id] = entered;
  return entered;
}

Tensor Run::placeProjections(Stack stack, int layer, int first) {
  const StackInfo& info = model_->stack(stack);
  const int width = (info.heads + 2 * info.kvHeads) * info.headWidth;
  const StackReuse* reuse = previous_ ? previous_->reuse(stack) : nullptr;
  const Rows* kept = reuse ? &reuse->projections.at(static_cast<std::size_t>(layer)) : nullptr;
  const std::size_t stride = ops::spacedStride(static_cast<std::size_t>(width));
  return (projections_[{stack, layer}] = placed({stack, Site::Query, layer}, kept, first, {width}, stride)).fresh();
}

Run::Projections Run::projections(Stack stack, int layer) {
  const StackInfo& info = model_->stack(stack);
  const PlacedRows& placed = projections_.at({stack, layer});
  const int first = rows(stack) - placed.fresh().dim(0);
  const auto width = [&](int heads) {
    return static_cast<std::size_t>(heads) * static_cast<std::size_t>(info.headWidth);
  };
  const Rows all = placed.all();
  contents_.reuse.at(stack).projections.at(static_cast<std::size_t>(layer)) = all;
  std::size_t begin = 0;
  const auto part = [&](Site site, int heads) {
    const SiteId id{stack, site, layer};
    const Shape row{heads, info.headWidth};
    Tensor fresh = placed.fresh().columns(begin, row);
    change(id, first, fresh);
    const Rows rows = all.columns(begin, row);
    begin += width(heads);
    if (wants(stack, site, layer)) contents_.sites[id] = rows;
    return rows;
  };
  const Rows query = part(Site::Query, info.heads), key = part(Site::Key, info.kvHeads);
  return {query, key, part(Site::Value, info.kvHeads)};
}

Tensor Run::placePattern(Stack stack, int layer, int first, int end, int keyCapacity) {
  const int heads = model_->stack(stack).heads, base = first / Rows::blockRows * Rows::blockRows;
  const SiteId id{stack, Site::Pattern, layer};
  Rows before;
  if (const Rows* kept = this->kept(id); kept && first > base) before = Rows({kept->blockOf(base)});
  const bool keep = wants(stack, Site::Pattern, layer);
  patternBlock_ =
      PlacedRows(backend_, &before, keep ? first - base : 0, keep ? end - base : end - first, {heads, keyCapacity},
                 ops::patternStride(heads, keyCapacity), keep ? sparesOf(stack) : nullptr, id);
  return patternBlock_.fresh();
}

void Run::atPattern(Stack stack, int layer, int first, int keyCount, Tensor pattern) {
  const SiteId id{stack, Site::Pattern, layer};
  change(id, first, pattern);
  if (!wants(stack, Site::Pattern, layer)) return;
  std::vector<Tensor>& blocks = patternBlocks_[id];
  if (const int base = first / Rows::blockRows * Rows::blockRows; blocks.empty() && base > 0)
    blocks = firstRows(*kept(id), base).blocks();
  blocks.push_back(patternBlock_.all().blocks().front());

  StackPlan& plan = plans_.at(stack);
  const StackInfo& info = model_->stack(stack);
  if (!plan.numbers.defined()) plan.numbers = backend_.allocate({plan.numberRows, info.heads, PatternSumCount});
  const auto at = static_cast<std::size_t>(layer);
  const int begin = plan.numbersOfLayer.at(at) + first - plan.blocks.at(at).pattern;
  Tensor numbers = plan.numbers.rows(begin, begin + pattern.dim(0));
  ops::patternStatisticsInto(pattern, first, keyCount, info.causal, info.window(layer), numbers);
}

std::vector<KeyCut> Run::keyCuts(Stack stack, int layer) const {
  return headlight::keyCuts(contents_.changes, model_->stack(stack), layer, rows(stack));
}

float Run::attentionTemperature(Stack stack, int layer) const {
  return headlight::attentionTemperature(contents_.changes, stack, layer);
}

void Run::keepPredictedLogits(Tensor logits) { predictedLogits_ = std::move(logits); }

bool Run::keepsLogitsOf(int layer) const {
  if (!previous_ || previous_->logitsByLayer().empty()) return false;
  const Stack stack = model_->stacks.back().stack;
  return plans_.at(stack).dirty.at(static_cast<std::size_t>(layer) + 1) == rows(stack);
}

bool Run::wantsLogitsOf(int layer) const {
  return request_.logitsByLayer && model_->output == OutputHead::ImageClassification &&
         layer + 1 < model_->stacks.back().layers && !keepsLogitsOf(layer);
}

Tensor Run::placeLogitsOf(int layer) {
  if (!logitsByLayer_.defined())
    logitsByLayer_ = backend_.allocate({model_->stacks.back().layers - 1, model_->logits()});
  return logitsByLayer_.rows(layer, layer + 1);
}

void Run::section(std::string name) { backend_.section(std::move(name)); }

void Run::checkpoint() {
  const std::uint64_t twoBack = std::exchange(tickets_[0], std::exchange(tickets_[1], backend_.flush()));
  backend_.wait(twoBack);
  if (stop_.stop_requested()) throw Cancelled{};
}

}  // namespace headlight
