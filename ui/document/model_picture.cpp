#include "ui/document/model_picture.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/within.h"

namespace headlight::ui {
namespace {

vision::Area areaOf(const QRect& rect) {
  return {static_cast<double>(rect.x()), static_cast<double>(rect.y()), static_cast<double>(rect.width()),
          static_cast<double>(rect.height())};
}

}  // namespace

ModelPicture::ModelPicture(const ImageInputInfo& info, const vision::PreprocessConfig& config)
    : info_(info), config_(config), preprocessor_(config) {}

ModelPicture::~ModelPicture() = default;

void ModelPicture::touch(const QRect& where) {
  if (where.isNull())
    fresh_ = true;
  else
    dirty_ = dirty_.united(where);
}

QSize ModelPicture::directSize() const {
  if (config_.crop) return {config_.cropWidth, config_.cropHeight};
  if (config_.resize && !config_.shortestEdge) return {config_.width, config_.height};
  return {info_.width, info_.height};
}

double ModelPicture::aspect() const { return static_cast<double>(directSize().width()) / directSize().height(); }

vision::Preprocessor& ModelPicture::direct() {
  if (!direct_) {
    vision::PreprocessConfig config = config_;
    config.resize = true;
    config.crop = false;
    config.shortestEdge.reset();
    config.width = directSize().width();
    config.height = directSize().height();
    direct_ = std::make_unique<vision::Preprocessor>(config);
  }
  return *direct_;
}

QRectF ModelPicture::seenArea(const EditedPicture& picture) const {
  if (picture.crop()) return *picture.crop();
  const vision::Area area = preprocessor_.seenArea(picture.size().width(), picture.size().height());
  return {area.x, area.y, area.width, area.height};
}

vision::Preprocessor::Dropped ModelPicture::dropped(const EditedPicture& picture) const {
  if (picture.crop()) return {directSize().width() % info_.patchWidth, directSize().height() % info_.patchHeight};
  try {
    return preprocessor_.dropped(picture.size().width(), picture.size().height());
  } catch (const Error&) {
    return {};
  }
}

PatchGrid ModelPicture::grid() const {
  if (seen_.empty()) return info_.grid();
  return info_.gridOf(seen_.height, seen_.width);
}

void ModelPicture::readCrop(const vision::Picture& pixels, const QRect& crop) {
  const bool same = !fresh_ && cropRead_ == crop;
  const QRect rows = same ? dirty_.intersected(crop) : crop;
  if (rows.isEmpty()) return;
  if (!same) {
    cut_.width = crop.width();
    cut_.height = crop.height();
    cut_.rgb.resize(static_cast<std::size_t>(3) * static_cast<std::size_t>(crop.width()) *
                    static_cast<std::size_t>(crop.height()));
  }
  for (int y = rows.top(); y <= rows.bottom(); ++y)
    std::copy_n(pixels.rgb.begin() + 3 * (static_cast<std::ptrdiff_t>(y) * pixels.width + rows.x()), 3 * rows.width(),
                cut_.rgb.begin() + 3 * (static_cast<std::ptrdiff_t>(y - crop.y()) * cut_.width + rows.x() - crop.x()));
  const std::optional<vision::Area> changed =
      same ? std::optional(areaOf(rows.translated(-crop.topLeft()))) : std::nullopt;
  plain_ = direct().seen(cut_, changed);
}

const PictureInput& ModelPicture::input(const EditedPicture& picture) {
  const bool samePatches = patchesRead_ == picture.patches();
  if (!fresh_ && dirty_.isNull() && cropRead_ == picture.crop() && samePatches && input_.pixels) return input_;
  if (picture.crop()) {
    readCrop(picture.pixels(), *picture.crop());
  } else if (fresh_ || cropRead_) {
    plain_ = preprocessor_.seen(picture.pixels());
  } else if (!dirty_.isNull()) {
    plain_ = preprocessor_.seen(picture.pixels(), areaOf(dirty_));
  }
  fresh_ = false;
  dirty_ = {};
  cropRead_ = picture.crop();
  patchesRead_ = picture.patches();
  seen_ = plain_;
  std::array<std::uint8_t, 3> zero{};
  for (std::size_t c = 0; c < 3; ++c) {
    // What becomes 0: value × rescale = mean.
    const double mean = config_.normalise ? config_.mean[c] : 0;
    zero[c] = static_cast<std::uint8_t>(within(
        std::lround(config_.rescale && config_.rescaleFactor > 0 ? mean / config_.rescaleFactor : mean), 0L, 255L));
  }
  const PatchEdits& edits = picture.patches();
  const bool apply = !edits.none() && edits.grid == grid();
  if (apply) applyPatchEdits(seen_, edits, info_.patchHeight, info_.patchWidth, zero);
  input_ = preprocessor_.input(seen_);
  if (!apply || std::find(edits.erased.begin(), edits.erased.end(), PatchFill::Zero) == edits.erased.end())
    return input_;
  // 0 itself, not what the nearest of 256 steps becomes.
  auto pixels = std::make_shared<std::vector<float>>(*input_.pixels);
  for (int place = 0; place < edits.grid.count(); ++place) {
    if (edits.fillAt(place) != PatchFill::Zero) continue;
    const int top = place / edits.grid.columns * info_.patchHeight,
              left = place % edits.grid.columns * info_.patchWidth;
    for (int c = 0; c < info_.channels; ++c)
      for (int y = top; y < top + info_.patchHeight; ++y)
        std::fill_n(pixels->begin() + (static_cast<std::ptrdiff_t>(c) * input_.height + y) * input_.width + left,
                    info_.patchWidth, 0.0F);
  }
  input_.pixels = std::move(pixels);
  return input_;
}

}  // namespace headlight::ui
