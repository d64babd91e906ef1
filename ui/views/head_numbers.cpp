#include "ui/views/head_numbers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "derived/attention_distance.h"
#include "ui/theme/words.h"
#include "ui/views/numbers.h"
#include "ui/views/patch_names.h"
#include "ui/views/view.h"

namespace headlight::ui {
namespace {

/// Of a picture: how far patches look, in pixels. Kept for the trace that was asked about last.
double patchDistance(const Trace& trace, int layer, int head) {
  static std::uint64_t of = 0;  // its serial
  static std::map<int, std::vector<float>> byLayer;
  if (of != trace.serial()) {
    of = trace.serial();
    byLayer.clear();
  }
  auto known = byLayer.find(layer);
  if (known == byLayer.end()) known = byLayer.emplace(layer, derived::meanAttentionDistance(trace, layer)).first;
  const auto at = static_cast<std::size_t>(head);
  return at < known->second.size() ? static_cast<double>(known->second[at]) : std::numeric_limits<double>::quiet_NaN();
}

using derived::HeadScore;

constexpr std::array scores = {std::pair{HeadNumber::FirstTokenMass, HeadScore::FirstToken},
                               std::pair{HeadNumber::PreviousToken, HeadScore::PreviousToken},
                               std::pair{HeadNumber::NextToken, HeadScore::NextToken},
                               std::pair{HeadNumber::DuplicateToken, HeadScore::DuplicateToken},
                               std::pair{HeadNumber::Induction, HeadScore::Induction},
                               std::pair{HeadNumber::SamePosition, HeadScore::SamePosition},
                               std::pair{HeadNumber::Local, HeadScore::Local},
                               std::pair{HeadNumber::Alignment, HeadScore::Alignment},
                               std::pair{HeadNumber::Broad, HeadScore::Broad}};

}  // namespace

std::optional<HeadScore> scoreOf(HeadNumber number) {
  const auto* found = std::ranges::find(scores, number, [](const auto& pair) { return pair.first; });
  return found == scores.end() ? std::nullopt : std::optional(found->second);
}

std::vector<HeadNumber> headNumbersOf(const ModelInfo& model, AttentionId attention) {
  const std::vector<HeadScore> there = derived::headScoresOf(model, attention);
  std::vector<HeadNumber> numbers;
  for (int i = 0; i <= static_cast<int>(HeadNumber::Broad); ++i) {
    const auto number = static_cast<HeadNumber>(i);
    const auto score = scoreOf(number);
    const bool fits = score                            ? std::ranges::find(there, *score) != there.end()
                      : number == HeadNumber::Distance ? model.attention(attention).ofItself()
                                                       : true;
    if (fits) numbers.push_back(number);
  }
  return numbers;
}

bool isShare(HeadNumber number) { return scoreOf(number) || number == HeadNumber::Largest; }

const derived::HeadScores* scoresOf(const Trace& trace, AttentionId attention, int layer, int head) {
  static std::uint64_t of = 0;  // its serial
  static std::map<std::pair<AttentionId, int>, std::vector<derived::HeadScores>> byLayer;
  static derived::HeadScoreReader reader;
  if (of != trace.serial()) {
    of = trace.serial();
    byLayer.clear();
  }
  auto known = byLayer.find({attention, layer});
  if (known == byLayer.end())
    known = byLayer.emplace(std::pair{attention, layer}, reader.of(trace, attention, layer)).first;
  const auto at = static_cast<std::size_t>(head);
  return at < known->second.size() ? &known->second[at] : nullptr;
}

const HeadStatistics* statisticsOf(const Trace& trace, AttentionId attention, int layer, int head) {
  const auto* all = trace.headStatistics(attention, layer);
  if (all == nullptr || head < 0 || head >= static_cast<int>(all->size())) return nullptr;
  return &(*all)[static_cast<std::size_t>(head)];
}

double headNumber(const Trace& trace, HeadNumber number, AttentionId attention, int layer, int head) {
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  if (const auto score = scoreOf(number)) {
    const derived::HeadScores* scores = scoresOf(trace, attention, layer, head);
    return scores == nullptr ? missing : static_cast<double>(derived::scoreIn(*scores, *score).value);
  }
  const HeadStatistics* s = statisticsOf(trace, attention, layer, head);
  if (s == nullptr) return missing;
  if (number == HeadNumber::Entropy) return s->entropyBits;
  if (number == HeadNumber::Largest) return s->largest;
  if (!trace.model().attention(attention).ofItself()) return missing;
  return ofPatches(trace, attention.stack) && trace.find(patternSite(attention, layer)) != nullptr
             ? patchDistance(trace, layer, head)
             : static_cast<double>(s->meanDistance);
}

QString headNumberText(double value, HeadNumber number) {
  if (std::isnan(value)) return QStringLiteral("–");
  return number == HeadNumber::Distance ? decimal(value, 1) : decimal(value, 2);
}

QString headNumberWords(HeadNumber number, bool picture) {
  if (number == HeadNumber::Entropy) return tr("mean entropy in bits");
  if (number == HeadNumber::Distance) return picture ? tr("mean distance in pixels") : tr("mean distance in tokens");
  if (number == HeadNumber::FirstTokenMass && picture) return tr("mass on [CLS]");
  return nameOf(termOf(number, picture));
}

Term termOf(HeadNumber number, bool picture) {
  switch (number) {
    case HeadNumber::Entropy:
      return Term::Entropy;
    case HeadNumber::Distance:
      return picture ? Term::PixelDistance : Term::Distance;
    case HeadNumber::FirstTokenMass:
      return Term::FirstTokenMass;
    case HeadNumber::Largest:
      return Term::LargestWeight;
    case HeadNumber::PreviousToken:
      return Term::PreviousToken;
    case HeadNumber::NextToken:
      return Term::NextToken;
    case HeadNumber::DuplicateToken:
      return Term::DuplicateToken;
    case HeadNumber::Induction:
      return Term::Induction;
    case HeadNumber::SamePosition:
      return Term::SamePosition;
    case HeadNumber::Local:
      return picture ? Term::LocalPatches : Term::Local;
    case HeadNumber::Alignment:
      return Term::Alignment;
    case HeadNumber::Broad:
      break;
  }
  return Term::Broad;
}

}  // namespace headlight::ui
