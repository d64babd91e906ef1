#include "ui/window/first_claim.h"

#include <algorithm>

#include "ui/panels/numbers.h"
#include "ui/theme/words.h"
#include "ui/views/head_numbers.h"

namespace headlight::ui {
namespace {

QString word(QString shown) {
  if (shown.size() > 1 && shown.startsWith(QChar(0x00B7))) shown.remove(0, 1);
  return shown;
}

/// Punctuation comes after everything: that a head looks at it says little.
bool isWord(const QString& shown) {
  return std::any_of(shown.begin(), shown.end(), [](QChar c) { return c.isLetterOrNumber(); });
}

}  // namespace

std::optional<HeadClaim> findHeadClaim(const Trace& trace, const QStringList& tokens) {
  const StackInfo& stack = trace.model().stacks.back();
  const auto ids = trace.ids();
  const int rows = static_cast<int>(ids.size());
  if (rows < 3 || tokens.size() != rows) return std::nullopt;

  // The words after the earlier occurrences of the last one.
  std::vector<int> targets;
  QStringList words;
  for (int row = 0; row + 2 < rows && isWord(tokens.back()); ++row)
    if (ids[static_cast<std::size_t>(row)] == ids.back() && isWord(tokens[row + 1])) {
      targets.push_back(row + 1);
      if (const QString next = QStringLiteral("“%1”").arg(word(tokens[row + 1])); !words.contains(next)) words << next;
    }
  HeadClaim best;
  double bestWeight = 0;
  HeadClaim previous;
  double bestPrevious = 0;
  for (int layer = 0; layer < stack.layers; ++layer) {
    if (!trace.find({stack.stack, Site::Pattern, layer})) return std::nullopt;
    for (int head = 0; head < stack.heads; ++head) {
      const std::vector<float> last = patternRow(trace, stack.stack, layer, head, rows - 1);
      double there = 0;
      for (const int target : targets) there += static_cast<double>(last[static_cast<std::size_t>(target)]);
      if (there > bestWeight) {
        bestWeight = there;
        best = {layer, head, rows - 1, {}};
      }
      if (const double mean = headNumber(trace, HeadNumber::PreviousToken, stack.stack, layer, head);
          mean > bestPrevious) {
        bestPrevious = mean;
        previous = {layer, head, rows - 1, {}};
      }
    }
  }
  if (bestWeight >= 0.3) {
    // What is listed beside it are the weights one by one.
    const QString weight =
        targets.size() == 1
            ? tr("weight %1").arg(probabilityText(bestWeight))
            : tr("weight %1 on its %2 places together").arg(probabilityText(bestWeight)).arg(targets.size());
    best.sentence = tr("In head L%1H%2 the last “%3” looks back to %4, which came after “%3” before: %5.")
                        .arg(best.layer)
                        .arg(best.head)
                        .arg(word(tokens.back()), words.join(QStringLiteral(", ")), weight);
    return best;
  }
  if (bestPrevious >= 0.5) {
    previous.sentence = tr("In head L%1H%2 each token looks at the one before it: weight %3 on average.")
                            .arg(previous.layer)
                            .arg(previous.head)
                            .arg(probabilityText(bestPrevious));
    return previous;
  }
  return std::nullopt;
}

}  // namespace headlight::ui
