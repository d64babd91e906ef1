#pragma once

#include <QString>
#include <map>

namespace headlight::ui {

/// Words of a lesson in the languages that its author wrote, by tag ("en", "zh_CN"); under "" where no language was
/// named.
struct LocalText {
  std::map<QString, QString> byLanguage;

  LocalText() = default;
  LocalText(const QString& text) : byLanguage{{QString(), text}} {}
  bool empty() const { return byLanguage.empty(); }
  /// In that language, else in another one of the same kind ("zh_TW" for "zh_CN"), else in English, else in what there
  /// is.
  QString in(const QString& language) const;
  /// In the language of the window.
  QString shown() const;
  bool operator==(const LocalText&) const = default;
};

/// The tag of the window's language: what QLocale is set to.
QString windowLanguage();

}  // namespace headlight::ui
