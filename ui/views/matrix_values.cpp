#include "ui/views/matrix_values.h"

#include <QStringList>
#include <algorithm>
#include <limits>
#include <span>

#include "base/error.h"
#include "derived/attention_scores.h"
#include "derived/rollout.h"

#include "ui/theme/words.h"

namespace headlight::ui {
namespace {

constexpr std::size_t namedHeads = 3;  // more are counted

QString headName(const PinnedHead& head) { return QStringLiteral("L%1H%2").arg(head.layer).arg(head.head); }

/// Entries of other traces go: each holds its device.
template <class Map>
void keepTraces(Map& map, const Trace& trace, const ViewState& state) {
  std::erase_if(map, [&](const auto& entry) {
    const std::uint64_t of = entry.first.first;
    return of != trace.serial() && (!state.baseline || of != state.baseline->serial());
  });
}

}  // namespace

bool MatrixValues::canRollOut(const Trace& trace, AttentionId attention) {
  return trace.model().attention(attention).ofItself() && trace.rows(attention.stack) <= rolloutTokens;
}

MatrixWhat MatrixValues::possible(MatrixWhat asked, const Trace& trace, const ViewState& state) {
  if (asked.cells == MatrixCells::Rollout && !canRollOut(trace, shownAttention(trace.model(), state)))
    asked.cells = MatrixCells::Weights;
  if (asked.cells != MatrixCells::Weights) asked.heads = MatrixHeads::One;
  return asked;
}

std::vector<PinnedHead> MatrixValues::headsOf(const ModelInfo& model, const ViewState& state) {
  const AttentionInfo attention = model.attention(shownAttention(model, state));
  const int layers = model.stack(attention.id.stack).layers;
  std::vector<PinnedHead> heads;
  for (const PinnedHead& pin : state.pins)
    if (pin.attention == attention.id && pin.layer < layers && pin.head < attention.heads) heads.push_back(pin);
  if (heads.empty())
    for (int head = 0; head < attention.heads; ++head) heads.push_back({attention.id, state.layer, head});
  return heads;
}

QString MatrixValues::nameOf(MatrixWhat what, const ModelInfo& model, const ViewState& state) {
  const QString one = headName({{}, state.layer, state.head});
  if (what.cells == MatrixCells::Rollout) return tr("rollout up to layer %1").arg(state.layer);
  if (what.cells == MatrixCells::Scores) return tr("%1, q·k/√d before softmax").arg(one);
  if (what.heads == MatrixHeads::One) return one;
  const std::vector<PinnedHead> heads = headsOf(model, state);
  const bool pinned = std::ranges::find(state.pins, heads.front()) != state.pins.end();
  QStringList names;
  for (const PinnedHead& head : heads) names << headName(head);
  const QString which = !pinned                      ? tr("the heads of layer %1").arg(state.layer)
                        : heads.size() <= namedHeads ? names.join(QStringLiteral(", "))
                                                     : tr("%1 pinned heads").arg(heads.size());
  return (what.heads == MatrixHeads::Mean ? tr("mean of %1") : tr("largest of %1")).arg(which);
}

bool MatrixValues::captured(MatrixWhat what, const Trace& trace, const ViewState& state) {
  const AttentionId attention = shownAttention(trace.model(), state);
  const auto there = [&](int layer) { return trace.find(patternSite(attention, layer)) != nullptr; };
  if (!there(state.layer)) return false;
  if (what.cells == MatrixCells::Rollout)
    for (int layer = 0; layer < state.layer; ++layer)
      if (!there(layer)) return false;
  if (what.heads == MatrixHeads::One) return true;
  return std::ranges::all_of(headsOf(trace.model(), state), [&](const PinnedHead& head) { return there(head.layer); });
}

const HostRows& MatrixValues::rowsOf(const Trace& trace, const ViewState& state, SiteId site) const {
  const std::pair key{trace.serial(), site};
  if (const auto found = rows_.find(key); found != rows_.end()) return found->second;
  keepTraces(rows_, trace, state);
  const Rows* rows = trace.find(site);
  if (rows == nullptr) fail("matrix: ", trace.model().siteName(site), " was not captured");
  return rows_.emplace(key, HostRows(*rows)).first->second;
}

std::vector<float> MatrixValues::weights(const Trace& trace, const ViewState& state, const PinnedHead& head,
                                         int row) const {
  std::vector<float> whole(static_cast<std::size_t>(std::max(1, trace.keys(head.attention))), 0.0F);
  const HostRows& rows = rowsOf(trace, state, patternSite(head.attention, head.layer));
  std::ranges::copy(rows.head(row, head.head, whole.size()), whole.begin());
  return whole;
}

std::vector<float> MatrixValues::row(MatrixWhat what, const Trace& trace, const ViewState& state, int row) const {
  const AttentionId attention = shownAttention(trace.model(), state);
  const auto keys = static_cast<std::size_t>(std::max(1, trace.keys(attention)));
  if (what.cells == MatrixCells::Scores) {
    std::vector<float> found = scores(trace, state, row);
    found.resize(keys, std::numeric_limits<float>::quiet_NaN());
    return found;
  }
  if (what.cells == MatrixCells::Rollout) {
    const std::pair key{trace.serial(), patternSite(attention, state.layer)};
    auto found = rollouts_.find(key);
    if (found == rollouts_.end()) {
      keepTraces(rollouts_, trace, state);
      found = rollouts_
                  .emplace(key, derived::attentionRollout(trace, attention.stack,
                                                          {derived::HeadFusion::Mean, 0, state.layer}))
                  .first;
    }
    const auto begin = found->second.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(row) * keys);
    return {begin, begin + static_cast<std::ptrdiff_t>(keys)};
  }
  if (what.heads == MatrixHeads::One) return weights(trace, state, {attention, state.layer, state.head}, row);
  const std::vector<PinnedHead> heads = headsOf(trace.model(), state);
  std::vector<double> sum(keys, 0.0);
  for (const PinnedHead& head : heads) {
    const std::vector<float> one = weights(trace, state, head, row);
    for (std::size_t key = 0; key < keys; ++key)
      sum[key] = what.heads == MatrixHeads::Mean ? sum[key] + static_cast<double>(one[key])
                                                 : std::max(sum[key], static_cast<double>(one[key]));
  }
  if (what.heads == MatrixHeads::Mean)
    for (double& value : sum) value /= static_cast<double>(heads.size());
  return {sum.begin(), sum.end()};
}

std::vector<float> MatrixValues::scores(const Trace& trace, const ViewState& state, int row) const {
  const AttentionInfo attention = trace.model().attention(shownAttention(trace.model(), state));
  const auto site = [&](Site which) { return SiteId{attention.id.stack, which, state.layer, attention.id.which}; };
  const Rows *queries = trace.find(site(Site::Query)), *keys = trace.find(site(Site::Key));
  if (!queries || !keys || row >= queries->rows()) return {};
  std::vector<float> found = weights(trace, state, {attention.id, state.layer, state.head}, row);
  found.resize(static_cast<std::size_t>(std::min(trace.keys(attention.id), keys->rows())));
  const auto width = static_cast<std::size_t>(attention.headWidth);
  const std::span<const float> query = rowsOf(trace, state, site(Site::Query)).row(row);
  return derived::attentionScores(query.subspan(static_cast<std::size_t>(state.head) * width, width),
                                  rowsOf(trace, state, site(Site::Key)),
                                  state.head / (attention.heads / attention.kvHeads), found);
}

void MatrixValues::forget() {
  rows_.clear();
  rollouts_.clear();
}

}  // namespace headlight::ui
