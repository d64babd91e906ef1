#include "nn/patch_embedding.h"

#include <cstddef>
#include <span>

#include "nn/interpolate_positions.h"
#include "ops/ops.h"

namespace headlight {

PatchEmbedding::PatchEmbedding(const WeightScope& scope, const Config& config) : config_(config) {
  const ImageInputInfo& picture = config_.picture;
  const int width = config_.width, positioned = config_.distillation ? 2 : 1;
  const auto append = [&](const std::vector<float>& rows) {
    specials_.insert(specials_.end(), rows.begin(), rows.end());
  };
  append(scope.parameter("cls", 1, width));
  if (config_.distillation) append(scope.parameter("distillation", 1, width));
  if (config_.registers > 0) append(scope.parameter("registers", config_.registers, width));

  positions_ = scope.parameter("positions", positioned + picture.grid().count(), width);
  const auto ofSpecials = static_cast<std::ptrdiff_t>(positioned) * width;
  for (std::ptrdiff_t i = 0; i < ofSpecials; ++i)
    specials_[static_cast<std::size_t>(i)] += positions_[static_cast<std::size_t>(i)];
  positions_.erase(positions_.begin(), positions_.begin() + ofSpecials);

  const WeightScope patch = scope.sub("patch");
  weight_ = patch.convolution("weight", width, picture.channels, picture.patchHeight, picture.patchWidth);
  bias_ = patch.vector("bias", width);
}

PatchGrid PatchEmbedding::gridOf(const PictureInput& picture) const {
  return config_.picture.gridOf(picture.height, picture.width);
}

const Tensor& PatchEmbedding::base(Backend& backend, PatchGrid grid) const {
  if (base_.defined() && baseFor_ == grid) return base_;
  const PatchGrid trained = config_.picture.grid();
  std::vector<float> rows = specials_;
  const std::vector<float> positions =
      grid == trained ? positions_ : interpolatePositions(positions_, trained, grid, config_.width, config_.antialias);
  rows.insert(rows.end(), positions.begin(), positions.end());
  base_ = ops::upload(backend, rows, {config_.picture.specials() + grid.count(), config_.width});
  baseFor_ = grid;
  return base_;
}

std::vector<float> PatchEmbedding::unfold(const PictureInput& picture) const {
  const ImageInputInfo& info = config_.picture;
  const PatchGrid grid = gridOf(picture);
  const std::vector<float>& pixels = *picture.pixels;
  std::vector<float> patches;
  patches.reserve(pixels.size());
  for (int row = 0; row < grid.rows; ++row)
    for (int column = 0; column < grid.columns; ++column)
      for (int channel = 0; channel < info.channels; ++channel)
        for (int y = 0; y < info.patchHeight; ++y) {
          const int line = channel * picture.height + row * info.patchHeight + y;
          const auto from = pixels.begin() + static_cast<std::ptrdiff_t>(line) * picture.width +
                            static_cast<std::ptrdiff_t>(column) * info.patchWidth;
          patches.insert(patches.end(), from, from + info.patchWidth);
        }
  return patches;
}

void PatchEmbedding::into(const PictureInput& picture, Tensor& y) const {
  Backend& backend = y.backend();
  const PatchGrid grid = gridOf(picture);
  const Tensor& rows = base(backend, grid);
  const int specials = config_.picture.specials(), all = specials + grid.count();
  const Tensor unfolded = ops::upload(backend, unfold(picture), {grid.count(), weight_.dim(1)});
  Tensor first = y.rows(0, specials), patches = y.rows(specials, all);
  ops::copyRowsInto(rows.rows(0, specials), first);
  ops::addInto(ops::linear(unfolded, weight_, &bias_), rows.rows(specials, all), patches);
}

}  // namespace headlight
