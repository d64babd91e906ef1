#pragma once

#include <QSettings>
#include <QString>
#include <QStringList>
#include <QVariantMap>
#include <memory>

namespace headlight::ui {

/// What the program remembers between runs, behind typed getters; nothing at all where `remember` is false.
class Settings {
 public:
  explicit Settings(bool remember);

  QByteArray geometry() const;
  QByteArray layout() const;
  void setLayout(const QByteArray& geometry, const QByteArray& layout);
  /// "system", "light", "dark", "projector"
  QString theme() const;
  void setTheme(const QString& theme);
  /// Tag of the window's language; empty: never chosen
  QString language() const;
  void setLanguage(const QString& tag);
  /// Size of type, percent of the design's: on a screen, or on a projector's wall.
  int textPercent(bool projected) const;
  void setTextPercent(bool projected, int percent);
  /// Of ui/theme/hidden.h, which this file does not know: "tokenIds", "numbers".
  bool hidden(const char* what) const;
  void setHidden(const char* what, bool hidden);
  /// "f32", "f16", "bf16"
  QString weights() const;
  void setWeights(const QString& storage);
  /// "row", "own", "p99", "shared": of the colour maps; empty: never chosen
  QString range() const;
  void setRange(const QString& range);
  /// Budget of traces, in MB; 0: half of what is free.
  quint64 memory() const;
  void setMemory(quint64 megabytes);
  QStringList recentModels() const;
  void addRecentModel(const QString& folder);
  void removeRecentModel(const QString& folder);
  QStringList recentSessions() const;
  void addRecentSession(const QString& path);
  void removeRecentSession(const QString& path);
  bool firstStartSeen() const;
  void setFirstStartSeen();
  /// How figures were saved last, as FigureActions writes it; empty: never.
  QVariantMap figure() const;
  void setFigure(const QVariantMap& choices);
  QString lastFolder() const;
  void setLastFolder(const QString& folder);

 private:
  QVariant value(const char* key, const QVariant& otherwise = {}) const;
  void set(const char* key, const QVariant& value);
  void prepend(const char* key, const QString& entry);
  void remove(const char* key, const QString& entry);
  std::unique_ptr<QSettings> file_;  ///< null: remembers nothing
  // Where nothing is remembered:
  quint64 memory_ = 0;
  int textPercent_ = 100, projectedPercent_ = 100;
  QVariantMap figure_;
};

/// Where unsaved work is kept.
QString workFolder();

}  // namespace headlight::ui
