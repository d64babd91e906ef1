#include "ui/views/head_words.h"

#include "ui/theme/words.h"
#include "ui/views/head_numbers.h"
#include "ui/views/numbers.h"
#include "ui/views/patch_names.h"

namespace headlight::ui {
namespace {

using derived::HeadScore;

/// Of a picture rows are patches, and the first of them is a special token.
QString firstName(const Trace& trace, bool patches) {
  return patches ? patchRows(trace).specials.value(0) : tr("the first token");
}

QString wordOf(HeadScore score, const Trace& trace, bool patches) {
  switch (score) {
    case HeadScore::PreviousToken:
      return tr("previous");
    case HeadScore::NextToken:
      return tr("next");
    case HeadScore::DuplicateToken:
      return tr("duplicate");
    case HeadScore::Induction:
      return tr("induction");
    case HeadScore::FirstToken:
      return patches ? firstName(trace, patches) : tr("first");
    case HeadScore::SamePosition:
      return tr("itself");
    case HeadScore::Local:
      return tr("nearby");
    case HeadScore::Alignment:
      return tr("aligned");
    case HeadScore::Broad:
      break;
  }
  return tr("broad");
}

QString sentenceOf(HeadScore score, const Trace& trace, bool patches) {
  switch (score) {
    case HeadScore::PreviousToken:
      return tr("looks at the token before");
    case HeadScore::NextToken:
      return tr("looks at the token after");
    case HeadScore::DuplicateToken:
      return tr("looks at the same token elsewhere");
    case HeadScore::Induction:
      return tr("looks at what came after the same token before");
    case HeadScore::FirstToken:
      return tr("rests on %1").arg(firstName(trace, patches));
    case HeadScore::SamePosition:
      return patches ? tr("each patch looks at itself") : tr("each token looks at itself");
    case HeadScore::Local:
      return patches ? tr("looks at the patches around") : tr("looks at most two tokens away");
    case HeadScore::Alignment:
      return tr("goes along the source");
    case HeadScore::Broad:
      break;
  }
  return tr("spreads evenly");
}

}  // namespace

QStringList headSentences(const Trace& trace, AttentionId attention, int layer, int head) {
  const derived::HeadScores* scores = scoresOf(trace, attention, layer, head);
  if (scores == nullptr) return {};
  const bool patches = ofPatches(trace, attention.stack) && trace.model().attention(attention).ofItself();
  QStringList sentences;
  for (const HeadScore score : derived::saidOf(*scores)) {
    const derived::ScoreOfHead& one = derived::scoreIn(*scores, score);
    sentences << tr("%1: %2 (%3 rows)")
                     .arg(sentenceOf(score, trace, patches), decimal(static_cast<double>(one.value), 2))
                     .arg(one.rows);
  }
  return sentences;
}

std::optional<HeadWord> headWord(const Trace& trace, AttentionId attention, int layer, int head) {
  const derived::HeadScores* scores = scoresOf(trace, attention, layer, head);
  if (scores == nullptr) return std::nullopt;
  const std::vector<HeadScore> said = derived::saidOf(*scores);
  if (said.empty()) return std::nullopt;
  const bool patches = ofPatches(trace, attention.stack) && trace.model().attention(attention).ofItself();
  return HeadWord{said.front(), wordOf(said.front(), trace, patches),
                  static_cast<double>(derived::scoreIn(*scores, said.front()).value)};
}

}  // namespace headlight::ui
