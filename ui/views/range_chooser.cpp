#include "ui/views/range_chooser.h"

#include <algorithm>

#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

QString wordsOf(RangeMode range) {
  switch (range) {
    case RangeMode::PerRow:
      return RangeChooser::tr("Range per row");
    case RangeMode::Own:
      return RangeChooser::tr("Own range");
    case RangeMode::Percentile:
      return RangeChooser::tr("Own, 99 %");
    case RangeMode::Shared:
      break;
  }
  return RangeChooser::tr("Shared range");
}

QString tipOf(RangeMode range) {
  switch (range) {
    case RangeMode::PerRow:
      return RangeChooser::tr(
          "Each row from 0 to its own largest weight: where a token looks shows in every head, how "
          "strongly does not");
    case RangeMode::Own:
      return RangeChooser::tr(
          "Each head from 0 to its largest weight; rows that see one key do not count, since their "
          "weight is 1 whatever the head does");
    case RangeMode::Percentile:
      return RangeChooser::tr(
          "Each head from 0 to the weight that 99 % of its weights stay below; the rest looks the "
          "same");
    case RangeMode::Shared:
      break;
  }
  return RangeChooser::tr("All heads from 0 to the largest weight of all: weak heads look weak");
}

}  // namespace

RangeChooser::RangeChooser(ViewHost& host, QWidget* parent) : ElidedComboBox(parent), host_(host) {
  setObjectName(QStringLiteral("range"));
  setFont(sansFont(12));
  setAccessibleName(tr("Range of the colour map"));
  fixHeight(*this, 28);
  setSizeAdjustPolicy(QComboBox::AdjustToContents);
  connect(this, &QComboBox::activated, this,
          [this](int index) { host_.setRange(modes_[static_cast<std::size_t>(index)]); });
}

void RangeChooser::read(bool maps) {
  const std::vector<RangeMode> now =
      maps ? std::vector{RangeMode::Own, RangeMode::Shared}
           : std::vector{RangeMode::PerRow, RangeMode::Own, RangeMode::Percentile, RangeMode::Shared};
  if (now != modes_) {
    modes_ = now;
    clear();
    for (const RangeMode mode : modes_) {
      addItem(wordsOf(mode));
      setItemData(count() - 1, tipOf(mode), Qt::ToolTipRole);
    }
  }
  const auto found = std::ranges::find(modes_, host_.state().range);
  setCurrentIndex(found == modes_.end() ? 0 : static_cast<int>(found - modes_.begin()));
  setToolTip(tipOf(modes_[static_cast<std::size_t>(currentIndex())]));
}

}  // namespace headlight::ui
