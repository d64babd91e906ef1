#include "ui/document/pixel_tiles.h"

#include <QDir>
#include <algorithm>
#include <cstring>

namespace headlight::ui {
namespace {

constexpr qsizetype compressedUpTo = 4 << 20;  // bytes; beyond it deflating would be felt
constexpr qsizetype inMemoryUpTo = 1 << 20;    // bytes, compressed

constexpr qsizetype tileBytes = static_cast<qsizetype>(3) * PixelTiles::side * PixelTiles::side;

}  // namespace

void KeptBytes::set(const QByteArray& bytes) {
  compressed_.clear();
  file_.reset();
  const bool small = bytes.size() <= compressedUpTo;
  if (small) compressed_ = qCompress(bytes, 1);
  if (small && compressed_.size() <= inMemoryUpTo) return;
  auto file = std::make_unique<QTemporaryFile>(QDir::tempPath() + QStringLiteral("/headlight-undo-XXXXXX"));
  if (file->open() && file->write(bytes) == bytes.size() && file->flush()) {
    compressed_.clear();
    file_ = std::move(file);
  } else if (!small) {
    compressed_ = qCompress(bytes, 1);
  }
}

QByteArray KeptBytes::get() const {
  if (!file_) return qUncompress(compressed_);
  file_->seek(0);
  return file_->readAll();
}

void KeptPicture::set(const vision::Picture& picture) {
  width = picture.width;
  height = picture.height;
  rgb.set(QByteArray::fromRawData(reinterpret_cast<const char*>(picture.rgb.data()),
                                  static_cast<qsizetype>(picture.rgb.size())));
}

vision::Picture KeptPicture::get() const {
  const QByteArray bytes = rgb.get();
  vision::Picture picture;
  picture.width = width;
  picture.height = height;
  picture.rgb.assign(bytes.begin(), bytes.end());
  // A temporary file that was taken away meanwhile: white, rather than a picture that is shorter than it says.
  picture.rgb.resize(static_cast<std::size_t>(3) * static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                     255);
  return picture;
}

void PixelTiles::keep(const vision::Picture& picture, const QRect& area) {
  const QRect inside = area.intersected(QRect(0, 0, picture.width, picture.height));
  if (inside.isEmpty()) return;
  const int columns = (picture.width + side - 1) / side, rows = (picture.height + side - 1) / side;
  kept_.resize(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
  for (int row = inside.top() / side; row <= inside.bottom() / side; ++row)
    for (int column = inside.left() / side; column <= inside.right() / side; ++column) {
      const auto index =
          static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column);
      if (kept_[index]) continue;
      kept_[index] = true;
      tiles_.push_back({column, row});
      const qsizetype at = raw_.size();
      raw_.resize(at + tileBytes, '\0');
      const int width = std::min(side, picture.width - column * side);
      for (int y = 0; y < std::min(side, picture.height - row * side); ++y)
        std::memcpy(
            raw_.data() + at + static_cast<qsizetype>(3) * y * side,
            picture.rgb.data() + 3 * ((static_cast<std::ptrdiff_t>(row) * side + y) * picture.width + column * side),
            static_cast<std::size_t>(3 * width));
    }
}

QRect PixelTiles::exchange(vision::Picture& picture) {
  QByteArray bytes = isSettled_ ? settled_.get() : raw_;
  bytes.resize(static_cast<qsizetype>(tiles_.size()) * tileBytes);
  QRect changed;
  std::vector<char> line(static_cast<std::size_t>(3) * side);
  for (std::size_t i = 0; i < tiles_.size(); ++i) {
    const int left = tiles_[i].x() * side, top = tiles_[i].y() * side;
    const int width = std::min(side, picture.width - left), height = std::min(side, picture.height - top);
    if (width <= 0 || height <= 0) continue;
    for (int y = 0; y < height; ++y) {
      char* kept = bytes.data() + static_cast<qsizetype>(i) * tileBytes + static_cast<qsizetype>(3) * y * side;
      std::uint8_t* shown = picture.rgb.data() + 3 * ((static_cast<std::ptrdiff_t>(top) + y) * picture.width + left);
      const auto count = static_cast<std::size_t>(3 * width);
      std::memcpy(line.data(), shown, count);
      std::memcpy(shown, kept, count);
      std::memcpy(kept, line.data(), count);
    }
    changed = changed.united(QRect(left, top, width, height));
  }
  if (isSettled_)
    settled_.set(bytes);
  else
    raw_ = bytes;
  return changed;
}

void PixelTiles::settle() {
  if (isSettled_) return;
  settled_.set(raw_);
  raw_ = {};
  kept_ = {};
  isSettled_ = true;
}

}  // namespace headlight::ui
