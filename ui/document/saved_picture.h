#pragma once

#include <QJsonObject>
#include <QString>
#include <future>
#include <optional>

#include "ui/document/edited_picture.h"

namespace headlight::ui {

/// A picture as files tell of it: with its pixels, or with the name of the file that has them.
struct SavedPicture {
  QString file;  ///< PNG of the pixels; empty: they are here
  PictureOrigin origin;
  std::optional<QRect> crop;
  PatchEdits patches;
  /// Null where a file has them.
  std::shared_ptr<const vision::Picture> pixels = {};
  /// As it was opened; null where it can be had otherwise: the pixels themselves, a canvas, or a file.
  std::shared_ptr<const vision::Picture> original = {};
};

/// With its pixels, and the original where it is another picture: what a file of its own needs. Null of no picture.
std::optional<SavedPicture> wholePicture(const EditedPicture& picture);
/// Pixels as PNG, in base64.
QJsonObject toJson(const SavedPicture& saved);
/// Nothing for what is no picture. Throws Error with a sentence that begins with `name` where pixels are damaged, or
/// more than the editor takes.
std::optional<SavedPicture> pictureFromJson(const QJsonObject& entry, const std::string& name = "picture");

/// Puts the saved picture into `picture`; false, and nothing changed, when its file is gone or broken. The original
/// beside it is read where it came from; of what was pasted, or whose file is gone, the saved picture stands for it.
bool bringBack(const SavedPicture& saved, EditedPicture& picture);

/// A blank canvas.
vision::Picture canvasOf(QSize size, const QColor& paper);

/// Writes pictures as PNG on a thread of its own, one after the other.
class PictureWriter {
 public:
  ~PictureWriter();
  /// Writing under way.
  bool busy() const;
  /// Begins; not while busy(). `done` is called on the writing thread, with an empty sentence or what went wrong.
  void write(vision::Picture picture, const QString& path, std::function<void(QString problem)> done);
  /// Writes here and now, after what is under way. Empty, or what went wrong.
  QString writeNow(const vision::Picture& picture, const QString& path);

 private:
  std::future<void> running_;
};

}  // namespace headlight::ui
