#include "ui/lens/image_fields.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <list>
#include <span>

#include "trace/host_rows.h"
#include "ui/scene/arc_composer.h"
#include "ui/scene/colormap.h"
#include "ui/scene/paint_vector.h"
#include "ui/scene/picture_composer.h"

namespace headlight::ui {
namespace {

constexpr float maskedValue = -std::numeric_limits<float>::infinity();

/// best = max(best, cells), element by element; NaN is noted in `broken`, since no comparison finds it. Written for the
/// vectoriser: 1,024 tokens in 48 heads are 25 million cells.
void largerOf(const float* cells, std::size_t count, float* best, std::uint32_t* broken) {
  for (std::size_t i = 0; i < count; ++i) {
    best[i] = cells[i] > best[i] ? cells[i] : best[i];
    broken[i] |= cells[i] != cells[i] ? 1U : 0U;
  }
}

/// The same of cells that are multiplied by their row's scale.
void largerOf(const float* cells, float scale, std::size_t count, float* best, std::uint32_t* broken) {
  for (std::size_t i = 0; i < count; ++i) {
    const float cell = cells[i] * scale;
    best[i] = cell > best[i] ? cell : best[i];
    broken[i] |= cell != cell ? 1U : 0U;
  }
}

/// The same for values with a sign: the cell farthest from 0.
void fartherOf(const float* cells, std::size_t count, float* best, std::uint32_t* broken) {
  for (std::size_t i = 0; i < count; ++i) {
    best[i] = best[i] == maskedValue || std::abs(cells[i]) > std::abs(best[i]) ? cells[i] : best[i];
    broken[i] |= cells[i] != cells[i] ? 1U : 0U;
  }
}

/// What is seen of `made`, which stands with its corner at `corner`, goes into the image as it is.
void lay(QImage& image, const QImage& made, QPoint corner) {
  const QRect visible = QRect(corner, made.size()) & image.rect();
  if (visible.isEmpty()) return;
  for (int y = visible.top(); y <= visible.bottom(); ++y)
    std::memcpy(reinterpret_cast<QRgb*>(image.scanLine(y)) + visible.left(),
                reinterpret_cast<const QRgb*>(made.constScanLine(y - corner.y())) + (visible.left() - corner.x()),
                static_cast<std::size_t>(visible.width()) * sizeof(QRgb));
}

}  // namespace

/// One block, by itself: traces share blocks, and what was downloaded of one serves the next. Holds the buffer, so that
/// its address names it for as long as this lives.
struct ImageFields::HostBlock {
  std::shared_ptr<Buffer> buffer;
  std::size_t offset = 0;
  HostRows rows;
  std::uint64_t used = 0;
};

/// One value per pixel column for each distinct pixel row: -inf where the mask hides every cell, NaN where one cell is
/// NaN.
struct ImageFields::Sampled {
  std::shared_ptr<const Trace> trace;
  std::shared_ptr<const Rows> hostRows;
  SiteId site;
  int head = 0;
  QSize pixels;
  double firstRow = 0, rowCount = 0, firstColumn = 0, columnCount = 0;
  bool causal = true, largestMagnitude = false;
  std::shared_ptr<const std::vector<float>> rowScale;
  std::vector<int> lineOf;    ///< per pixel row: which line
  std::vector<float> values;  ///< [lines, pixels.width()]
  std::uint64_t used = 0;

  bool matches(const Field& f, QSize size) const {
    return trace == f.trace && hostRows == f.values && site == f.site && head == f.head && pixels == size &&
           firstRow == f.firstRow && rowCount == f.rowCount && firstColumn == f.firstColumn &&
           columnCount == f.columnCount && causal == f.causal && largestMagnitude == f.largestMagnitude &&
           rowScale == f.rowScale;
  }
};

struct ImageFields::Private {
  std::uint64_t picture = 0;
  std::list<HostBlock> blocks;
  std::list<Sampled> samples;
  ArcComposer arcs;
  PictureComposer pictures;
  std::vector<std::uint32_t> line;
};

ImageFields::ImageFields() : d_(std::make_unique<Private>()) {}
ImageFields::~ImageFields() = default;

const HostRows& ImageFields::hostBlock(const Tensor& block) {
  for (HostBlock& known : d_->blocks) {
    if (known.buffer == block.bufferHandle() && known.offset == block.offset()) {
      known.used = d_->picture;
      return known.rows;
    }
  }
  d_->blocks.push_back({block.bufferHandle(), block.offset(), HostRows(Rows(block)), d_->picture});
  return d_->blocks.back().rows;
}

const ImageFields::Sampled& ImageFields::sample(const Field& field, const FieldRows& from, QSize pixels) {
  for (Sampled& known : d_->samples) {
    if (known.matches(field, pixels)) {
      known.used = d_->picture;
      return known;
    }
  }
  Sampled& s = d_->samples.emplace_back();
  s.trace = field.trace;
  s.hostRows = field.values;
  s.largestMagnitude = field.largestMagnitude;
  s.site = field.site;
  s.head = field.head;
  s.pixels = pixels;
  s.firstRow = field.firstRow;
  s.rowCount = field.rowCount;
  s.firstColumn = field.firstColumn;
  s.columnCount = field.columnCount;
  s.causal = field.causal;
  s.rowScale = field.rowScale;
  s.used = d_->picture;

  const Rows& rows = *from.rows;
  const auto yCells = axisCells(pixels.height(), field.firstRow, field.rowCount, from.queries);
  const auto xCells = axisCells(pixels.width(), field.firstColumn, field.columnCount, from.keys);
  const auto width = static_cast<std::size_t>(pixels.width());
  const int xBegin = xCells.empty() ? 0 : xCells.front().begin;
  const int xEnd = xCells.empty() ? 0 : xCells.back().end;
  std::vector<float> best(static_cast<std::size_t>(std::max(0, xEnd - xBegin)));
  std::vector<std::uint32_t> broken(best.size());
  // Asked for once, and only where rows are in sight.
  std::vector<const HostRows*> hosts(rows.blocks().size(), nullptr);
  s.lineOf.resize(yCells.size());
  int lines = 0;
  for (std::size_t y = 0; y < yCells.size(); ++y) {
    if (y > 0 && yCells[y] == yCells[y - 1]) {
      s.lineOf[y] = lines - 1;
      continue;
    }
    s.lineOf[y] = lines++;
    s.values.resize(static_cast<std::size_t>(lines) * width, maskedValue);
    float* line = s.values.data() + static_cast<std::size_t>(lines - 1) * width;
    std::fill(best.begin(), best.end(), maskedValue);
    std::fill(broken.begin(), broken.end(), 0U);
    int seen = 0;
    for (int row = yCells[y].begin; row < yCells[y].end; ++row) {
      const HostRows*& host = hosts[static_cast<std::size_t>(row / Rows::blockRows)];
      if (host == nullptr) host = &hostBlock(rows.blockOf(row));
      const std::span<const float> cells =
          host->head(row % Rows::blockRows, field.head, static_cast<std::size_t>(field.causal ? row + 1 : from.keys));
      seen = std::min(static_cast<int>(cells.size()), xEnd);
      if (seen <= xBegin) continue;
      const float* firstCell = cells.data() + xBegin;
      const auto count = static_cast<std::size_t>(seen - xBegin);
      if (field.largestMagnitude)
        fartherOf(firstCell, count, best.data(), broken.data());
      else if (field.rowScale)
        largerOf(firstCell, (*field.rowScale)[static_cast<std::size_t>(row)], count, best.data(), broken.data());
      else
        largerOf(firstCell, count, best.data(), broken.data());
    }
    for (std::size_t x = 0; x < width && xCells[x].begin < seen; ++x) {
      float value = maskedValue;
      for (int column = xCells[x].begin; column < std::min(xCells[x].end, seen); ++column) {
        const auto at = static_cast<std::size_t>(column - xBegin);
        // NaN wins and stays: a broken cell must not vanish behind a sound one.
        if (broken[at] != 0) {
          value = std::numeric_limits<float>::quiet_NaN();
          break;
        }
        if (value == maskedValue || (field.largestMagnitude ? std::abs(best[at]) > std::abs(value) : best[at] > value))
          value = best[at];
      }
      line[x] = value;
    }
  }
  return s;
}

void ImageFields::paintArcs(QImage& image, const ArcBundle& arcs, const Scene& scene, double devicePixelRatio) {
  const QRect whole = devicePixels(arcs.area, devicePixelRatio);
  if (!whole.intersects(image.rect())) return;
  lay(image, d_->arcs.compose(arcs, whole.size(), scene.background, scene.fieldColors, devicePixelRatio),
      whole.topLeft());
}

void ImageFields::paintPicture(QImage& image, const Picture& picture, const FieldColors& colors,
                               double devicePixelRatio) {
  const QRect whole = devicePixels(picture.area, devicePixelRatio);
  if (!whole.intersects(image.rect())) return;
  lay(image, d_->pictures.compose(picture, whole.size(), colors, devicePixelRatio), whole.topLeft());
}

void ImageFields::paintField(QImage& image, const Field& field, const FieldColors& colors, double devicePixelRatio) {
  const QRect whole = devicePixels(field.area, devicePixelRatio);
  const QRect visible = whole & image.rect();
  if (visible.isEmpty()) return;
  const QRgb hatch = colors.hatch.rgb();
  const QRgb paper = colors.hatchPaper.rgb();
  const FieldRows from = patternRows(field);
  if (from.rows == nullptr) {
    for (int y = visible.top(); y <= visible.bottom(); ++y) {
      auto* out = reinterpret_cast<QRgb*>(image.scanLine(y));
      for (int x = visible.left(); x <= visible.right(); ++x)
        out[x] = hatchLine(x, y, devicePixelRatio) ? hatch : paper;
    }
    return;
  }
  const Sampled& sampled = sample(field, from, whole.size());
  const auto& table = colormapTable(field.colormap, colors.ground);
  const QRgb masked = colors.masked.rgb();
  const auto width = static_cast<std::size_t>(visible.width());
  const auto left = static_cast<std::size_t>(visible.left() - whole.left());
  d_->line.resize(width);
  int coloured = -1;
  bool broken = false;
  for (int y = visible.top(); y <= visible.bottom(); ++y) {
    const int line = sampled.lineOf[static_cast<std::size_t>(y - whole.top())];
    const float* values =
        sampled.values.data() + static_cast<std::size_t>(line) * static_cast<std::size_t>(whole.width()) + left;
    if (line != coloured) {
      coloured = line;
      broken = false;
      float last = maskedValue;
      QRgb lastColour = masked;
      for (std::size_t x = 0; x < width; ++x) {
        const float value = values[x];
        if (value != last) {  // NaN is unlike everything, itself included
          last = value;
          if (std::isnan(value)) {
            broken = true;
          } else {
            lastColour = value == maskedValue ? masked
                                              : table[static_cast<std::size_t>(colormapIndex(
                                                    value, field.low, field.high, field.scale, field.gamma))];
          }
        }
        d_->line[x] = lastColour;
      }
    }
    auto* out = reinterpret_cast<QRgb*>(image.scanLine(y)) + visible.left();
    std::memcpy(out, d_->line.data(), width * sizeof(QRgb));
    if (!broken) continue;
    for (std::size_t x = 0; x < width; ++x) {
      if (std::isnan(values[x]))
        out[x] = hatchLine(visible.left() + static_cast<int>(x), y, devicePixelRatio) ? hatch : paper;
    }
  }
}

QImage ImageFields::paint(const Scene& scene, QSize pixels, double devicePixelRatio) {
  if (pixels.isEmpty()) return {};
  ++d_->picture;
  QImage image(pixels, QImage::Format_RGB32);
  image.setDevicePixelRatio(devicePixelRatio);
  image.fill(scene.background);
  for (const ArcBundle& arcs : scene.arcs) paintArcs(image, arcs, scene, devicePixelRatio);
  for (const Picture& picture : scene.pictures) paintPicture(image, picture, scene.fieldColors, devicePixelRatio);
  for (const Field& field : scene.fields) paintField(image, field, scene.fieldColors, devicePixelRatio);
  const auto old = [this](const auto& entry) { return entry.used != d_->picture; };
  d_->samples.remove_if(old);
  d_->blocks.remove_if(old);
  d_->arcs.endFrame();
  d_->pictures.endFrame();
  return image;
}

}  // namespace headlight::ui
