#include "ui/document/autosave.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <algorithm>
#include <utility>

#include "base/error.h"
#include "ui/document/document.h"

namespace headlight::ui {
namespace {

constexpr int delayMs = 500;
constexpr int slotCount = 8;    // windows that may be open at once and keep their work
constexpr int mostOffered = 3;  // of runs that broke off; the others' slots are not kept from other windows

/// The picture files of a slot, which are written in turn.
QStringList pictureFiles(const QString& path) {
  const QString stem = path.chopped(5);  // ".json"
  return {stem + QStringLiteral("-a.png"), stem + QStringLiteral("-b.png")};
}

/// The lock of a slot; another window may hold it.
std::unique_ptr<QLockFile> lockOf(const QString& path) {
  auto lock = std::make_unique<QLockFile>(path + QStringLiteral(".lock"));
  lock->setStaleLockTime(0);  // only a process that is gone makes it stale, however long the window stays open
  return lock;
}

void removeWork(const QString& path) {
  QFile::remove(path);
  for (const QString& picture : pictureFiles(path)) QFile::remove(picture);
}

}  // namespace

Autosave::Autosave(Document& document, const QString& folder, QObject* parent)
    : QObject(parent), document_(document), folder_(folder) {
  QDir().mkpath(folder);
  takeSlots();
  timer_.setSingleShot(true);
  timer_.setInterval(delayMs);
  connect(&timer_, &QTimer::timeout, this, [this] { save(false); });
  connect(&document_, &Document::changed, this, &Autosave::touch);
  // Its image, whether a model reads it or not.
  connect(&document_.image(), &InputDocument::changed, this, [this] {
    pictureDirty_ = true;
    touch();
  });
  connect(&document_, &Document::samplingChanged, this, &Autosave::touch);
  connect(&document_, &Document::whatIfsChanged, this, &Autosave::touch);
}

void Autosave::touch() {
  dirty_ = true;
  // Not restarted by the next change: what is on disk is never more than half a second behind.
  if (!timer_.isActive()) timer_.start();
}

void Autosave::setModel(const SavedModel& model) {
  if (model == model_) return;
  model_ = model;
  if (!path_.isEmpty()) touch();
}

void Autosave::setPlace(const SavedPlace& place) {
  if (place == place_) return;
  place_ = place;
  if (!path_.isEmpty()) touch();
}

void Autosave::setNamed(const QString& path, bool unsaved) {
  if (path == named_ && unsaved == unsaved_) return;
  named_ = path;
  unsaved_ = unsaved;
  if (!path_.isEmpty()) touch();
}

QString Autosave::slotPath(int slot) const { return QStringLiteral("%1/work-%2.json").arg(folder_).arg(slot); }

void Autosave::takeSlots() {
  std::vector<Slot> leftovers;
  const QDateTime old = QDateTime::currentDateTime().addDays(-keptDays);
  bool busy = false;  // a slot that another window holds was seen
  for (int number = 1; number <= slotCount; ++number) {
    Slot slot{slotPath(number), lockOf(slotPath(number)), {}};
    if (!slot.lock->tryLock(0)) {
      busy = busy || slot.lock->error() == QLockFile::LockFailedError;
      continue;
    }
    // A slot that nobody holds: either free, or a run that is gone left its work here.
    if (auto work = read(slot.path)) {
      slot.work = std::move(*work);
      leftovers.push_back(std::move(slot));
    } else if (path_.isEmpty()) {
      // What is there may be the work of a newer program: it is not written over.
      if (QFile::exists(slot.path)) QFile::rename(slot.path, slot.path + QStringLiteral(".unread"));
      path_ = slot.path;
      lock_ = std::move(slot.lock);
    }
  }
  // What the document goes on with and what is offered keep their slots (and this object their locks) until they were
  // brought back or dropped; what is typed now goes to another. Nobody has asked for others: they go after a while.
  std::sort(leftovers.begin(), leftovers.end(), [](const Slot& a, const Slot& b) { return a.work.time > b.work.time; });
  for (std::size_t i = 0; i < leftovers.size(); ++i) {
    Slot& left = leftovers[i];
    const bool lastPlace = path_.isEmpty() && i + 1 == leftovers.size() && i > 0;
    const bool tooOld = i > 0 && (left.work.time < old || !left.work.time.isValid());
    if (lastPlace || tooOld) {
      removeWork(left.path);
      if (path_.isEmpty()) {
        path_ = left.path;
        lock_ = std::move(left.lock);
      }
    } else if (left.work.closed) {
      if (!leftOff_) leftOff_ = std::move(left);
    } else if (found_.size() < mostOffered) {
      found_.push_back(std::move(left));
    }
  }
  if (!path_.isEmpty()) return;
  failure_ = busy ? tr("Your work is not being kept: %1 windows keep theirs already").arg(slotCount)
                  : tr("Your work is not being kept: %1 cannot be written").arg(folder_);
}

Autosave::~Autosave() = default;

std::optional<SavedWork> Autosave::read(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return std::nullopt;
  try {
    SavedWork work = workFromJson(file.readAll(), path);
    if (work.picture) work.picture->file = QFileInfo(path).absolutePath() + QLatin1Char('/') + work.picture->file;
    return work;
  } catch (const Error&) {
    return std::nullopt;  // nothing that a run of this program left whole
  }
}

void Autosave::drop(Slot slot) {
  if (dirty_) save(false, true);  // what was brought back is on disk again before its old place is emptied
  removeWork(slot.path);
}

void Autosave::dropLeftOff() {
  if (leftOff_) drop(*std::exchange(leftOff_, std::nullopt));
}

void Autosave::dropFound() {
  if (found_.empty()) return;
  Slot slot = std::move(found_.front());
  found_.erase(found_.begin());
  drop(std::move(slot));
}

bool Autosave::setAside() {
  if (path_.isEmpty()) return false;
  dirty_ = true;
  save(false, true);
  auto work = read(path_);
  if (!work) return false;
  Slot aside{path_, std::move(lock_), std::move(*work)};
  path_.clear();
  for (int number = 1; number <= slotCount && path_.isEmpty(); ++number) takeIfFree(slotPath(number));
  if (path_.isEmpty()) {
    path_ = aside.path;
    lock_ = std::move(aside.lock);
    return false;
  }
  found_.insert(found_.begin() + (found_.empty() ? 0 : 1), std::move(aside));
  picture_.reset();  // its file stays where it is
  pictureDirty_ = true;
  return true;
}

void Autosave::takeIfFree(const QString& path) {
  auto lock = lockOf(path);
  if (!lock->tryLock(0) || read(path)) return;
  path_ = path;
  lock_ = std::move(lock);
}

void Autosave::close() {
  timer_.stop();
  save(true, true);
  if (!failure_.isEmpty()) return;
  lock_.reset();
  path_.clear();
}

void Autosave::save(bool closed, bool now) {
  if (path_.isEmpty() || (!dirty_ && !closed)) return;
  if (pictureDirty_) writePicture(now);
  writeJson(closed);
}

void Autosave::writePicture(bool now) {
  if (!now && writer_.busy()) {
    timer_.start();  // a large one takes a while: again once it is done
    return;
  }
  const EditedPicture& picture = document_.image().picture();
  if (picture.empty()) return;
  const QStringList files = pictureFiles(path_);
  SavedPicture saved{picture_ && picture_->file == files[0] ? files[1] : files[0], picture.origin(), picture.crop(),
                     picture.patches()};
  pictureDirty_ = false;
  if (now) {
    const QString file = saved.file, problem = writer_.writeNow(picture.pixels(), file);
    if (problem.isEmpty())
      picture_ = std::move(saved);
    else
      tellFailure(file, problem);
    return;
  }
  const QString file = saved.file;
  writer_.write(picture.pixels(), file, [this, saved = std::move(saved)](const QString& problem) {
    QMetaObject::invokeMethod(
        this, [this, saved, problem] { pictureWritten(saved, problem); }, Qt::QueuedConnection);
  });
}

void Autosave::pictureWritten(SavedPicture saved, const QString& problem) {
  if (path_.isEmpty()) return;  // closed meanwhile, with a picture of its own
  if (!problem.isEmpty()) {
    pictureDirty_ = true;
    return tellFailure(saved.file, problem);
  }
  picture_ = std::move(saved);
  writeJson(false);
}

void Autosave::tellFailure(const QString& path, const QString& problem) {
  const bool told = !failure_.isEmpty();
  failure_ = tr("Your work is not being kept: %1: %2").arg(path, problem);
  if (!told) emit failed(failure_);  // not at every letter
}

void Autosave::writeJson(bool closed) {
  SavedWork work = workOf(document_);
  work.picture = picture_;
  work.model = model_;
  work.place = place_;
  work.closed = closed;
  work.named = named_;
  work.unsaved = unsaved_;
  QSaveFile file(path_);
  const QByteArray bytes = QJsonDocument(toJson(work)).toJson(QJsonDocument::Compact);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
    return tellFailure(path_, file.errorString());
  const bool ill = !failure_.isEmpty();
  failure_.clear();
  dirty_ = false;
  if (ill) emit recovered();
}

}  // namespace headlight::ui
