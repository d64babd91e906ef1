#pragma once

#include <QLocale>
#include <QString>
#include <vector>

namespace headlight::ui {

/// A language that the window speaks: English, which the sources are written in, or a catalogue of assets/translations.
struct Language {
  QString tag;   ///< as QLocale, the catalogue and lessons name it: "en", "zh_CN"
  QString name;  ///< in that language: what it is called where it is chosen
};

/// English first.
const std::vector<Language>& languages();
/// Of these, the first that the settings of the desktop ask for; English where they ask for none.
QString systemLanguage();
/// The one that setLanguage made the program's last; English before.
QString language();
/// How the window writes counts (1,299) and dates: as that language does. Files never do, and decimals in scenes and
/// bars are notation, with a point.
const QLocale& windowLocale();
/// Every tr() from here on is in that language, Qt's own words too where its catalogue is installed, and so is
/// QLocale(). What was said before stays as it was: windows are made afterwards. A tag that is none
/// of languages() is English. UI thread, with an application.
void setLanguage(const QString& tag);

}  // namespace headlight::ui
