#include "ui/views/view.h"

#include <algorithm>

#include "base/within.h"
#include "ui/document/what_if.h"
#include "ui/theme/words.h"
#include "ui/views/head_numbers.h"
#include "ui/views/head_ranges.h"
#include "ui/views/head_words.h"
#include "ui/views/numbers.h"
#include "ui/views/patch_names.h"

namespace headlight::ui {

QString factorTag(float factor) {
  return factor == 0 ? tr("off") : QStringLiteral("× %1").arg(static_cast<double>(factor), 0, 'g', 3);
}

QString headTag(std::span<const Intervention> changes, AttentionId attention, int layer, int head) {
  QStringList parts;
  if (const float factor = headFactor(changes, attention, layer, head); factor != 1)
    parts << tr("output %1").arg(factorTag(factor));
  int cuts = 0, masks = 0;
  for (const Intervention& change : changes) {
    if (const auto* whole = std::get_if<ScaleAttention>(&change);
        whole && attentionOf(*whole) == attention && whole->layer == layer && whole->factor != 1)
      parts << tr("layer’s attention %1").arg(factorTag(whole->factor));
    if (const auto* heat = std::get_if<AttentionTemperature>(&change);
        heat && attentionOf(*heat) == attention && (heat->layer == layer || heat->layer == everyLayer) &&
        heat->temperature != 1)
      parts << tr("temperature %1").arg(factorTag(heat->temperature));
    if (const auto* bias = std::get_if<ScaleRelativeBias>(&change);
        bias && AttentionId(bias->stack) == attention && (bias->layer == layer || bias->layer == everyLayer) &&
        bias->factor != 1)
      parts << tr("relative bias %1").arg(factorTag(bias->factor));
    if (const auto* cut = std::get_if<CutEdge>(&change); cut && attentionOf(*cut) == attention &&
                                                         (cut->layer == layer || cut->layer == everyLayer) &&
                                                         (cut->head == head || cut->head == everyHead))
      ++cuts;
    if (const auto* mask = std::get_if<MaskKey>(&change); mask && attentionOf(*mask) == attention) ++masks;
  }
  if (cuts > 0) parts << tr("%1 cut").arg(cuts);
  if (masks > 0) parts << tr("%1 masked").arg(masks);
  return parts.isEmpty() ? QString() : parts.join(QStringLiteral(", ")) + tr(" in the what-if");
}

const StackRows& ViewState::rowsOf(StackId stack) const {
  static const StackRows none;
  const auto found = rows.find(stack);
  return found == rows.end() ? none : found->second;
}

bool ViewState::isPinned(const PinnedHead& head) const { return std::ranges::find(pins, head) != pins.end(); }

AttentionId shownAttention(const ModelInfo& model, std::optional<AttentionId> asked) {
  const std::vector<AttentionInfo> all = model.attentions();
  const bool there = asked && std::ranges::find(all, *asked, &AttentionInfo::id) != all.end();
  return there ? *asked : all.front().id;
}

bool hasSpecialRows(const StackRows& rows) {
  return std::find(rows.special.begin(), rows.special.end(), true) != rows.special.end() &&
         std::find(rows.special.begin(), rows.special.end(), false) != rows.special.end();
}

double patternShape(int queries, int keys) {
  return within(static_cast<double>(queries) / std::max(1, keys), 1.0 / 3, 3.0);
}

QRectF patternArea(const QRectF& area, int queries, int keys) {
  const double shape = patternShape(queries, keys);
  const double width = std::min(area.width(), area.height() / shape), height = std::min(area.height(), width * shape);
  return {area.left() + (area.width() - width) / 2, area.top() + (area.height() - height) / 2, width, height};
}

std::vector<SiteId> everyPattern(const ModelInfo& model, AttentionId attention) {
  std::vector<SiteId> sites;
  for (int layer = 0; layer < model.stack(attention.stack).layers; ++layer)
    sites.push_back(patternSite(attention, layer));
  return sites;
}

Legend View::legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  Legend legend;
  legend.colormap = state.colormap;
  legend.log = state.scale == Scale::Log;
  legend.range = state.range;
  legend.perRow = state.range == RangeMode::PerRow && !state.high;
  legend.low = state.low.value_or(0.0F);
  if (!trace) return legend;
  legend.high = rangeHigh(*trace, state, state.layer, state.head);
  legend.clamped = !legend.perRow && double{largestWeight(*trace, state, state.layer, state.head)} > legend.high;
  return legend;
}

Colormap& View::colormap(const Trace*, ViewState& state) const { return state.colormap; }

QSizeF View::wholeSize(const Trace&, const ViewState&, QSizeF asked) const {
  return asked.height() > 0 ? asked : QSizeF(asked.width(), 864);
}

QString View::describe(const Trace* trace, const ViewState& state) const {
  const QString head = tr("Layer %1, head %2").arg(state.layer).arg(state.head);
  if (!trace) return head;
  const AttentionId attention = shownAttention(trace->model(), state);
  const AttentionInfo info = trace->model().attention(attention);
  const QString name = trace->model().attentions().size() > 1
                           ? tr("%1, attention %2").arg(head, attentionName(trace->model(), attention))
                           : head;
  const HeadStatistics* s = statisticsOf(*trace, attention, state.layer, state.head);
  if (!s) return name;
  const QString distance =
      info.ofItself()
          ? tr(", mean distance %1 %2")
                .arg(decimal(headNumber(*trace, HeadNumber::Distance, attention, state.layer, state.head), 1),
                     ofPatches(*trace, attention.stack) ? tr("pixels") : tr("tokens"))
          : QString();
  const QStringList said = headSentences(*trace, attention, state.layer, state.head);
  return name +
         tr(": mean entropy %1 bits%2, mass on first token %3, largest weight %4")
             .arg(decimal(s->entropyBits, 2), distance,
                  headNumberText(headNumber(*trace, HeadNumber::FirstTokenMass, attention, state.layer, state.head),
                                 HeadNumber::FirstTokenMass),
                  decimal(s->largest, 2)) +
         (said.isEmpty() ? QString() : QStringLiteral("; ") + said.join(QStringLiteral(", ")));
}

}  // namespace headlight::ui
