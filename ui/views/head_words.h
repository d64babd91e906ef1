#pragma once

#include <QString>
#include <QStringList>
#include <optional>

#include "derived/head_scores.h"
#include "trace/trace.h"

namespace headlight::ui {

/// What can be said of a head, the most particular first: under its thumbnail, and in its card. Empty where no score
/// is above its threshold (derived::saidOf).
QStringList headSentences(const Trace& trace, AttentionId attention, int layer, int head);
/// "induction": the first of them in a word, with its number; nothing where nothing is said.
struct HeadWord {
  derived::HeadScore score{};
  QString word;
  double value = 0;
};
std::optional<HeadWord> headWord(const Trace& trace, AttentionId attention, int layer, int head);

}  // namespace headlight::ui
