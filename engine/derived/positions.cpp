#include "derived/positions.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "io/config.h"
#include "io/model_files.h"
#include "io/weights.h"
#include "models/load_model.h"

namespace headlight::derived {

PatchPositions readPatchPositions(const ModelInfo& model) {
  const ImageInputInfo* image = model.image();
  if (!image)
    fail(model.name, ": \"", model.family,
         "\" takes no pictures, so it has no positions of patches; open an image model");
  const io::ModelFiles files = io::findModelFiles(model.folder);
  const io::Config config = io::Config::read(files.config);
  const io::Weights weights(io::StoredTensors::open(files.weights), familyOf(config).names);
  // Registers have no position; [CLS] and [DIST] stand before the patches.
  const auto& specials = image->specialTokens;
  const auto before = static_cast<int>(
      std::ranges::count_if(specials, [](const std::string& name) { return !name.starts_with("[REG"); }));
  PatchPositions positions{image->grid(), model.stack(StackId::Encoder).width, {}};
  const int entries = before + positions.grid.count();
  const std::vector<float> all = weights.matrix("positions", entries, positions.width, {1, entries, positions.width});
  positions.values.assign(all.begin() + static_cast<std::ptrdiff_t>(before) * positions.width, all.end());
  return positions;
}

std::vector<float> positionSimilarity(const PatchPositions& positions) {
  const auto patches = static_cast<std::size_t>(positions.grid.count());
  const auto width = static_cast<std::size_t>(positions.width);
  if (positions.values.size() != patches * width)
    fail("position similarity: expected ", patches, " x ", width, " values, got ", positions.values.size());
  const auto product = [&](std::size_t a, std::size_t b) {
    double sum = 0;
    for (std::size_t i = 0; i < width; ++i)
      sum += double{positions.values[a * width + i]} * double{positions.values[b * width + i]};
    return sum;
  };
  std::vector<double> norms(patches);
  for (std::size_t a = 0; a < patches; ++a) norms[a] = std::sqrt(product(a, a));
  std::vector<float> similarity(patches * patches);
  for (std::size_t a = 0; a < patches; ++a)
    for (std::size_t b = a; b < patches; ++b) {
      const double scale = norms[a] * norms[b];
      similarity[a * patches + b] = similarity[b * patches + a] =
          scale > 0 ? static_cast<float>(product(a, b) / scale) : 0.0f;
    }
  return similarity;
}

}  // namespace headlight::derived
