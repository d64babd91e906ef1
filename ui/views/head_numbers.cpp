#include "ui/views/head_numbers.h"

#include <cmath>
#include <limits>
#include <map>

#include "derived/attention_distance.h"
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

}  // namespace

const HeadStatistics* statisticsOf(const Trace& trace, AttentionId attention, int layer, int head) {
  const auto* all = trace.headStatistics(attention, layer);
  if (all == nullptr || head < 0 || head >= static_cast<int>(all->size())) return nullptr;
  return &(*all)[static_cast<std::size_t>(head)];
}

double headNumber(const Trace& trace, HeadNumber number, AttentionId attention, int layer, int head) {
  const HeadStatistics* s = statisticsOf(trace, attention, layer, head);
  if (s == nullptr) return std::numeric_limits<double>::quiet_NaN();
  switch (number) {
    case HeadNumber::Entropy:
      return s->entropyBits;
    case HeadNumber::Distance:
      if (!trace.model().attention(attention).ofItself()) break;
      return ofPatches(trace, attention.stack) && trace.find(patternSite(attention, layer)) != nullptr
                 ? patchDistance(trace, layer, head)
                 : static_cast<double>(s->meanDistance);
    case HeadNumber::FirstTokenMass:
      return s->firstTokenMass;
    case HeadNumber::Largest:
      return s->largest;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

QString headNumberText(double value, HeadNumber number) {
  if (std::isnan(value)) return QStringLiteral("–");
  return number == HeadNumber::Distance ? decimal(value, 1) : decimal(value, 2);
}

QString headNumberWords(HeadNumber number, bool picture) {
  switch (number) {
    case HeadNumber::Entropy:
      return QStringLiteral("mean entropy in bits");
    case HeadNumber::Distance:
      return picture ? QStringLiteral("mean distance in pixels") : QStringLiteral("mean distance in tokens");
    case HeadNumber::FirstTokenMass:
      return QStringLiteral("mass on first token");
    case HeadNumber::Largest:
      break;
  }
  return QStringLiteral("largest weight");
}

}  // namespace headlight::ui
