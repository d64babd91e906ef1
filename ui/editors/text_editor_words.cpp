// What the text editor says of its tokens: a line below them, and why there is nothing to look at yet.
#include <QToolButton>
#include <algorithm>

#include "text/id_tokenizer.h"
#include "ui/document/document.h"
#include "ui/document/row_selection.h"
#include "ui/editors/text_editor.h"
#include "ui/editors/token_chips.h"

namespace headlight::ui {

std::optional<EmptyWords> TextEditor::emptiness() const {
  if (text_.first()) return std::nullopt;
  const auto& tokens = text_.tokens();
  const bool added = std::all_of(tokens.begin(), tokens.end(), [](const InputToken& token) { return token.added; });
  if (!text_.vocabulary() || (tokens.size() > 1 && !added)) return std::nullopt;
  // What a target begins with looks at every row of the source.
  if (besideOthers_ && isMain() && !tokens.empty()) return std::nullopt;
  if (tokens.empty())
    return EmptyWords{tr("No token yet"),
                      tr("This model starts from nothing: type a sentence, or start with one of these:")};
  if (tokens.size() > 1)
    return EmptyWords{tr("Nothing typed yet"),
                      tr("The tokenizer puts %1 around every text. Between them there is nothing to look at yet. Type "
                         "a sentence, or start with one of these:")
                          .arg(tokens.front().shown + tr(" and ") + tokens.back().shown)};
  return EmptyWords{
      tr("One token so far"),
      tokens.front().added
          ? tr("The model always gets %1. With nothing else to look at, every head puts weight 1.00 on it, so "
               "there is nothing to show yet. Type a sentence, or start with one of these:")
                .arg(tokens.front().shown)
          : tr("With nothing else to look at, every head puts weight 1.00 on it, so there is nothing to show yet. "
               "Type on, or start with one of these:")};
}

QString TextEditor::noteText() const {
  const auto& tokens = text_.tokens();
  if (!tokens.empty() && std::all_of(tokens.begin(), tokens.end(), [](const InputToken& t) { return t.added; }))
    return tr("Added by the tokenizer: the model gets it with every text.");
  const auto& vocabulary = text_.vocabulary();
  if (vocabulary && vocabulary->tokenizer().kind() == text::idsKind)
    return tr("This model’s folder has no tokenizer: write token ids, numbers with spaces between them.");
  if (surprise_->isChecked())
    return tr("Below each token its surprise in bits, behind it a tint of it, from 0 to %1 and more; the first has "
              "none.")
        .arg(static_cast<int>(TokenChips::mostSurprise));
  if (says_ == Says::LabelPerRow)
    return tr("Below each token its likeliest label. Click one to see all its labels, right-click to replace it.");
  if (says_ == Says::HiddenToken && vocabulary && vocabulary->maskToken())
    return tr(
        "Click a token to mask it; a click on a masked one shows its bars, another one what it hides. Right-click "
        "to replace it.");
  if (isMain() && rows_->isWritten())
    return tr("Click a token to see what else could stand there, right-click to replace it.");
  const bool dotted =
      std::any_of(tokens.begin(), tokens.end(), [](const InputToken& t) { return t.shown.startsWith(QChar(0x00B7)); });
  return (dotted ? tr("· is a leading space. ") : QString()) +
         tr("Click a token to replace it, right-click to mask it.");
}

}  // namespace headlight::ui
