#include "ui/panels/weight_map.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/scene/colormap.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr int legendHeight = 24, rampHeight = 10, lowestMap = 14;

QString number(double value) { return QString::number(value, 'g', 3).replace(QLatin1Char('-'), QChar(0x2212)); }

QString range(std::int64_t first, std::int64_t past) {
  return past - first > 1 ? QStringLiteral("%1–%2").arg(first).arg(past - 1) : QString::number(first);
}

}  // namespace

WeightMap::WeightMap(QWidget* parent) : QWidget(parent), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("weightMap"));
  setAccessibleName(tr("Heatmap of the weight"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void WeightMap::setTheme(const Theme& theme) {
  theme_ = &theme;
  draw();
}

void WeightMap::setPicture(const WeightPicture& picture) {
  picture_ = picture;
  draw();
  updateGeometry();
}

void WeightMap::clear() { setPicture({}); }

double WeightMap::limit() const {
  const double most = std::max(std::abs(picture_.least), std::abs(picture_.most));
  return most > 0 ? most : 1;  // NaN (nothing finite) compares false
}

void WeightMap::draw() {
  image_ = QImage(picture_.mapColumns, picture_.mapRows, QImage::Format_RGB32);
  const auto& table = colormapTable(Colormap::Diverging, theme_->ground);
  const auto high = static_cast<float>(limit());
  for (int row = 0; row < picture_.mapRows; ++row)
    for (int column = 0; column < picture_.mapColumns; ++column) {
      const float value = picture_.map[static_cast<std::size_t>(row) * static_cast<std::size_t>(picture_.mapColumns) +
                                       static_cast<std::size_t>(column)];
      image_.setPixel(column, row,
                      std::isnan(value)
                          ? theme_->surface.rgb()
                          : table[static_cast<std::size_t>(colormapIndex(value, -high, high, Scale::Linear, 1))]);
    }
  update();
}

QRect WeightMap::area() const {
  if (picture_.mapRows == 0 || picture_.mapColumns == 0) return {};
  const int roomHeight = std::max(lowestMap, height() - scaled(legendHeight));
  // Cells are square where there is room for that; a single row is a strip that can be seen.
  const double side = std::min(static_cast<double>(width() - 2) / picture_.mapColumns,
                               static_cast<double>(roomHeight) / picture_.mapRows);
  const int wide = std::max(1, static_cast<int>(side * picture_.mapColumns));
  const int high = within(static_cast<int>(side * picture_.mapRows), std::min(lowestMap, roomHeight), roomHeight);
  return {1, 1, std::max(wide, std::min(width() - 2, lowestMap)), std::max(1, high - 2)};
}

QRect WeightMap::cellRect(int row, int column) const {
  const QRect all = area();
  const auto edge = [](int at, int count, int length) { return at * length / std::max(1, count); };
  const int left = edge(column, picture_.mapColumns, all.width()), top = edge(row, picture_.mapRows, all.height());
  return {all.left() + left, all.top() + top, edge(column + 1, picture_.mapColumns, all.width()) - left,
          edge(row + 1, picture_.mapRows, all.height()) - top};
}

QSize WeightMap::sizeHint() const { return scaled(QSizeF(260, 220)); }

void WeightMap::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const QRect all = area();
  if (all.isEmpty() || image_.isNull()) return;
  painter.drawImage(all, image_);
  if (picture_.broken > 0) {
    painter.setPen(theme_->pen(theme_->hatch, 1.5));
    for (int row = 0; row < picture_.mapRows; ++row)
      for (int column = 0; column < picture_.mapColumns; ++column)
        if (std::isnan(picture_.map[static_cast<std::size_t>(row * picture_.mapColumns + column)]))
          painter.fillRect(cellRect(row, column), QBrush(theme_->hatch, Qt::BDiagPattern));
  }
  painter.setPen(theme_->pen(theme_->borderStrong, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(all.adjusted(-1, -1, 0, 0));

  painter.scale(textScale(), textScale());
  const int top = static_cast<int>((all.bottom() + 1) / textScale()) + 7;
  const QString low = number(-limit()), high = number(limit());
  painter.setFont(fixedFont(11));
  const int lowWidth = painter.fontMetrics().horizontalAdvance(low);
  painter.setPen(theme_->text);
  painter.drawText(QRect(0, top - 3, lowWidth + 2, rampHeight + 6), Qt::AlignLeft | Qt::AlignVCenter, low);
  const QRect ramp(lowWidth + 6, top, 110, rampHeight);
  const auto& table = colormapTable(Colormap::Diverging, theme_->ground);
  for (int x = 0; x < ramp.width(); ++x)
    painter.fillRect(QRect(ramp.left() + x, ramp.top(), 1, ramp.height()),
                     QColor::fromRgb(table[static_cast<std::size_t>(x * 255 / (ramp.width() - 1))]));
  painter.setPen(theme_->pen(theme_->border, 1));
  painter.drawRect(ramp.adjusted(-1, -1, 0, 0));
  painter.setPen(theme_->text);
  painter.drawText(QRect(ramp.right() + 6, top - 3, static_cast<int>(unscaledSize(*this).width()) - ramp.right() - 6,
                         rampHeight + 6),
                   Qt::AlignLeft | Qt::AlignVCenter, high);
}

QString WeightMap::words(const QPoint& at) const {
  const QRect all = area();
  if (!all.contains(at)) return {};
  for (int row = 0; row < picture_.mapRows; ++row)
    for (int column = 0; column < picture_.mapColumns; ++column) {
      if (!cellRect(row, column).contains(at)) continue;
      const float value = picture_.map[static_cast<std::size_t>(row) * static_cast<std::size_t>(picture_.mapColumns) +
                                       static_cast<std::size_t>(column)];
      const std::int64_t firstRow = row * picture_.cellRows, firstColumn = column * picture_.cellColumns;
      return tr("row %1, column %2: %3")
          .arg(range(firstRow, std::min(picture_.rows, firstRow + picture_.cellRows)),
               range(firstColumn, std::min(picture_.columns, firstColumn + picture_.cellColumns)),
               std::isnan(value)
                   ? tr("NaN or infinite")
                   : QString::number(static_cast<double>(value), 'g', 6).replace(QLatin1Char('-'), QChar(0x2212)));
    }
  return {};
}

bool WeightMap::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const QString text = words(help->pos());
    if (text.isEmpty())
      QToolTip::hideText();
    else
      QToolTip::showText(help->globalPos(), text, this);
    return true;
  }
  return QWidget::event(event);
}

}  // namespace headlight::ui
