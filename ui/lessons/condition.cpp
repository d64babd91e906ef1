#include "ui/lessons/condition.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

#include "ui/document/document.h"
#include "ui/document/selection.h"

namespace headlight::ui {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::Condition)
};

bool textContains(const Document& document, const QString& word) {
  return std::ranges::any_of(document.inputs(), [&](const InputDocument* input) {
    const auto* text = dynamic_cast<const TextDocument*>(input);
    return text && text->text().contains(word, Qt::CaseInsensitive);
  });
}

bool isOff(const LessonFacts& facts, const HeadRef& head) {
  if (!facts.current()) return false;
  const ModelInfo& model = facts.shown.trace->model();
  const auto attention = head.attentionIn(model);
  return attention && headFactor(facts.shown.trace->changes(), *attention, head.layer, head.head) == 0;
}

bool isChosen(const LessonFacts& facts, const HeadRef& head) {
  if (facts.selection.layer() != head.layer || facts.selection.head() != head.head) return false;
  if (!facts.shown.trace || head.of == HeadRef::Of::Main) return true;
  const ModelInfo& model = facts.shown.trace->model();
  const auto wanted = head.attentionIn(model);
  return wanted && wanted == facts.selection.attention().value_or(model.attentions().front().id);
}

/// In any text that the model reads: which of them a row is of, the chosen attention says.
bool isRow(const LessonFacts& facts, int at, const RowRef& row) {
  if (at < 0 || !facts.shown.trace) return false;
  return std::ranges::any_of(facts.shown.trace->model().stacks, [&](const StackInfo& stack) {
    const QStringList& names = facts.shown.rowsOf(stack.stack).names.names;
    // Any of the tokens that are called so: who points at one of them has pointed at it.
    if (row.name.isEmpty() || row.number > 0) return row.in(names) == at;
    for (int number = 1;; ++number) {
      const auto found = RowRef{row.name, number}.in(names);
      if (!found) return false;
      if (*found == at) return true;
    }
  });
}

}  // namespace

bool Condition::holds(const LessonFacts& facts) const {
  switch (kind) {
    case Kind::Number: {
      if (!facts.shown.trace) return false;
      const auto value = number->in(facts);
      return value && (!above || *value > *above) && (!below || *value < *below);
    }
    case Kind::Top:
      return likeliest(facts) == word;
    case Kind::Text:
      return textContains(facts.document, word);
    case Kind::Lacks:
      return !textContains(facts.document, word);
    case Kind::Off:
      return isOff(facts, *head);
    case Kind::Head:
      return isChosen(facts, *head);
    case Kind::View:
      return facts.view == word;
    case Kind::Hovered:
      return isRow(facts, facts.selection.hoveredQuery(), *row) || isRow(facts, facts.selection.hoveredKey(), *row);
    case Kind::Locked:
      return isRow(facts, facts.selection.lockedRow(), *row);
    case Kind::Drawn:
      return facts.drawn;
    case Kind::Answered:
      return facts.answer.has_value();
  }
  return false;
}

QString Condition::describe(const LessonFacts& facts) const {
  if (kind == Kind::Top) {
    const QString now = likeliest(facts);
    return Words::tr("“%1” is the likeliest (now “%2”)").arg(word, now.isEmpty() ? QStringLiteral("—") : now);
  }
  if (kind == Kind::Text) return Words::tr("“%1” stands there").arg(word);
  if (kind == Kind::Lacks) return Words::tr("“%1” does not stand there").arg(word);
  const QLocale locale;
  QString text = number ? number->text() : QString();
  if (above) text += QStringLiteral(" > %1").arg(locale.toString(*above));
  if (below) text += QStringLiteral(" < %1").arg(locale.toString(*below));
  return number ? Words::tr("%1 (now %2)").arg(text, number->shownIn(facts)) : text;
}

}  // namespace headlight::ui
