#include "nn/image_classifier.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "ops/ops.h"

namespace headlight {
namespace {

int inputsOf(const ImageClassifier::Config& config) {
  const int width = config.heads * config.headWidth;
  return config.reads == ImageClassifier::Reads::FirstRowAndMean ? 2 * width : width;
}

const char* firstName(const ImageClassifier::Config& config) {
  return config.reads == ImageClassifier::Reads::FirstTwoRows ? "clsClassifier" : "classifier";
}

}  // namespace

ImageClassifier::ImageClassifier(const WeightScope& scope, const Config& config)
    : config_(config), first_(scope.sub(firstName(config)), config.labels, inputsOf(config)) {
  if (config_.reads == Reads::FirstTwoRows)
    second_.emplace(scope.sub("distillationClassifier"), config.labels, inputsOf(config));
}

int ImageClassifier::rowsRead(int rows) const {
  switch (config_.reads) {
    case Reads::FirstRow:
      return 1;
    case Reads::FirstTwoRows:
      return 2;
    case Reads::FirstRowAndMean:
      return rows;
  }
  return rows;
}

Tensor ImageClassifier::firstRowAndMean(const Tensor& normed) const {
  const int rows = normed.dim(0), heads = config_.heads;
  if (!meanOf_.defined() || meanOf_.dim(2) != rows) {
    std::vector<float> weights(static_cast<std::size_t>(rows), 0.0F);
    std::fill(weights.begin() + config_.specials, weights.end(), 1.0F / static_cast<float>(rows - config_.specials));
    std::vector<float> ofHeads;
    for (int head = 0; head < heads; ++head) ofHeads.insert(ofHeads.end(), weights.begin(), weights.end());
    meanOf_ = ops::upload(normed.backend(), ofHeads, {1, heads, rows});
  }
  const int width = heads * config_.headWidth;
  Tensor both = normed.backend().allocate({1, 2 * width});
  Tensor first = both.columns(0, {width});
  Tensor mean = both.columns(static_cast<std::size_t>(width), {heads, config_.headWidth});
  ops::copyRowsInto(normed.rows(0, 1), first);
  ops::attentionMixInto(meanOf_, Rows(normed.viewAs({rows, heads, config_.headWidth})), mean);
  return both;
}

void ImageClassifier::into(const Tensor& normed, Tensor& logits) const {
  switch (config_.reads) {
    case Reads::FirstRow:
      first_.into(normed.rows(0, 1), logits);
      return;
    case Reads::FirstTwoRows: {
      ops::addInto(first_(normed.rows(0, 1)), (*second_)(normed.rows(1, 2)), logits);
      Tensor half = logits.viewAs({1, 1, config_.labels});
      ops::scaleHead(half, 0, 0.5F);
      return;
    }
    case Reads::FirstRowAndMean:
      first_.into(firstRowAndMean(normed), logits);
      return;
  }
}

}  // namespace headlight
