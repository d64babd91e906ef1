#include "models/image_model.h"

#include <string>
#include <utility>

#include "info/check_input.h"
#include "models/config_parts.h"
#include "nn/last_rows.h"
#include "ops/ops.h"

namespace headlight {
namespace {

constexpr StackId stack = StackId::Encoder;

}  // namespace

ModelInfo describeImageModel(const io::Config& config, const HasWeight& has) {
  const ImageConfig image = readImageConfig(config);
  const BlockConfig& block = image.block;
  const ImageInputInfo& picture = image.embedding.picture;
  ModelInfo info;
  info.inputs = {imageInput(picture)};
  info.stacks = {{stack, image.layers, block.heads, block.kvHeads, block.headWidth, block.width, false}};
  info.stacks.back().name = "encoder";
  const std::vector<std::string> architectures = config.texts("architectures");
  if (imageHead(config, has))
    info.outputs = {labelOutput(Says::Label, stack, config)};
  else if (!architectures.empty() && !architectures.front().ends_with("Model"))
    info.headNotRun = architectures.front();
  return info;
}

std::unique_ptr<Model> buildImageModel(std::shared_ptr<const ModelInfo> info, const io::Config& config,
                                       Loading& loading) {
  const auto reads = imageHead(config, [&](std::string_view name) { return loading.weights().has(name); });
  return std::make_unique<ImageModel>(std::move(info), readImageConfig(config), reads, loading);
}

ImageModel::ImageModel(std::shared_ptr<const ModelInfo> info, const ImageConfig& image,
                       std::optional<ImageClassifier::Reads> reads, Loading& loading)
    : Model(std::move(info)) {
  const WeightScope& weights = loading.weights();
  const BlockConfig& block = image.block;
  loading.step("embedding");
  embedding_.emplace(weights, image.embedding);
  for (int layer = 0; layer < image.layers; ++layer) {
    const std::string name = "blocks." + std::to_string(layer);
    loading.step(name);
    if (image.gated)
      blocks_.emplace_back(SwiGluBlock(weights.sub(name), block, layer));
    else
      blocks_.emplace_back(PreNormBlock(weights.sub(name), block, layer));
  }
  loading.step("head");
  final_.emplace(weights.sub("final"), block.width, block.epsilon);
  const bool whole = block.heads * block.headWidth == block.width;  // unlike where head_dim says otherwise
  if (reads)
    classifier_.emplace(weights,
                        ImageClassifier::Config{*reads, image.embedding.picture.specials(), whole ? block.heads : 1,
                                                whole ? block.headWidth : block.width, this->info()->logits()});
}

void ImageModel::leaveLogitsByLayer(Run& run) const {
  const StackInfo& shape = info()->stack(stack);
  const int first = run.logitsByLayerFrom();
  if (first >= shape.layers - 1) return;
  run.section("logits_by_layer");
  Tensor logits = run.placeLogitsByLayer();
  for (int layer = first; layer < shape.layers - 1; ++layer) {
    const Tensor all = rowsFrom(run.backend(), run.left(stack, layer), 0, {shape.width});
    Tensor ofLayer = logits.rows(layer - first, layer - first + 1);
    classifier_->into((*final_)(all.rows(0, classifier_->rowsRead(all.dim(0)))), ofLayer);
  }
}

void ImageModel::forward(Run& run) const {
  const PictureInput& picture = checkedPicture(*info(), stack, run.input(stack));
  run.section("embed");
  const int first = run.embedStart(stack);  // 0, or all rows are kept
  Tensor embed = run.placeResid(stack, 0, first);
  if (first == 0) embedding_->into(picture, embed);
  Rows x = run.leave({stack, Site::Embed}, first, embed);
  for (const Block& layer : blocks_) x = std::visit([&](const auto& block) { return block(run, x); }, layer);

  const LastRows last = leaveFinal(run, stack, info()->stack(stack).width, *final_, x);
  if (!classifier_) return;
  if (!run.keepsPredictedLogits()) {
    run.section("logits");
    Tensor logits = run.backend().allocate({1, info()->logits()});
    classifier_->into(last.rows, logits);  // row 0 is predicted: every row was normed
    run.keepPredictedLogits(logits);
  }
  leaveLogitsByLayer(run);
}

}  // namespace headlight
