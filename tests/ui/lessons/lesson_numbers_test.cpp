// Rows, heads and numbers as lessons name them, and their words.
#include <gtest/gtest.h>

#include <QLocale>

#include "base/error.h"
#include "ui/lessons/local_text.h"
#include "ui/lessons/markup.h"
#include "ui/lessons/quantity.h"

namespace headlight::ui {
namespace {

const QStringList names{QStringLiteral("<bos>"), QStringLiteral("The"),  QStringLiteral("·ow"), QStringLiteral("l"),
                        QStringLiteral("·met"),  QStringLiteral("·the"), QStringLiteral("·ow"), QStringLiteral("l")};

std::string refusalOf(const std::function<void()>& read) {
  try {
    read();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

TEST(LessonRows, AreNamedByTokenPlaceOrNumber) {
  EXPECT_EQ(parseRow(QStringLiteral("ow")).in(names), 6) << "the last of them";
  EXPECT_EQ(parseRow(QStringLiteral("ow#1")).in(names), 2);
  EXPECT_EQ(parseRow(QStringLiteral("ow#2")).in(names), 6);
  EXPECT_EQ(parseRow(QStringLiteral("ow#3")).in(names), std::nullopt);
  EXPECT_EQ(parseRow(QStringLiteral("#0")).in(names), 0);
  EXPECT_EQ(parseRow(QStringLiteral("#last")).in(names), 7);
  EXPECT_EQ(parseRow(QStringLiteral("#8")).in(names), std::nullopt);
  EXPECT_EQ(parseRow(QStringLiteral("<bos>")).in(names), 0);
  EXPECT_EQ(parseRow(QStringLiteral("fox")).in(names), std::nullopt);
  EXPECT_EQ(parseRow(QStringLiteral("#last")).in({}), std::nullopt);
  for (const char* row : {"ow", "ow#1", "#5", "#last"})
    EXPECT_EQ(toString(parseRow(QLatin1String(row))), QLatin1String(row));
  for (const char* row : {"", "#", "ow#0", "ow#last", "a#b#c", "#-1", "#99999999999"})
    EXPECT_THROW(parseRow(QLatin1String(row)), Error) << row;
}

TEST(LessonHeads, AreNamedAsTheWindowNamesThem) {
  for (const char* head : {"L4H2", "L4", "cross.L1H0", "encoder.L0H3", "decoder.L2H1"})
    EXPECT_EQ(toString(parseHead(QLatin1String(head))), QLatin1String(head));
  for (const char* head : {"", "4H2", "L4H", "L4H2x", "memory.L1H0", "L9999H1"})
    EXPECT_THROW(parseHead(QLatin1String(head)), Error) << head;
}

TEST(LessonNumbers, AreReadStrictly) {
  for (const char* number :
       {"p:Silver", "p:Silver@L3", "was:Silver", "drawn:,", "rank:Silver", "weight:it→cat", "weight:Tom→Silver#1@L4H2",
        "weight:a→b@cross.L0", "id:ow#1", "tokens", "tokens:source", "candidates", "temperature", "topK", "topP"})
    EXPECT_EQ(Quantity::parse(QString::fromUtf8(number)).text(), QString::fromUtf8(number));
  for (const char* number : {"", "p", "p:", "q:Silver", "weight:it", "weight:it→cat→dog", "weight:it→cat@4", "p:a@Lx",
                             "temperature:2", "id:", "weight:→cat"})
    EXPECT_NE(refusalOf([&] { Quantity::parse(QString::fromUtf8(number)); }).find("expected"), std::string::npos)
        << number;
}

TEST(LessonWords, AreTheWindowsLanguageElseOneLikeItElseEnglish) {
  LocalText text;
  EXPECT_EQ(text.in(QStringLiteral("en")), QString());
  text.byLanguage = {{QStringLiteral("de"), QStringLiteral("Kopf")},
                     {QStringLiteral("en"), QStringLiteral("head")},
                     {QStringLiteral("zh_CN"), QStringLiteral("头")}};
  EXPECT_EQ(text.in(QStringLiteral("zh_CN")), QStringLiteral("头"));
  EXPECT_EQ(text.in(QStringLiteral("zh_TW")), QStringLiteral("头"));
  EXPECT_EQ(text.in(QStringLiteral("de_AT")), QStringLiteral("Kopf"));
  EXPECT_EQ(text.in(QStringLiteral("fr_FR")), QStringLiteral("head"));
  EXPECT_EQ(LocalText(QStringLiteral("my own")).in(QStringLiteral("fr_FR")), QStringLiteral("my own"));
  QLocale::setDefault(QLocale(QLocale::Chinese, QLocale::China));
  EXPECT_EQ(text.shown(), QStringLiteral("头"));
  QLocale::setDefault(QLocale::c());
  EXPECT_EQ(text.shown(), QStringLiteral("head"));
}

TEST(LessonWords, AreNoHtml) {
  const QString rich = toRichText(
      QStringLiteral("a **head** <b>x</b> [copies](term:induction) {p:Silver}\n\n& more"),
      [](const QString& number) { return QStringLiteral("<%1>").arg(number); }, Qt::blue);
  EXPECT_TRUE(rich.contains(QStringLiteral("<b>head</b>"))) << rich.toStdString();
  EXPECT_TRUE(rich.contains(QStringLiteral("&lt;b&gt;x&lt;/b&gt;"))) << rich.toStdString();
  EXPECT_TRUE(rich.contains(QStringLiteral("&lt;p:Silver&gt;"))) << rich.toStdString();
  EXPECT_TRUE(rich.contains(QStringLiteral("href=\"term:induction\""))) << rich.toStdString();
  EXPECT_EQ(rich.count(QStringLiteral("<p ")), 2);
}

TEST(LessonWords, LinkNowhereButToTheGlossary) {
  checkMarkup(QStringLiteral("[heads](term:attention), **bold**, {top}, {weight:it→cat}"));
  for (const char* words : {"[x](http://example.org)", "[x](file:///etc/passwd)", "![x](term:attention)",
                            "[x](term:nonsense)", "[x](javascript:1)", "{p:}", "{nonsense}"})
    EXPECT_THROW(checkMarkup(QString::fromUtf8(words)), Error) << words;
  for (const Term term : everyTerm()) EXPECT_EQ(termNamed(idOf(term)), term);
}

}  // namespace
}  // namespace headlight::ui
