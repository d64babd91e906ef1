#pragma once

#include <QString>
#include <QStringList>
#include <cstddef>
#include <vector>

namespace headlight::ui {

/// The rows of one stack of the trace: how they are called, and which of them hold special tokens.
struct StackRows {
  QStringList names = {};          ///< "·owl", "<bos>"; rows beyond the last are called by their numbers
  std::vector<bool> special = {};  ///< [CLS], <s>; rows beyond the last hold none
  QString name(int row) const { return row >= 0 && row < names.size() ? names[row] : QString::number(row); }
  bool isSpecial(int row) const {
    return row >= 0 && static_cast<std::size_t>(row) < special.size() && special[static_cast<std::size_t>(row)];
  }
  bool operator==(const StackRows&) const = default;
};

}  // namespace headlight::ui
