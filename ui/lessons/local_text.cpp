#include "ui/lessons/local_text.h"

#include <QLocale>

namespace headlight::ui {

QString LocalText::in(const QString& language) const {
  if (byLanguage.empty()) return {};
  const auto found = [this](const QString& tag) {
    const auto at = byLanguage.find(tag);
    return at == byLanguage.end() ? nullptr : &at->second;
  };
  if (const QString* text = found(language)) return *text;
  const QString kind = language.section(QLatin1Char('_'), 0, 0);
  for (const auto& [tag, text] : byLanguage)
    if (!tag.isEmpty() && tag.section(QLatin1Char('_'), 0, 0) == kind) return text;
  for (const QString& tag : {QStringLiteral("en"), QString()})
    if (const QString* text = found(tag)) return *text;
  return byLanguage.begin()->second;
}

QString LocalText::shown() const { return in(windowLanguage()); }

QString windowLanguage() { return QLocale().name(); }

}  // namespace headlight::ui
