#include "ui/lessons/lesson_package.h"

#include <zip.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <memory>

#include "base/error.h"
#include "io/assets.h"
#include "ui/lessons/lesson_json.h"

namespace headlight::ui {
namespace {

namespace limits = lesson_limits;

constexpr QLatin1String jsonName("lesson.json");
constexpr qint64 packedBytes = limits::allBytes;

/// The pictures that steps name, once each.
QStringList picturesOf(const Lesson& lesson) {
  QStringList names;
  for (const LessonStep& step : lesson.steps)
    for (const auto* state : {&step.state, &step.solution})
      if (*state && (*state)->picture) {
        const QString& file = (*state)->picture->file;
        if (!file.startsWith(QLatin1String("sample:")) && !names.contains(file)) names << file;
      }
  return names;
}

QByteArray readFile(const QString& path, qint64 most, const QString& helps) {
  const QFileInfo info(path);
  const std::string name = path.toStdString();
  if (!info.exists()) fail(name, ": expected ", helps.toStdString(), ", found no such file");
  if (info.isSymLink() || !info.isFile())
    fail(name, ": expected an ordinary file, found ", info.isSymLink() ? "a link" : "a folder",
         ": put the file itself there");
  if (info.size() > most) fail(name, ": expected at most ", most, " bytes, found ", info.size(), ": make it smaller");
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) fail(name, ": cannot be read (", file.errorString().toStdString(), ")");
  return file.read(most + 1);
}

Lesson readFolder(const QString& folder) {
  const QDir dir(folder);
  const QString path = dir.filePath(jsonName);
  Lesson lesson = lessonFromJson(
      readFile(path, limits::jsonBytes, QStringLiteral("a lesson, which is a folder with a lesson.json")), path);
  lesson.name = dir.dirName();
  for (const QString& name : picturesOf(lesson))
    if (dir.exists(name))
      lesson.files[name] = readFile(dir.filePath(name), limits::fileBytes, QStringLiteral("a picture"));
  checkFiles(lesson, path);
  return lesson;
}

struct CloseArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
  void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};

/// A packed lesson, from memory: nothing of it is ever a file.
class Packed {
 public:
  explicit Packed(const QString& path)
      : name_(path.toStdString()), bytes_(readFile(path, packedBytes, QStringLiteral("a packed lesson"))) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source =
        zip_source_buffer_create(bytes_.constData(), static_cast<zip_uint64_t>(bytes_.size()), 0, &error);
    archive_.reset(source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr);
    const std::string why = zip_error_strerror(&error);
    zip_error_fini(&error);
    if (!archive_) {
      if (source) zip_source_free(source);
      fail(name_, ": expected a packed lesson (a zip of its folder), found something else (", why, ")");
    }
    checkEntries();
  }

  /// Nothing where there is no such entry.
  std::optional<QByteArray> read(const QString& name, qint64 most) const {
    const zip_int64_t index = zip_name_locate(archive_.get(), (folder_ + name).toUtf8().constData(), 0);
    if (index < 0) return std::nullopt;
    const std::unique_ptr<zip_file_t, CloseEntry> entry(
        zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(index), 0));
    if (!entry)
      fail(name_, ": ", name.toStdString(), ": expected an entry that can be unpacked, found one that cannot (",
           zip_strerror(archive_.get()), ")");
    // What an entry says of its size is its own word: it is read up to the limit, and not further.
    QByteArray bytes;
    char part[1 << 16];
    for (;;) {
      const zip_int64_t count = zip_fread(entry.get(), part, sizeof part);
      if (count < 0) fail(name_, ": ", name.toStdString(), ": expected an undamaged entry, found a damaged one");
      if (count == 0) return bytes;
      bytes.append(part, static_cast<qsizetype>(count));
      if (bytes.size() > most)
        fail(name_, ": ", name.toStdString(), ": expected at most ", most,
             " bytes once unpacked, found more: make it smaller");
    }
  }

 private:
  void checkEntries() {
    const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
    if (count > limits::files) fail(name_, ": expected at most ", limits::files, " files in a lesson, found ", count);
    zip_uint64_t all = 0;
    QStringList names;
    for (zip_int64_t i = 0; i < count; ++i) {
      zip_stat_t stat;
      zip_stat_init(&stat);
      if (zip_stat_index(archive_.get(), static_cast<zip_uint64_t>(i), 0, &stat) < 0 || !(stat.valid & ZIP_STAT_NAME))
        fail(name_, ": expected a list of files, found a damaged one");
      const QString name = QString::fromUtf8(stat.name);
      const QStringList parts = name.split(QLatin1Char('/'));
      if (name.startsWith(QLatin1Char('/')) || name.contains(QLatin1Char('\\')) || name.contains(QLatin1Char(':')) ||
          parts.contains(QStringLiteral("..")))
        fail(name_, ": expected files of the lesson’s own folder, found “", name.left(60).toStdString(),
             "”, which leads out of it");
      zip_uint8_t system = 0;
      zip_uint32_t attributes = 0;
      zip_file_get_external_attributes(archive_.get(), static_cast<zip_uint64_t>(i), 0, &system, &attributes);
      if (system == ZIP_OPSYS_UNIX && ((attributes >> 16) & 0170000U) == 0120000U)
        fail(name_, ": expected files, found “", name.left(60).toStdString(),
             "”, which is a link: put the file itself there");
      if (stat.valid & ZIP_STAT_SIZE) all += stat.size;
      if (all > static_cast<zip_uint64_t>(limits::allBytes))
        fail(name_, ": expected at most ", limits::allBytes,
             " bytes once unpacked, found more: make its pictures smaller");
      names << name;
    }
    // A folder that was packed as such has all in it one level down.
    if (!names.contains(QString(jsonName)))
      for (const QString& name : names)
        if (name.count(QLatin1Char('/')) == 1 && name.endsWith(QLatin1Char('/') + jsonName))
          folder_ = name.chopped(jsonName.size());
  }

  std::string name_;
  QByteArray bytes_;  // before the archive, which reads it
  std::unique_ptr<zip_t, CloseArchive> archive_;
  QString folder_;  ///< "" or "lesson/"
};

Lesson readPacked(const QString& path) {
  const Packed packed(path);
  const auto json = packed.read(jsonName, limits::jsonBytes);
  if (!json) fail(path.toStdString(), ": expected a lesson.json in it, found none: pack the folder that has it");
  const QString name = path + QStringLiteral(": ") + jsonName;
  Lesson lesson = lessonFromJson(*json, name);
  lesson.name = QFileInfo(path).completeBaseName();
  qint64 all = json->size();
  for (const QString& picture : picturesOf(lesson))
    if (auto bytes = packed.read(picture, limits::fileBytes)) {
      all += bytes->size();
      if (all > limits::allBytes)
        fail(path.toStdString(), ": expected at most ", limits::allBytes,
             " bytes once unpacked, found more: make its pictures smaller");
      lesson.files[picture] = std::move(*bytes);
    }
  checkFiles(lesson, name);
  return lesson;
}

void writeFile(const QString& path, const QByteArray& bytes) {
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
    fail(path.toStdString(), ": cannot be written (", file.errorString().toStdString(), ")");
}

}  // namespace

Lesson readLesson(const QString& path) { return QFileInfo(path).isDir() ? readFolder(path) : readPacked(path); }

void writeLessonFolder(const Lesson& lesson, const QString& folder) {
  if (!QDir().mkpath(folder)) fail(folder.toStdString(), ": the folder cannot be made");
  const QDir dir(folder);
  for (const auto& [name, bytes] : lesson.files) writeFile(dir.filePath(name), bytes);
  writeFile(dir.filePath(jsonName), toJson(lesson));
}

void writeLessonFile(const Lesson& lesson, const QString& path) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  std::unique_ptr<zip_t, CloseArchive> archive(target ? zip_open_from_source(target, ZIP_TRUNCATE, &error) : nullptr);
  if (!archive) {
    if (target) zip_source_free(target);
    fail(path.toStdString(), ": cannot be packed (", zip_error_strerror(&error), ")");
  }
  zip_source_keep(target);
  const QByteArray json = toJson(lesson);
  std::map<QString, const QByteArray*> files{{QString(jsonName), &json}};
  for (const auto& [name, bytes] : lesson.files) files[name] = &bytes;
  for (const auto& [name, bytes] : files) {
    zip_source_t* source =
        zip_source_buffer(archive.get(), bytes->constData(), static_cast<zip_uint64_t>(bytes->size()), 0);
    if (!source || zip_file_add(archive.get(), name.toUtf8().constData(), source, ZIP_FL_ENC_UTF_8) < 0) {
      if (source) zip_source_free(source);
      zip_source_free(target);
      fail(path.toStdString(), ": ", name.toStdString(), " cannot be packed (", zip_strerror(archive.get()), ")");
    }
  }
  if (zip_close(archive.get()) < 0) {
    const std::string why = zip_strerror(archive.get());
    zip_source_free(target);
    fail(path.toStdString(), ": cannot be packed (", why, ")");
  }
  archive.release();  // closed
  QByteArray bytes;
  zip_source_open(target);
  char part[1 << 16];
  for (zip_int64_t count; (count = zip_source_read(target, part, sizeof part)) > 0;)
    bytes.append(part, static_cast<qsizetype>(count));
  zip_source_close(target);
  zip_source_free(target);
  writeFile(path, bytes);
}

QStringList bundledLessons() {
  QStringList folders;
  try {
    const QDir all(QString::fromStdString((io::assetsFolder() / "lessons").string()));
    for (const QFileInfo& folder : all.entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
      if (QFileInfo::exists(folder.absoluteFilePath() + QLatin1Char('/') + jsonName))
        folders << folder.absoluteFilePath();
  } catch (const std::exception&) {
    // No assets: nothing is bundled.
  }
  return folders;
}

}  // namespace headlight::ui
