#include "ui/theme/flow_layout.h"

#include <QWidget>
#include <algorithm>

namespace headlight::ui {
namespace {

/// Of an item in a line so wide: one whose own lines fold is higher where it is narrower than it asks for.
int heightIn(const QLayoutItem& item, int width) {
  const QSize hint = item.sizeHint();
  return item.hasHeightForWidth() && width < hint.width() ? item.heightForWidth(width) : hint.height();
}

}  // namespace

FlowLayout::~FlowLayout() { qDeleteAll(items_); }

QLayoutItem* FlowLayout::takeAt(int index) { return index >= 0 && index < count() ? items_.takeAt(index) : nullptr; }

void FlowLayout::setGeometry(const QRect& rect) {
  QLayout::setGeometry(rect);
  place(rect, true);
}

QSize FlowLayout::sizeHint() const {
  const QMargins margins = contentsMargins();
  int width = -spacing(), height = 0;
  for (const QLayoutItem* item : items_) {
    if (item->isEmpty()) continue;
    width += item->sizeHint().width() + spacing();
    height = std::max(height, item->sizeHint().height());
  }
  return {std::max(0, width) + margins.left() + margins.right(), height + margins.top() + margins.bottom()};
}

QSize FlowLayout::minimumSize() const {
  const QMargins margins = contentsMargins();
  QSize least;
  for (const QLayoutItem* item : items_)
    if (!item->isEmpty()) least = least.expandedTo(item->minimumSize());
  return least.grownBy(margins);
}

int FlowLayout::place(const QRect& whole, bool move) const {
  const QRect rect = whole.marginsRemoved(contentsMargins());
  int y = rect.top();
  for (int first = 0; first < count();) {
    // A line: from `first` as far as there is room.
    int past = first, used = -spacing(), high = 0;
    for (; past < count(); ++past) {
      if (items_[past]->isEmpty()) continue;
      const QSize hint = items_[past]->sizeHint();
      if (used >= 0 && used + spacing() + hint.width() > rect.width()) break;
      used += spacing() + hint.width();
      high = std::max(high, heightIn(*items_[past], rect.width()));
    }
    int x = rect.left();
    for (int i = first; move && i < past; ++i) {
      QLayoutItem* item = items_[i];
      if (item->isEmpty()) continue;
      int width = std::min(item->sizeHint().width(), rect.width());
      if (stretched_ && item->widget() == stretched_) width += std::max(0, rect.width() - used);
      const int height = heightIn(*item, width);
      item->setGeometry({x, y + (high - height) / 2, width, height});
      x += width + spacing();
    }
    if (high > 0) y += high + spacing();
    first = past;
  }
  const int lines = y > rect.top() ? y - spacing() - rect.top() : 0;
  return lines + contentsMargins().top() + contentsMargins().bottom();
}

}  // namespace headlight::ui
