#include "ui/document/input_reader.h"

#include <algorithm>

namespace headlight::ui {

std::optional<Inputs> givenBy(const InputReaders& readers) {
  std::vector<Input> inputs;
  for (const auto& reader : readers) {
    std::optional<Input> given = reader->given();
    if (!given) return std::nullopt;
    inputs.push_back(std::move(*given));
  }
  if (inputs.empty()) return std::nullopt;
  return Inputs(std::move(inputs));
}

RowCounts rowCounts(const ModelInfo& model, std::span<const int> rows) {
  std::map<StackId, int> byStack;
  for (std::size_t place = 0; place < rows.size(); ++place) byStack[model.stacks[place].stack] = rows[place];
  return byStack;
}

const InputReader* firstTooLong(const InputReaders& readers) {
  const auto found = std::ranges::find_if(readers, [](const auto& reader) { return reader->tooLong().has_value(); });
  return found == readers.end() ? nullptr : found->get();
}

const InputReader* firstExtrapolated(const InputReaders& readers) {
  const auto found =
      std::ranges::find_if(readers, [](const auto& reader) { return reader->extrapolates().has_value(); });
  return found == readers.end() ? nullptr : found->get();
}

}  // namespace headlight::ui
