#include "ui/document/predicted_row.h"

#include <algorithm>

namespace headlight::ui {

int predictedRow(const ModelInfo& model, const std::vector<InputToken>& tokens, const Vocabulary& vocabulary,
                 const std::vector<WhatIf>& whatIfs, int lockedRow) {
  const int count = static_cast<int>(tokens.size());
  if (lockedRow >= count) lockedRow = -1;
  if (model.says(Says::NextToken)) return lockedRow >= 0 ? lockedRow : count - 1;
  if (!model.says(Says::HiddenToken) && !model.says(Says::LabelPerRow)) return -1;
  const auto masked = [&](int row) {
    if (vocabulary.maskToken() == tokens[static_cast<std::size_t>(row)].id) return true;
    return std::any_of(whatIfs.begin(), whatIfs.end(), [row](const WhatIf& line) {
      const auto* mask = std::get_if<MaskKey>(&line.change);
      return mask && line.enabled && mask->key == row;
    });
  };
  if (model.says(Says::HiddenToken)) {
    if (lockedRow >= 0 && masked(lockedRow)) return lockedRow;
    for (int row = count - 1; row >= 0; --row)
      if (masked(row)) return row;
  }
  if (lockedRow >= 0) return lockedRow;
  for (int row = count - 1; row >= 0; --row)
    if (!tokens[static_cast<std::size_t>(row)].added) return row;
  return -1;
}

}  // namespace headlight::ui
