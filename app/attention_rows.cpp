#include "attention_rows.h"

#include <algorithm>
#include <iomanip>
#include <utility>

#include "attention_names.h"
#include "base/error.h"
#include "token_json.h"

namespace headlight::app {
namespace {

const text::Tokenizer* tokenizerOf(const Opened& opened, StackId stack) {
  return opened.tokenizers[static_cast<std::size_t>(opened.model->info()->stack(stack).input)].get();
}

}  // namespace

AttentionRow AttentionRow::asked(const Options& options, const ModelInfo& model) {
  AttentionRow row{attentionNamed(options.attention, model)};
  const int layers = model.stack(row.attention.id.stack).layers;
  row.layer = options.attentionLayer.value_or(layers - 1);
  if (row.layer >= layers) fail("--layer: ", model.name, " has layers 0 to ", layers - 1, ", got ", row.layer);
  return row;
}

CapturePlan AttentionRow::plan() const { return CapturePlan({patternSite(attention.id, layer)}); }

int AttentionRow::rowOf(const Trace& trace) const {
  const StackId stack = attention.id.stack;
  return stack == trace.model().output()->stack ? trace.predictedRow() : trace.rows(stack) - 1;
}

std::vector<std::pair<float, int>> AttentionRow::weights(const Trace& trace) const {
  std::vector<std::pair<float, int>> all(static_cast<std::size_t>(trace.keys(attention.id)));
  for (std::size_t key = 0; key < all.size(); ++key) all[key].second = static_cast<int>(key);
  for (int head = 0; head < attention.heads; ++head) {
    const std::vector<float> row = patternRow(trace, attention.id, layer, head, rowOf(trace));
    for (std::size_t key = 0; key < all.size(); ++key) all[key].first += row[key] / static_cast<float>(attention.heads);
  }
  std::ranges::stable_sort(all, [](const auto& a, const auto& b) { return a.first > b.first; });
  return all;
}

nlohmann::ordered_json AttentionRow::json(const Opened& opened, const Trace& trace) const {
  nlohmann::ordered_json row{{"site", trace.model().siteName(patternSite(attention.id, layer))},
                             {"layer", layer},
                             {"row", rowOf(trace)},
                             {"heads", "mean"},
                             {"keys", nlohmann::ordered_json::array()}};
  const auto ids = trace.ids(attention.keys);
  for (const auto& [weight, key] : weights(trace)) {
    row["keys"].push_back(tokenJson(tokenizerOf(opened, attention.keys), ids[static_cast<std::size_t>(key)]));
    row["keys"].back().update({{"place", key}, {"weight", weight}});
  }
  return row;
}

void AttentionRow::print(const Opened& opened, const Trace& trace, int top, std::ostream& out) const {
  const auto shown = [&](StackId stack, int row) {
    return shownToken(tokenizerOf(opened, stack), trace.ids(stack)[static_cast<std::size_t>(row)]);
  };
  out << trace.model().siteName(patternSite(attention.id, layer)) << ", the mean of its heads; token " << rowOf(trace)
      << ", " << shown(attention.id.stack, rowOf(trace)) << ", looks at\n"
      << std::fixed << std::setprecision(2);
  std::vector<std::pair<float, int>> all = weights(trace);
  all.resize(std::min(all.size(), static_cast<std::size_t>(top)));
  for (const auto& [weight, key] : all)
    out << std::setw(8) << 100 * weight << " %  token " << key << "  " << shown(attention.keys, key) << '\n';
}

}  // namespace headlight::app
