#include "ui/document/shown_trace.h"

#include <algorithm>

#include "ui/document/document.h"

namespace headlight::ui {

ShownTrace shownTraceOf(std::shared_ptr<const Trace> trace, std::shared_ptr<const Trace> baseline,
                        const Document& document) {
  ShownTrace shown;
  shown.current = trace->revision() == document.revision();
  const auto& vocabulary = document.vocabulary();
  const auto nameOf = [&](std::int32_t id) { return vocabulary ? vocabulary->shown(id) : QString::number(id); };
  const auto special = [&](std::int32_t id) {
    return vocabulary && vocabulary->isSpecial(id) && vocabulary->maskToken() != id;
  };
  if (const auto& image = trace->model().picture) {
    shown.rowNames = {pictureRowNames(*image, trace->grid()), true};
    for (int row = 0; row < shown.rowNames.names.size(); ++row) shown.special.push_back(row < image->specials());
  } else {
    const auto ids = trace->ids();
    const auto& tokens = document.tokens();
    const bool named = shown.current && tokens.size() == ids.size();
    for (std::size_t row = 0; row < ids.size(); ++row) {
      shown.rowNames.names << (named ? axisText(tokens[row]) : nameOf(ids[row]));
      shown.special.push_back(special(ids[row]));
    }
  }
  const int input = trace->model().stacks.back().input;
  for (const StackInfo& other : trace->model().stacks) {
    if (other.input == input) continue;
    StackRows& rows = shown.otherRows[other.stack];
    for (const std::int32_t id : trace->ids(other.stack)) {
      rows.names << nameOf(id);
      rows.special.push_back(special(id));
    }
  }
  shown.trace = std::move(trace);
  shown.baseline = std::move(baseline);
  return shown;
}

int commonRows(const Trace* trace, const Document& document) {
  if (!trace || document.readsPicture()) return 0;
  const auto ids = trace->ids();
  const auto& tokens = document.tokens();
  const auto [id, token] = std::mismatch(ids.begin(), ids.end(), tokens.begin(), tokens.end(),
                                         [](std::int32_t a, const InputToken& b) { return a == b.id; });
  return static_cast<int>(id - ids.begin());
}

}  // namespace headlight::ui
