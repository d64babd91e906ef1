#include "session/occlusion.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.h"
#include "derived/label_probabilities.h"
#include "trace/trace.h"

namespace headlight {
namespace {

/// Mean over `radius` values to each side, the edge's value beyond it, of a line of `count` values that are `step`
/// apart.
void boxMean(float* line, int count, std::ptrdiff_t step, int radius) {
  std::vector<float> copy(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) copy[static_cast<std::size_t>(i)] = line[i * step];
  const auto value = [&](int i) { return double{copy[static_cast<std::size_t>(std::clamp(i, 0, count - 1))]}; };
  double sum = 0;
  for (int i = -radius; i <= radius; ++i) sum += value(i);
  for (int i = 0; i < count; ++i) {
    line[i * step] = static_cast<float>(sum / (2 * radius + 1));
    sum += value(i + radius + 1) - value(i - radius);
  }
}

class Occluder {
 public:
  explicit Occluder(Occlusion occlusion) : asked_(std::move(occlusion)) {}

  bool slice(const Loaded& loaded, const std::stop_token& stop) {
    const ModelInfo& info = *loaded.model->info();
    if (map_.label < 0) {
      begin(info, runOn(loaded, asked_.picture, stop));
      return true;
    }
    const ImageInputInfo& image = *info.image();
    const int place = done_, columns = map_.grid.columns;
    const int top = place / columns * image.patchHeight, left = place % columns * image.patchWidth;
    PictureInput covered{asked_.picture.height, asked_.picture.width, nullptr, nullptr};
    auto pixels = std::make_shared<std::vector<float>>(*asked_.picture.pixels);
    for (int c = 0; c < image.channels; ++c)
      for (int y = top; y < top + image.patchHeight; ++y) {
        const auto from = (static_cast<std::ptrdiff_t>(c) * covered.height + y) * covered.width + left;
        std::copy_n(filled_.begin() + from, image.patchWidth, pixels->begin() + from);
      }
    covered.pixels = std::move(pixels);
    map_.change[static_cast<std::size_t>(place)] =
        static_cast<float>(probability(info, *runOn(loaded, covered, stop)) - map_.probability);
    ++done_;
    if (done_ % columns == 0) {
      map_.rowsDone = done_ / columns;
      if (asked_.row) asked_.row(map_);
    }
    return done_ < map_.grid.count();
  }

 private:
  std::shared_ptr<const Trace> runOn(const Loaded& loaded, const PictureInput& picture, const std::stop_token& stop) {
    Request request;
    request.inputs = picture;
    request.changes = asked_.changes;
    request.sources = asked_.sources;
    return runModel(*loaded.model, *loaded.backend, request, stop);
  }

  void begin(const ModelInfo& info, const std::shared_ptr<const Trace>& whole) {
    if (!info.classifiesPictures())
      fail(info.name, ": has no classes, so no patch can change one; open an image model with a classifier");
    const std::vector<double> all = derived::labelProbabilities(whole->predictedLogits(), info.output()->kind);
    const auto labels = static_cast<int>(all.size());
    if (asked_.label >= labels) fail("occlusion: expected a class below ", labels, ", got ", asked_.label);
    const ImageInputInfo& image = *info.image();
    filled_ = occlusionPixels(asked_.picture, asked_.fill, asked_.black, image.patchHeight, image.patchWidth);
    map_.grid = whole->grid();
    map_.change.assign(static_cast<std::size_t>(map_.grid.count()), 0.0f);
    map_.label = asked_.label >= 0 ? asked_.label : static_cast<int>(std::ranges::max_element(all) - all.begin());
    map_.probability = all[static_cast<std::size_t>(map_.label)];
  }

  double probability(const ModelInfo& info, const Trace& trace) const {
    return derived::labelProbabilities(trace.predictedLogits(), info.output()->kind)
        .at(static_cast<std::size_t>(map_.label));
  }

  Occlusion asked_;
  OcclusionMap map_;
  std::vector<float> filled_;
  int done_ = 0;
};

}  // namespace

std::vector<float> occlusionPixels(const PictureInput& picture, OcclusionFill fill, const std::array<float, 3>& black,
                                   int patchHeight, int patchWidth) {
  const std::size_t plane = static_cast<std::size_t>(picture.height) * static_cast<std::size_t>(picture.width);
  const std::size_t channels = picture.pixels && plane > 0 ? picture.pixels->size() / plane : 0;
  if (channels < 1 || channels > black.size() || picture.pixels->size() != channels * plane)
    fail("occlusion: expected a picture of ", picture.height, " x ", picture.width, " pixels with 1 or 3 channels");
  std::vector<float> pixels =
      fill == OcclusionFill::Blurred ? *picture.pixels : std::vector<float>(channels * plane, 0.0f);
  for (std::size_t c = 0; c < channels; ++c) {
    float* channel = pixels.data() + c * plane;
    if (fill == OcclusionFill::Black) std::fill_n(channel, plane, black[c]);
    if (fill == OcclusionFill::Mean) {
      double sum = 0;
      for (std::size_t i = 0; i < plane; ++i) sum += double{(*picture.pixels)[c * plane + i]};
      std::fill_n(channel, plane, static_cast<float>(sum / static_cast<double>(plane)));
    }
    if (fill == OcclusionFill::Blurred)
      for (int pass = 0; pass < 3; ++pass) {
        const int radius = std::max(patchHeight, patchWidth);
        for (int y = 0; y < picture.height; ++y)
          boxMean(channel + static_cast<std::ptrdiff_t>(y) * picture.width, picture.width, 1, radius);
        for (int x = 0; x < picture.width; ++x) boxMean(channel + x, picture.height, picture.width, radius);
      }
  }
  return pixels;
}

Job occlusionJob(Occlusion occlusion, std::function<void(std::string error)> ended) {
  const auto occluder = std::make_shared<Occluder>(std::move(occlusion));
  return {[occluder](const Loaded& loaded, std::stop_token stop) { return occluder->slice(loaded, stop); },
          std::move(ended)};
}

}  // namespace headlight
