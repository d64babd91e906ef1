#include "ui/lessons/markup.h"

#include <QRegularExpression>

#include "base/error.h"
#include "ui/lessons/quantity.h"

namespace headlight::ui {
namespace {

constexpr QLatin1String termScheme("term:");

const QRegularExpression& linkForm() {
  static const QRegularExpression form(QStringLiteral("(!?)\\[([^\\]\\[]{1,80})\\]\\(([^)\\s]{0,200})\\)"));
  return form;
}
const QRegularExpression& numberForm() {
  static const QRegularExpression form(QStringLiteral("\\{([^{}]{1,80})\\}"));
  return form;
}
const QRegularExpression& boldForm() {
  static const QRegularExpression form(QStringLiteral("\\*\\*([^*]+)\\*\\*"));
  return form;
}

}  // namespace

std::optional<Term> termNamed(const QString& name) {
  for (const Term term : everyTerm())
    if (idOf(term) == name) return term;
  return std::nullopt;
}

QStringList numbersIn(const QString& text) {
  QStringList numbers;
  for (auto match = numberForm().globalMatch(text); match.hasNext();) numbers << match.next().captured(1);
  return numbers;
}

void checkMarkup(const QString& text) {
  for (auto all = linkForm().globalMatch(text); all.hasNext();) {
    const auto match = all.next();
    const QString to = match.captured(3);
    if (!match.captured(1).isEmpty()) fail("there are no pictures in the words of a lesson, found ", to.toStdString());
    if (!to.startsWith(termScheme) || !termNamed(to.mid(termScheme.size())))
      fail("expected a link to a term of the glossary, [words](term:induction), found ", to.toStdString());
  }
  for (const QString& number : numbersIn(text))
    if (number != QLatin1String("top")) Quantity::parse(number);
}

QString toRichText(const QString& text, const std::function<QString(const QString&)>& number, const QColor& link) {
  QString rich;
  for (const QString& paragraph : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
    QString words;
    qsizetype from = 0;
    for (auto all = numberForm().globalMatch(paragraph); all.hasNext();) {
      const auto match = all.next();
      words += paragraph.mid(from, match.capturedStart() - from) + number(match.captured(1));
      from = match.capturedEnd();
    }
    words = (words + paragraph.mid(from)).toHtmlEscaped();
    words.replace(boldForm(), QStringLiteral("<b>\\1</b>"));
    words.replace(linkForm(), QStringLiteral("<a href=\"\\3\" style=\"color:%1\">\\2</a>").arg(link.name()));
    rich += QStringLiteral("<p style=\"margin-top:0; margin-bottom:6px\">%1</p>").arg(words);
  }
  return rich;
}

}  // namespace headlight::ui
