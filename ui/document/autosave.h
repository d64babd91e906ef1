#pragma once

#include <QLockFile>
#include <QObject>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

#include "ui/document/session_file.h"

namespace headlight::ui {

class Document;

/// Keeps the document on disk, at most half a second behind, in a file of this process's own: `work-N.json` with a lock
/// beside it, so that two windows do not overwrite each other. It is a session (session_file.h) but for its picture,
/// which goes into one of two PNG files beside it, in turn, on a thread of its own; the JSON names the one that is
/// whole. Files of runs that are gone are what a start goes on with (the newest that was closed) and what it offers
/// (those that broke off, until somebody has answered); others are collected after `keptDays`. UI thread.
class Autosave : public QObject {
  Q_OBJECT
 public:
  static constexpr int keptDays = 30;

  /// `folder` is made if need be. Where nothing can be written, nothing is saved and failure() says why.
  Autosave(Document& document, const QString& folder, QObject* parent = nullptr);
  ~Autosave() override;

  /// The work of the run that was closed last, null if there is none; read when this object was made.
  const SavedWork* leftOff() const { return leftOff_ ? &leftOff_->work : nullptr; }
  /// It is in the document now, and its file goes.
  void dropLeftOff();
  /// The newest work of a run that broke off, null if there is none. It stays on disk until dropFound, so that an offer
  /// that was not answered comes again.
  const SavedWork* found() const { return found_.empty() ? nullptr : &found_.front().work; }
  /// Forgets what was found: it was brought back, or the person wants to start fresh. The next one, if any, is found.
  void dropFound();
  /// What the document holds joins what was found, as the second: other work is about to take its place. False where no
  /// file can be had for it.
  bool setAside();
  void setModel(const SavedModel& model);
  void setPlace(const SavedPlace& place);
  /// The session file that the work has, and whether there is more in the work than in it.
  void setNamed(const QString& path, bool unsaved);
  /// Writes now, marked as closed in the ordinary way; nothing is saved afterwards.
  void close();
  /// Why work is not being kept, empty while it is.
  const QString& failure() const { return failure_; }

 signals:
  /// Writing has stopped to work; once, until it has worked again.
  void failed(const QString& why);
  /// Writing works again.
  void recovered();

 private:
  /// A file of work and the lock that keeps it from other windows.
  struct Slot {
    QString path;
    std::unique_ptr<QLockFile> lock;
    SavedWork work;
  };
  void touch();
  void save(bool closed, bool now = false);
  void writeJson(bool closed);
  void writePicture(bool now);
  void pictureWritten(SavedPicture saved, const QString& problem);
  void tellFailure(const QString& path, const QString& problem);
  void takeSlots();
  /// Work is kept at `path` from now on, if nobody holds it and nothing is kept there.
  void takeIfFree(const QString& path);
  QString slotPath(int slot) const;
  void drop(Slot slot);
  static std::optional<SavedWork> read(const QString& path);

  Document& document_;
  QString folder_;
  QString path_;  ///< empty when nothing can be written
  std::unique_ptr<QLockFile> lock_;
  QTimer timer_;
  SavedModel model_;
  SavedPlace place_;
  QString named_;
  bool unsaved_ = false;
  std::optional<Slot> leftOff_;
  std::vector<Slot> found_;  ///< the newest first
  QString failure_;
  bool dirty_ = false, pictureDirty_ = false;
  std::optional<SavedPicture> picture_;  ///< the file that is whole, with what belongs to it
  PictureWriter writer_;                 ///< last: joined before what its callback names is gone
};

}  // namespace headlight::ui
