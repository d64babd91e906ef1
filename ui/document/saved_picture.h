#pragma once

#include <QJsonObject>
#include <QString>
#include <future>
#include <optional>

#include "ui/document/edited_picture.h"

namespace headlight::ui {

/// The picture of a run that is gone, as its files tell of it.
struct SavedPicture {
  QString file;  ///< PNG of the pixels
  PictureOrigin origin;
  std::optional<QRect> crop;
  PatchEdits patches;
};

QJsonObject toJson(const SavedPicture& saved);
std::optional<SavedPicture> pictureFromJson(const QJsonObject& entry);

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
