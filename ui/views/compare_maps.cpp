#include "ui/views/compare_maps.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "trace/host_rows.h"
#include "ui/views/head_ranges.h"
#include "ui/views/host_field.h"

namespace headlight::ui {
namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();

using Places = std::vector<derived::AlignedRows>;

/// One side's weights at the places of the axes, row-major.
std::vector<float> placed(const Rows& pattern, int head, const ComparedMaps& maps, int keys, bool ofA) {
  const HostRows rows(pattern);
  std::vector<float> cells;
  cells.reserve(maps.queries.size() * maps.keys.size());
  for (const derived::AlignedRows& query : maps.queries) {
    const int row = ofA ? query.a : query.b;
    const std::span<const float> weights =
        row < 0 ? std::span<const float>() : rows.head(row, head, static_cast<std::size_t>(keys));
    for (const derived::AlignedRows& key : maps.keys) {
      const int column = ofA ? key.a : key.b;
      const auto at = static_cast<std::size_t>(column);
      // A causal block has no room for keys that none of its rows sees.
      cells.push_back(row < 0 || column < 0 ? none : at < weights.size() ? weights[at] : 0.0F);
    }
  }
  return cells;
}

/// 1 / the largest weight of each place's row in either map.
std::shared_ptr<const std::vector<float>> commonRowScale(const std::vector<float>& a, const std::vector<float>& b,
                                                         std::size_t queries, std::size_t keys) {
  auto scale = std::make_shared<std::vector<float>>();
  for (std::size_t query = 0; query < queries; ++query) {
    float largest = 0;
    for (const auto* cells : {&a, &b})
      for (std::size_t key = 0; key < keys && !cells->empty(); ++key)
        largest = std::max(largest, (*cells)[query * keys + key]);  // NaN compares false
    scale->push_back(rowScaleOf(largest));
  }
  return scale;
}

}  // namespace

std::vector<derived::AlignedRows> alignedRows(const Trace& a, const Trace& b, StackId stack) {
  if (a.ids(stack).empty() || b.ids(stack).empty()) return derived::alignRows(a.rows(stack), b.rows(stack));
  return derived::alignTokens(a.ids(stack), b.ids(stack));
}

ComparedMaps comparedMaps(const ComparedSide& a, const ComparedSide& b, AttentionId attention, const ViewState& state) {
  const AttentionInfo info = b.trace->model().attention(attention);
  ComparedMaps maps;
  maps.queries = alignedRows(*a.trace, *b.trace, attention.stack);
  maps.keys = info.ofItself() ? maps.queries : alignedRows(*a.trace, *b.trace, info.keys);
  const auto queries = static_cast<int>(maps.queries.size()), keys = static_cast<int>(maps.keys.size());
  const Rows* patternA = a.trace->find(patternSite(attention, a.layer));
  const Rows* patternB = b.trace->find(patternSite(attention, b.layer));
  if (patternA && patternA->rows() == 0) patternA = nullptr;
  if (patternB && patternB->rows() == 0) patternB = nullptr;
  const Rows* like = patternB ? patternB : patternA;
  if (!like || queries == 0 || keys == 0) return maps;
  std::vector<float> cellsA, cellsB;
  if (patternA) cellsA = placed(*patternA, a.head, maps, a.trace->keys(attention), true);
  if (patternB) cellsB = placed(*patternB, b.head, maps, b.trace->keys(attention), false);
  if (state.range == RangeMode::PerRow && !state.high) {
    maps.rowScale = commonRowScale(cellsA, cellsB, maps.queries.size(), maps.keys.size());
  } else {
    maps.high = 0;
    if (patternA) maps.high = std::max(maps.high, rangeHigh(*a.trace, state, a.layer, a.head));
    if (patternB) maps.high = std::max(maps.high, rangeHigh(*b.trace, state, b.layer, b.head));
  }
  if (patternA && patternB) {
    std::vector<float> change(cellsB.size());
    for (int query = 0; query < queries; ++query)
      for (int key = 0; key < keys; ++key) {
        const auto at =
            static_cast<std::size_t>(query) * static_cast<std::size_t>(keys) + static_cast<std::size_t>(key);
        change[at] = cellsB[at] - cellsA[at];
        if (!info.causal || key <= query) maps.largest = std::max(maps.largest, std::abs(change[at]));
      }
    maps.difference = hostField(*like, std::move(change), queries, keys);
  }
  if (patternA) maps.a = hostField(*like, std::move(cellsA), queries, keys);
  if (patternB) maps.b = hostField(*like, std::move(cellsB), queries, keys);
  return maps;
}

float cellOf(const std::shared_ptr<const Rows>& map, int query, int key) {
  if (!map || query < 0 || key < 0 || query >= map->rows()) return none;
  const std::span<const float> row = HostRows(*map).row(query);
  return static_cast<std::size_t>(key) < row.size() ? row[static_cast<std::size_t>(key)] : none;
}

}  // namespace headlight::ui
