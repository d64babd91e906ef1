#include "ui/window/shelf.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUuid>

#include "base/error.h"
#include "io/assets.h"
#include "ui/lessons/local_text.h"
#include "ui/window/bundled_models.h"

namespace headlight::ui {
namespace {

constexpr QLatin1String formatName("headlight shelf");
constexpr int shelfVersion = 1;
constexpr qint64 largestShelf = 4 << 20;  // bytes; a file of more is no list of sentences

/// One file of entries; every Error names it.
class ShelfFile {
 public:
  explicit ShelfFile(const QString& path) : path_(path), name_(path.toStdString()) {}

  QJsonObject root() const {
    QFile file(path_);
    if (!file.open(QIODevice::ReadOnly)) fail(name_, ": cannot be read: ", file.errorString().toStdString());
    if (file.size() > largestShelf) fail(name_, ": a shelf has at most 4 MB, this file has ", file.size(), " bytes");
    QJsonParseError error;
    const QJsonDocument json = QJsonDocument::fromJson(file.readAll(), &error);
    if (error.error != QJsonParseError::NoError)
      fail(name_, ": expected JSON, found at byte ", error.offset, ": ", error.errorString().toStdString());
    if (!json.isObject()) fail(name_, ": expected an object, found something else");
    return json.object();
  }

  QJsonArray list(const QJsonObject& root, const char* key) const {
    const QJsonValue value = root[QLatin1String(key)];
    if (!value.isArray()) fail(name_, ": expected a list under \"", key, "\", found none");
    return value.toArray();
  }

  /// The entry at that place. `pictures`: the folder of what it names.
  ShelfEntry entry(const QJsonValue& value, qsizetype at, const QDir& pictures) const {
    const QJsonObject from = value.toObject();
    const auto text = [&](const char* key) { return from[QLatin1String(key)].toString(); };
    ShelfEntry entry{text("text"), text("second"), text("picture"), {}};
    if (entry.text.isEmpty() == entry.picture.isEmpty())
      fail(name_, ": expected \"text\" or \"picture\" in entry ", at, " of the shelf, found ",
           entry.text.isEmpty() ? "neither" : "both");
    if (!entry.picture.isEmpty()) {
      // A name in the folder: a shelf that was handed on must not read files of its reader.
      if (QFileInfo(entry.picture).fileName() != entry.picture)
        fail(name_, ": expected the name of a file beside it in entry ", at, ", found \"", entry.picture.toStdString(),
             "\"");
      entry.picture = pictures.absoluteFilePath(entry.picture);
      if (!QFileInfo::exists(entry.picture))
        fail(name_, ": the picture of entry ", at, " is not there: ", entry.picture.toStdString());
    }
    const QJsonValue look = from[QLatin1String("look")];
    if (look.isObject()) {
      LocalText words;
      const QJsonObject languages = look.toObject();
      for (auto it = languages.begin(); it != languages.end(); ++it) words.byLanguage[it.key()] = it->toString();
      entry.look = words.shown();
    } else {
      entry.look = look.toString();
    }
    return entry;
  }

 private:
  QString path_;
  std::string name_;
};

/// What came with the program; nothing where the model has none.
QList<ShelfEntry> bundledEntries(const QString& model) {
  const QString name = bundledName(model);
  if (name.isEmpty()) return {};
  const QDir assets(QString::fromStdString(io::assetsFolder().string()));
  const QString path = assets.absoluteFilePath(QStringLiteral("samples/%1.json").arg(name));
  if (!QFileInfo::exists(path)) return {};
  const ShelfFile file(path);
  const QJsonArray list = file.list(file.root(), "shelf");
  QList<ShelfEntry> entries;
  for (qsizetype at = 0; at < list.size(); ++at)
    entries << file.entry(list[at], at, QDir(model + QStringLiteral("/samples")));
  return entries;
}

}  // namespace

Shelf::Shelf(QString folder) : folder_(std::move(folder)) {
  if (!folder_.isEmpty()) return;
  forThisRun_ = std::make_unique<QTemporaryDir>();
  folder_ = forThisRun_->path();
}

QString Shelf::file() const { return folder_ + QStringLiteral("/shelf.json"); }

QJsonArray Shelf::ownEntries() const {
  if (!QFileInfo::exists(file())) return {};
  const ShelfFile from(file());
  const QJsonObject root = from.root();
  const std::string name = file().toStdString();
  if (root[QLatin1String("format")].toString() != formatName)
    fail(name, ": expected \"format\": \"", formatName.data(), "\", found \"",
         root[QLatin1String("format")].toString().toStdString(), "\"");
  if (const int version = root[QLatin1String("version")].toInt(); version < 1 || version > shelfVersion)
    fail(name, ": this program reads shelves of version ", shelfVersion, ", the file's is ", version,
         version > shelfVersion ? ": a newer Headlight opens it" : "");
  return from.list(root, "entries");
}

void Shelf::write(const QJsonArray& entries) const {
  const auto refuse = [this](const QString& why) {
    fail(file().toStdString(), ": the shelf cannot be kept: ", why.toStdString());
  };
  if (!QDir().mkpath(folder_)) refuse(QStringLiteral("its folder cannot be made"));
  QSaveFile out(file());
  if (!out.open(QIODevice::WriteOnly)) refuse(out.errorString());
  out.write(QJsonDocument(QJsonObject{{"format", formatName}, {"version", shelfVersion}, {"entries", entries}})
                .toJson(QJsonDocument::Indented));
  if (!out.commit()) refuse(out.errorString());
}

ShelfContents Shelf::contents(const QString& model) const {
  ShelfContents found;
  const auto tell = [&found](const auto& reading) {
    try {
      reading();
    } catch (const std::exception& error) {
      found.problems << QString::fromUtf8(error.what());
    }
  };
  tell([&] { found.entries = bundledEntries(model); });
  tell([&] {
    const QJsonArray list = ownEntries();
    const ShelfFile from(file());
    for (qsizetype at = 0; at < list.size(); ++at) {
      if (list[at].toObject()[QLatin1String("model")].toString() != modelName(model)) continue;
      tell([&] {
        ShelfEntry entry = from.entry(list[at], at, QDir(folder_));
        entry.own = static_cast<int>(at);
        found.entries << entry;
      });
    }
  });
  return found;
}

void Shelf::add(const QString& model, const ShelfEntry& entry, const QImage& picture) {
  QJsonArray list = ownEntries();
  QJsonObject made{{"model", modelName(model)}, {"look", entry.look}};
  if (!picture.isNull()) {
    const QString name = QUuid::createUuid().toString(QUuid::WithoutBraces) + QStringLiteral(".png");
    if (!QDir().mkpath(folder_) || !picture.save(QDir(folder_).absoluteFilePath(name)))
      fail(folder_.toStdString(), ": the picture cannot be written there");
    made[QLatin1String("picture")] = name;
  } else {
    made[QLatin1String("text")] = entry.text;
    if (!entry.second.isEmpty()) made[QLatin1String("second")] = entry.second;
  }
  list << made;
  write(list);
}

void Shelf::remove(int own) {
  QJsonArray list = ownEntries();
  if (own < 0 || own >= list.size()) return;
  const QString picture = list[own].toObject()[QLatin1String("picture")].toString();
  list.removeAt(own);
  write(list);
  // The picture last: a file too many is better than an entry without its picture.
  if (!picture.isEmpty() && QFileInfo(picture).fileName() == picture)
    QFile::remove(QDir(folder_).absoluteFilePath(picture));
}

QString shelfFolder() {
  return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/headlight/shelf");
}

}  // namespace headlight::ui
