#include "ui/theme/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QPointer>
#include <QRegularExpression>
#include <QTranslator>
#include <algorithm>

#include "ui/theme/words.h"

// Q_INIT_RESOURCE must stand outside namespaces; a static library's resources are not registered by themselves.
static void registerTranslations() { Q_INIT_RESOURCE(translations); }

namespace headlight::ui {
namespace {

QLocale& localeNow() {
  static QLocale locale(QLocale::English);
  return locale;
}

QString& tagNow() {
  static QString tag = QStringLiteral("en");
  return tag;
}

/// Dates as the desktop's own country writes them, where that speaks the language and writes numbers as it does: a
/// decimal comma beside the points that pictures have would be two notations in one window.
QLocale localeOf(const QString& tag) {
  const QLocale own(tag), desktop(QLocale::system().name());
  const bool agree = desktop.language() == own.language() && desktop.script() == own.script() &&
                     desktop.decimalPoint() == own.decimalPoint() && desktop.groupSeparator() == own.groupSeparator();
  return agree ? desktop : own;
}

/// In place of the one that was installed as that before.
void install(QPointer<QTranslator>& installed, const QString& file) {
  delete installed;  // which takes it out
  auto* coming = new QTranslator(qApp);
  installed = coming;
  if (coming->load(file))
    QCoreApplication::installTranslator(coming);
  else
    delete coming;
}

}  // namespace

const std::vector<Language>& languages() {
  static const std::vector<Language> list{{QStringLiteral("en"), QStringLiteral("English")},
                                          {QStringLiteral("zh_CN"), QStringLiteral("简体中文")}};
  return list;
}

QString systemLanguage() {
  const QStringList wanted = QLocale::system().uiLanguages();
  for (const QString& name : wanted) {
    const QLocale locale(name);
    for (const Language& one : languages())
      if (const QLocale own(one.tag); own.language() == locale.language() && own.script() == locale.script())
        return one.tag;
  }
  return languages().front().tag;
}

QString withoutMnemonic(QString entry) {
  static const QRegularExpression behind(QStringLiteral("\\s*\\(&\\w\\)")), before(QStringLiteral("&(.)"));
  return entry.remove(behind).replace(before, QStringLiteral("\\1"));
}

QString language() { return tagNow(); }
const QLocale& windowLocale() { return localeNow(); }

void setLanguage(const QString& tag) {
  static QPointer<QTranslator> qtOwn, ours;
  registerTranslations();
  const bool known = std::ranges::any_of(languages(), [&](const Language& one) { return one.tag == tag; });
  tagNow() = known ? tag : languages().front().tag;
  localeNow() = localeOf(tagNow());
  QLocale::setDefault(localeNow());
  install(qtOwn, QLibraryInfo::path(QLibraryInfo::TranslationsPath) + QStringLiteral("/qtbase_") + tagNow());
  install(ours, QStringLiteral(":/translations/headlight_") + tagNow());  // asked first, as the last that came
}

}  // namespace headlight::ui
