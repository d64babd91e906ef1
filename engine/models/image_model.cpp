#include "models/image_model.h"

#include <string>
#include <utility>

#include "info/check_input.h"
#include "io/weights.h"
#include "models/encoder_config.h"
#include "nn/last_rows.h"
#include "nn/weight_scope.h"
#include "ops/ops.h"

namespace headlight {
namespace {

constexpr StackId stack = StackId::Encoder;

}  // namespace

ImageModel::ImageModel(const ImageConfig& image, const io::Config& config, io::Weights& weights, Backend& backend,
                       ModelInfo info, const LoadProgress& progress, const std::stop_token& stop) {
  const BlockConfig& block = image.block;
  const ImageInputInfo& picture = image.embedding.picture;
  const WeightScope scope(weights, backend);
  info.inputs = {imageInput(picture)};
  info.stacks = {{stack, image.layers, block.heads, block.kvHeads, block.headWidth, block.width, false}};
  info.stacks.back().name = "encoder";
  const auto head = imageHead(config, [&](std::string_view name) { return scope.has(name); });
  info.output = head ? OutputHead::ImageClassification : OutputHead::None;
  if (head) {
    info.labels = labelsOf(config);
    info.labelKind = labelKindOf(config, info.labels.size());
  }

  const auto step = [&](int done, const std::string& what) {
    if (progress) progress(static_cast<double>(done) / (image.layers + 2), what);
    if (stop.stop_requested()) throw Cancelled{};
  };
  step(0, "embedding");
  embedding_.emplace(scope, image.embedding);
  for (int layer = 0; layer < image.layers; ++layer) {
    const std::string name = "blocks." + std::to_string(layer);
    step(1 + layer, name);
    if (image.gated)
      blocks_.emplace_back(SwiGluBlock(scope.sub(name), block, layer));
    else
      blocks_.emplace_back(PreNormBlock(scope.sub(name), block, layer));
  }
  step(1 + image.layers, "head");
  final_.emplace(scope.sub("final"), block.width, block.epsilon);
  if (head)
    classifier_.emplace(
        scope, ImageClassifier::Config{*head, picture.specials(), block.heads, block.headWidth, info.logits()});
  info.notUsed = weights.finish();
  info.parameters = parameters(image);
  info_ = std::make_shared<const ModelInfo>(std::move(info));
  if (progress) progress(1.0, "ready");
}

std::uint64_t ImageModel::parameters(const ImageConfig& image) const {
  const auto count = [](int number) { return static_cast<std::uint64_t>(number); };
  const auto dense = [&](int out, int in, bool bias = true) { return count(out) * (count(in) + (bias ? 1 : 0)); };
  const PatchEmbedding::Config& embedding = image.embedding;
  const ImageInputInfo& picture = embedding.picture;
  const int width = image.block.width, hidden = image.block.hidden, positioned = embedding.distillation ? 2 : 1;
  const std::uint64_t attention = 3 * dense(width, width, image.block.projectionBias) + dense(width, width);
  const std::uint64_t mlp = (image.gated ? 2 : 1) * dense(hidden, width) + dense(width, hidden);
  const std::uint64_t vectors = (image.block.layerScale ? 6 : 4) * count(width);
  return count(picture.specials() + positioned + picture.grid().count()) * count(width) +
         dense(width, picture.channels * picture.patchHeight * picture.patchWidth) +
         count(image.layers) * (attention + mlp + vectors) + 2 * count(width) +
         (classifier_ ? classifier_->parameters() : 0);
}

void ImageModel::leaveLogitsOf(Run& run, int layer, const Rows& x) const {
  if (!classifier_ || !run.wantsLogitsOf(layer)) return;
  const int width = info_->stack(stack).width;
  const Tensor all = rowsFrom(run.backend(), x, 0, {width});
  Tensor logits = run.placeLogitsOf(layer);
  classifier_->into((*final_)(all.rows(0, classifier_->rowsRead(x.rows()))), logits);
}

void ImageModel::forward(Run& run) const {
  const PictureInput& picture = checkedPicture(*info_, stack, run.input(stack));
  run.section("embed");
  const int first = run.embedStart(stack);  // 0, or all rows are kept
  Tensor embed = run.placeResid(stack, 0, first);
  if (first == 0) embedding_->into(picture, embed);
  Rows x = run.leave({stack, Site::Embed}, first, embed);
  for (int layer = 0; layer < static_cast<int>(blocks_.size()); ++layer) {
    x = std::visit([&](const auto& block) { return block(run, x); }, blocks_[static_cast<std::size_t>(layer)]);
    leaveLogitsOf(run, layer, x);
  }

  const LastRows last = leaveFinal(run, stack, info_->stack(stack).width, *final_, x);
  if (!classifier_ || run.keepsPredictedLogits()) return;
  run.section("logits");
  Tensor logits = run.backend().allocate({1, info_->logits()});
  classifier_->into(last.rows, logits);  // row 0 is predicted: every row was normed
  run.keepPredictedLogits(logits);
}

std::unique_ptr<Model> makeImageModel(const io::Config& config, io::Weights& weights, Backend& backend, ModelInfo info,
                                      const LoadProgress& progress, const std::stop_token& stop) {
  return std::make_unique<ImageModel>(readImageConfig(config), config, weights, backend, std::move(info), progress,
                                      stop);
}

}  // namespace headlight
