#include "ui/panels/pipeline_stages.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "base/within.h"
#include "info/block_sites.h"

namespace headlight::ui {
namespace {

using Kind = PipelineStage::Kind;

constexpr double leastBlock = 8, largestBlock = 420;  // px

/// The part of a pass that a stage is, as Run::section calls it.
std::string sectionOf(const ModelInfo& model, const PipelineStage& stage) {
  const std::string own = stage.kind == Kind::Embedding ? "embed"
                          : stage.isBlock()             ? "blocks." + std::to_string(stage.layer)
                          : stage.kind == Kind::Norm    ? "final"
                                                        : "";
  if (stage.kind == Kind::Logits) return "logits";
  return own.empty() || model.stacks.size() == 1 ? own : model.stack(stage.stack).name + "." + own;
}

bool hasVector(const PipelineStage& stage) {
  return stage.kind == Kind::Embedding || stage.isBlock() || stage.kind == Kind::Norm;
}

}  // namespace

SiteId PipelineStage::site(const ModelInfo& model) const {
  if (kind == Kind::Embedding) return {stack, Site::Embed, -1};
  if (kind == Kind::Norm) return {stack, Site::Final, -1};
  return {stack, leavingSite(model.stack(stack)), layer};
}

std::vector<PipelineStage> stagesOf(const ModelInfo& model) {
  std::vector<PipelineStage> stages;
  for (const StackInfo& stack : model.stacks) {
    const auto add = [&](Kind kind, int layer = -1) { stages.push_back({kind, stack.stack, layer}); };
    add(Kind::Tokens);
    add(Kind::Embedding);
    for (int layer = 0; layer < stack.layers; ++layer) add(Kind::Block, layer);
    if (hasFinalNorm(stack)) add(Kind::Norm);
  }
  const StackId last = model.stacks.back().stack;
  if (model.logits() > 0) stages.push_back({Kind::Logits, last});
  // Of answers the softmax is over the rows: none of the predicted row's two logits.
  if (model.logits() > 1 && !model.says(Says::Answer)) stages.push_back({Kind::Softmax, last});
  return stages;
}

void takeTimes(std::vector<PipelineStage>& stages, const Trace& trace) {
  std::map<std::string, double, std::less<>> times;
  for (const OpTiming& timing : trace.timings()) times[timing.section] += timing.milliseconds;
  for (PipelineStage& stage : stages)
    if (const auto found = times.find(sectionOf(trace.model(), stage)); found != times.end())
      stage.milliseconds = found->second;
}

CapturePlan vectorSites(const ModelInfo& model) {
  CapturePlan plan;
  for (const PipelineStage& stage : stagesOf(model))
    if (hasVector(stage)) plan.add(stage.site(model));
  return plan;
}

int shownRow(const Trace& trace, StackId stack) {
  if (trace.model().imageOf(stack)) return 0;
  const int rows = trace.rows(stack), predicted = trace.predictedRow();
  return stack == trace.model().stacks.back().stack && predicted >= 0 && predicted < rows ? predicted : rows - 1;
}

void readVectors(std::vector<PipelineStage>& stages, const Trace& trace) {
  for (PipelineStage& stage : stages) {
    if (!hasVector(stage)) continue;
    if (const Rows* rows = trace.find(stage.site(trace.model())); rows && rows->rows() > 0)
      stage.vector = rows->rowToHost(std::min(shownRow(trace, stage.stack), rows->rows() - 1));
  }
}

void placeStages(std::vector<PipelineStage>& stages, double width, double margin, double top, double height) {
  if (stages.empty()) return;
  const auto count = [&](Kind kind) {
    return static_cast<int>(std::ranges::count(stages, kind, &PipelineStage::kind));
  };
  const int blocks = count(Kind::Block), stacks = count(Kind::Tokens);
  const int ends = count(Kind::Norm) + count(Kind::Logits) + count(Kind::Softmax);
  // Between two stacks lie three gaps.
  const int gaps = static_cast<int>(stages.size()) - 1 + 2 * (stacks - 1);
  struct Widths {
    double tokens, embedding, end, gap, leastBlock;
  };
  const Widths choices[] = {
      {92, 158, 70, 14, 96}, {82, 140, 62, 10, 44}, {70, 84, 56, 6, 30}, {56, 60, 52, 3, leastBlock}};
  Widths chosen = choices[3];
  double block = leastBlock;
  for (const Widths& w : choices) {
    const double room = width - 2 * margin - stacks * (w.tokens + w.embedding) - ends * w.end - gaps * w.gap;
    block = blocks > 0 ? room / blocks : 0;
    chosen = w;
    if (block >= w.leastBlock) break;
  }
  block = within(block, leastBlock, largestBlock);
  double x = margin;
  for (PipelineStage& stage : stages) {
    if (stage.kind == Kind::Tokens && &stage != &stages.front()) x += 2 * chosen.gap;
    const double wide = stage.kind == Kind::Tokens      ? chosen.tokens
                        : stage.kind == Kind::Embedding ? chosen.embedding
                        : stage.isBlock()               ? block
                                                        : chosen.end;
    stage.box = QRectF(std::round(x) + 0.5, top + 0.5, std::floor(wide) - 1, height - 1);
    x += wide + chosen.gap;
  }
}

}  // namespace headlight::ui
