#include "ui/document/saved_picture.h"

#include <QBuffer>
#include <QFileInfo>
#include <QImageWriter>
#include <QJsonArray>
#include <QSaveFile>
#include <algorithm>
#include <span>

#include "base/error.h"
#include "vision/decode.h"

namespace headlight::ui {
namespace {

constexpr int mostPatches = 4096;  // a side, of the largest grid that a file can mean

QJsonArray toJson(const QRect& rect) { return {rect.x(), rect.y(), rect.width(), rect.height()}; }

/// Of the numbers of a JSON list, those from `low` to `high`; nothing when one is not.
std::optional<std::vector<int>> numbers(const QJsonArray& list, int low, int high) {
  std::vector<int> values;
  for (const auto& value : list) {
    const int number = value.toInt(low - 1);
    if (number < low || number > high) return std::nullopt;
    values.push_back(number);
  }
  return values;
}

QString pngText(const vision::Picture& picture) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QImageWriter(&buffer, "png").write(imageOf(picture));
  return QString::fromLatin1(bytes.toBase64());
}

/// Null where the entry has no such pixels.
std::shared_ptr<const vision::Picture> pixelsOf(const QJsonValue& entry, const std::string& name) {
  if (!entry.isString()) return nullptr;
  const auto decoded =
      QByteArray::fromBase64Encoding(entry.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
  if (!decoded) fail(name, ": the pixels of the picture are no base64");
  vision::Picture picture = vision::decodePicture(std::as_bytes(std::span(decoded.decoded)), name + ": its picture");
  if (qint64{picture.width} * picture.height > EditedPicture::mostPixels)
    fail(name, ": its picture has ", picture.width, " x ", picture.height, " pixels, more than the ",
         EditedPicture::mostPixels, " that can be edited");
  return std::make_shared<const vision::Picture>(std::move(picture));
}

QString writePng(const vision::Picture& picture, const QString& path) {
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly)) return file.errorString();
  QImageWriter writer(&file, "png");
  writer.setCompression(1);  // fast: these files live for a session
  if (!writer.write(imageOf(picture))) return writer.errorString();
  return file.commit() ? QString() : file.errorString();
}

}  // namespace

std::optional<SavedPicture> wholePicture(const EditedPicture& picture) {
  if (picture.empty()) return std::nullopt;
  SavedPicture saved{{}, picture.origin(), picture.crop(), picture.patches()};
  saved.pixels = std::make_shared<const vision::Picture>(picture.pixels());
  const auto& original = picture.original();
  if (original && !saved.origin.canvas && *original != *saved.pixels) saved.original = original;
  return saved;
}

QJsonObject toJson(const SavedPicture& saved) {
  QJsonObject entry{{"name", saved.origin.name},          {"path", saved.origin.path},
                    {"width", saved.origin.size.width()}, {"height", saved.origin.size.height()},
                    {"paper", saved.origin.paper.name()}, {"canvas", saved.origin.canvas}};
  if (!saved.file.isEmpty()) entry["file"] = QFileInfo(saved.file).fileName();
  if (saved.pixels) entry["png"] = pngText(*saved.pixels);
  if (saved.original) entry["original"] = pngText(*saved.original);
  if (saved.crop) entry["crop"] = toJson(*saved.crop);
  if (!saved.patches.none()) {
    entry["rows"] = saved.patches.grid.rows;
    entry["columns"] = saved.patches.grid.columns;
    QJsonArray order, erased;
    for (const int patch : saved.patches.order) order.append(patch);
    for (const PatchFill fill : saved.patches.erased) erased.append(static_cast<int>(fill));
    entry["order"] = order;
    entry["erased"] = erased;
  }
  return entry;
}

std::optional<SavedPicture> pictureFromJson(const QJsonObject& entry, const std::string& name) {
  SavedPicture saved;
  saved.file = QFileInfo(entry["file"].toString()).fileName();
  saved.pixels = pixelsOf(entry["png"], name);
  saved.original = pixelsOf(entry["original"], name);
  if (saved.file.isEmpty() && !saved.pixels) return std::nullopt;
  saved.origin.name = entry["name"].toString();
  saved.origin.path = entry["path"].toString();
  saved.origin.size = QSize(entry["width"].toInt(), entry["height"].toInt());
  saved.origin.paper = QColor(entry["paper"].toString());
  if (!saved.origin.paper.isValid()) saved.origin.paper = Qt::white;
  saved.origin.canvas = entry["canvas"].toBool() && !saved.origin.size.isEmpty() &&
                        qint64{saved.origin.size.width()} * saved.origin.size.height() <= EditedPicture::mostPixels;
  if (const auto crop = numbers(entry["crop"].toArray(), 0, 1 << 20); crop && crop->size() == 4 &&
                                                                      (*crop)[2] >= EditedPicture::smallestCrop &&
                                                                      (*crop)[3] >= EditedPicture::smallestCrop)
    saved.crop = QRect((*crop)[0], (*crop)[1], (*crop)[2], (*crop)[3]);
  PatchEdits& patches = saved.patches;
  patches.grid = {entry["rows"].toInt(), entry["columns"].toInt()};
  const bool sound = patches.grid.rows > 0 && patches.grid.columns > 0 && patches.grid.rows <= mostPatches &&
                     patches.grid.columns <= mostPatches;
  const int count = sound ? patches.grid.count() : 0;
  const auto order = numbers(entry["order"].toArray(), 0, count - 1);
  const auto erased = numbers(entry["erased"].toArray(), 0, static_cast<int>(PatchFill::Zero));
  const auto fits = [count](const auto& list) {
    return list && (list->empty() || static_cast<int>(list->size()) == count);
  };
  if (count > 0 && fits(order) && fits(erased)) {
    patches.order = *order;
    for (const int fill : *erased) patches.erased.push_back(static_cast<PatchFill>(fill));
  } else {
    patches = {};
  }
  return saved;
}

bool bringBack(const SavedPicture& saved, EditedPicture& picture) {
  vision::Picture pixels = saved.pixels ? *saved.pixels : pictureOf(QImage(saved.file, "png"));
  if (pixels.empty()) return false;
  std::shared_ptr<const vision::Picture> original = saved.original;
  if (original) {
    // It came with the pixels.
  } else if (saved.origin.canvas) {
    original = std::make_shared<const vision::Picture>(canvasOf(saved.origin.size, saved.origin.paper));
  } else if (!saved.pixels && !saved.origin.path.isEmpty()) {
    try {
      original =
          std::make_shared<const vision::Picture>(fittedToEditor(vision::readPicture(saved.origin.path.toStdString())));
    } catch (const std::exception&) {
      // The file is gone, or is another one now: what was saved stands for it.
    }
  }
  picture.restore(std::move(pixels), std::move(original), saved.origin, saved.crop, saved.patches);
  return true;
}

vision::Picture canvasOf(QSize size, const QColor& paper) {
  vision::Picture picture;
  picture.width = size.width();
  picture.height = size.height();
  picture.rgb.resize(static_cast<std::size_t>(3) * static_cast<std::size_t>(std::max(0, size.width())) *
                     static_cast<std::size_t>(std::max(0, size.height())));
  imageOf(picture).fill(paper);
  return picture;
}

PictureWriter::~PictureWriter() {
  if (running_.valid()) running_.wait();
}

bool PictureWriter::busy() const {
  return running_.valid() && running_.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
}

void PictureWriter::write(vision::Picture picture, const QString& path, std::function<void(QString problem)> done) {
  running_ = std::async(std::launch::async, [picture = std::move(picture), path, done = std::move(done)] {
    done(writePng(picture, path));
  });
}

QString PictureWriter::writeNow(const vision::Picture& picture, const QString& path) {
  if (running_.valid()) running_.wait();
  return writePng(picture, path);
}

}  // namespace headlight::ui
