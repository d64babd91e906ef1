#include "ui/panels/layer_rows.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/panels/numbers.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr int titleHeight = 28, fullRow = 20, lowestRow = 13;
constexpr double numberWidth = 40, layerWidth = 32;

}  // namespace

LayerRows::LayerRows(QWidget* parent) : QWidget(parent), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("layerRows"));
  setAccessibleName(tr("Class by layer: what the model would say if it stopped there"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void LayerRows::setTheme(const Theme& theme) {
  theme_ = &theme;
  update();
}

void LayerRows::setRows(std::vector<Row> rows) {
  if (rows == rows_) return;
  const bool resized = rows.size() != rows_.size();
  rows_ = std::move(rows);
  QStringList words;
  for (std::size_t layer = 0; layer < rows_.size(); ++layer)
    words << tr("layer %1: %2, %3").arg(layer).arg(rows_[layer].name, probabilityText(rows_[layer].probability));
  setAccessibleDescription(words.join(QStringLiteral("; ")));
  if (resized) updateGeometry();
  update();
}

double LayerRows::rowHeight() const {
  const int count = std::max(1, static_cast<int>(rows_.size()));
  return within(std::floor((unscaledSize(*this).height() - titleHeight) / static_cast<double>(count)), 1.0 * lowestRow,
                1.0 * fullRow);
}

QRectF LayerRows::rowRect(int layer) const {
  return {0, titleHeight + layer * rowHeight(), unscaledSize(*this).width(), rowHeight()};
}

QSize LayerRows::sizeHint() const {
  return scaled(QSizeF(240, titleHeight + fullRow * static_cast<int>(rows_.size())));
}
QSize LayerRows::minimumSizeHint() const {
  return scaled(QSizeF(110, titleHeight + lowestRow * static_cast<int>(rows_.size())));
}

void LayerRows::paintEvent(QPaintEvent*) {
  if (rows_.empty()) return;
  const Theme& t = *theme_;
  QPainter painter(this);
  painter.scale(textScale(), textScale());
  const double whole = unscaledSize(*this).width();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(textFont(TextStyle::Strong));
  painter.setPen(t.text);
  const QString title = tr("By layer");
  painter.drawText(QRectF(0, 0, whole, titleHeight - 4), Qt::AlignLeft | Qt::AlignVCenter, title);
  const double wide = painter.fontMetrics().horizontalAdvance(title);
  painter.setFont(textFont(TextStyle::Small));
  painter.setPen(t.muted);
  painter.drawText(QRectF(wide + 8, 0, whole - wide - 8, titleHeight - 4), Qt::AlignLeft | Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(tr("if the model stopped there"), Qt::ElideRight,
                                                    static_cast<int>(whole - wide - 8)));
  const double nameWidth = std::round((whole - layerWidth - numberWidth) * 0.46);
  const double barLeft = layerWidth + nameWidth + 4, room = whole - barLeft - numberWidth - 6;
  const bool low = rowHeight() < 16;
  for (int layer = 0; layer < static_cast<int>(rows_.size()); ++layer) {
    const Row& row = rows_[static_cast<std::size_t>(layer)];
    const QRectF area = rowRect(layer);
    painter.setFont(fixedFont(low ? 10 : 12));
    painter.setPen(t.muted);
    painter.drawText(QRectF(0, area.top(), layerWidth, area.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     QStringLiteral("L%1").arg(layer));
    painter.setPen(t.text);
    painter.drawText(QRectF(whole - numberWidth, area.top(), numberWidth, area.height()),
                     Qt::AlignRight | Qt::AlignVCenter, probabilityText(row.probability));
    painter.setFont(sansFont(low ? 11 : 12, row.last ? 600 : 400));
    painter.drawText(QRectF(layerWidth, area.top(), nameWidth, area.height()),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(row.name, Qt::ElideRight, static_cast<int>(nameWidth - 4)));
    painter.setPen(Qt::NoPen);
    painter.setBrush(row.last ? t.logits : t.borderStrong);
    painter.drawRoundedRect(
        QRectF(barLeft, area.center().y() - 4, std::max(1.5, room * within(row.probability, 0.0, 1.0)), 8), 2, 2);
  }
}

bool LayerRows::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  for (int layer = 0; layer < static_cast<int>(rows_.size()); ++layer) {
    const Row& row = rows_[static_cast<std::size_t>(layer)];
    if (!rowRect(layer).contains(unscaled(help->pos()))) continue;
    QToolTip::showText(help->globalPos(),
                       tr("After layer %1 the classifier would say “%2”, probability %3.\n"
                          "It was trained on the last layer only: early rows say what it makes of half-done vectors.")
                           .arg(layer)
                           .arg(row.name, QString::number(row.probability, 'f', 4)),
                       this, scaled(rowRect(layer)));
    return true;
  }
  QToolTip::showText(help->globalPos(), accessibleName(), this);
  return true;
}

}  // namespace headlight::ui
