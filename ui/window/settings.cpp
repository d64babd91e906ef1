#include "ui/window/settings.h"

#include <QDir>
#include <QStandardPaths>

namespace headlight::ui {
namespace {

constexpr int recentCount = 8;

}  // namespace

Settings::Settings(bool remember) {
  if (!remember) return;
  const QString folder = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation);
  file_ = std::make_unique<QSettings>(folder + QStringLiteral("/headlight/headlight.ini"), QSettings::IniFormat);
}

QVariant Settings::value(const char* key, const QVariant& otherwise) const {
  return file_ ? file_->value(QLatin1String(key), otherwise) : otherwise;
}

void Settings::set(const char* key, const QVariant& value) {
  if (file_) file_->setValue(QLatin1String(key), value);
}

QByteArray Settings::geometry() const { return value("window/geometry").toByteArray(); }
QByteArray Settings::layout() const { return value("window/layout").toByteArray(); }

void Settings::setLayout(const QByteArray& geometry, const QByteArray& layout) {
  set("window/geometry", geometry);
  set("window/layout", layout);
}

QString Settings::theme() const { return value("theme", QStringLiteral("system")).toString(); }
void Settings::setTheme(const QString& theme) { set("theme", theme); }
QString Settings::language() const { return value("language").toString(); }
void Settings::setLanguage(const QString& tag) { set("language", tag); }
int Settings::textPercent(bool projected) const {
  return projected ? value("projector/textPercent", projectedPercent_).toInt()
                   : value("textPercent", textPercent_).toInt();
}
void Settings::setTextPercent(bool projected, int percent) {
  (projected ? projectedPercent_ : textPercent_) = percent;
  set(projected ? "projector/textPercent" : "textPercent", percent);
}

bool Settings::hidden(const char* what) const {
  return value(QByteArray("hidden/").append(what).constData(), false).toBool();
}
void Settings::setHidden(const char* what, bool hidden) { set(QByteArray("hidden/").append(what).constData(), hidden); }

QString Settings::weights() const { return value("models/weights", QStringLiteral("f32")).toString(); }
void Settings::setWeights(const QString& storage) { set("models/weights", storage); }

QString Settings::range() const { return value("lens/range").toString(); }
void Settings::setRange(const QString& range) { set("lens/range", range); }

quint64 Settings::memory() const { return value("memory/pictures", memory_).toULongLong(); }
void Settings::setMemory(quint64 megabytes) {
  memory_ = megabytes;
  set("memory/pictures", megabytes);
}

void Settings::prepend(const char* key, const QString& entry) {
  QStringList list = value(key).toStringList();
  list.removeAll(entry);
  list.prepend(entry);
  set(key, list.mid(0, recentCount));
}

void Settings::remove(const char* key, const QString& entry) {
  QStringList list = value(key).toStringList();
  if (list.removeAll(entry) > 0) set(key, list);
}

QStringList Settings::recentModels() const { return value("models/recent").toStringList(); }
void Settings::addRecentModel(const QString& folder) { prepend("models/recent", folder); }
void Settings::removeRecentModel(const QString& folder) { remove("models/recent", folder); }

QStringList Settings::recentSessions() const { return value("sessions/recent").toStringList(); }
void Settings::addRecentSession(const QString& path) { prepend("sessions/recent", path); }
void Settings::removeRecentSession(const QString& path) { remove("sessions/recent", path); }

bool Settings::firstStartSeen() const { return value("firstStartSeen", false).toBool(); }
void Settings::setFirstStartSeen() { set("firstStartSeen", true); }

QVariantMap Settings::figure() const { return value("figure", figure_).toMap(); }
void Settings::setFigure(const QVariantMap& choices) {
  figure_ = choices;
  set("figure", choices);
}

QString Settings::lastFolder() const {
  const QString last = value("files/lastFolder").toString();
  return last.isEmpty() ? QDir::homePath() : last;
}
void Settings::setLastFolder(const QString& folder) { set("files/lastFolder", folder); }

QString workFolder() {
  return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/headlight/work");
}

}  // namespace headlight::ui
