#include "ui/document/written_rows.h"

namespace headlight::ui {

bool standsForWritten(const ModelInfo& model, const AttentionInfo& attention) {
  return !attention.ofItself() && model.says(Says::NextToken) && model.output()->stack == attention.id.stack;
}

StackRows asWritten(const StackRows& read) {
  StackRows written;
  const auto count = static_cast<int>(read.names.size());
  for (int row = 0; row < count; ++row) {
    written.names << QStringLiteral("→ ") + (row + 1 < count ? read.names[row + 1] : QStringLiteral("…"));
    written.special.push_back(read.isSpecial(row + 1));
  }
  return written;
}

}  // namespace headlight::ui
