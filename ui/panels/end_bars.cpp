#include "ui/panels/end_bars.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/document/row_selection.h"
#include "ui/panels/numbers.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr double titleHeight = 24, halfHeight = 38, gap = 3, bestHeight = 22;
constexpr double labelRoom = 38, widestColumn = 22;
constexpr double endTint = 0.5;  // of a bar that says where the answer ends
constexpr int wholeHeight = static_cast<int>(titleHeight + 2 * halfHeight + gap + bestHeight);

}  // namespace

EndBars::EndBars(RowSelection& rows, QWidget* parent) : QWidget(parent), rows_(rows), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("endBars"));
  setAccessibleName(tr("Where the answer begins and ends"));
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(&rows_, &RowSelection::hoverChanged, this, [this] { update(); });
}

void EndBars::setTheme(const Theme& theme) {
  theme_ = &theme;
  update();
}

void EndBars::setEnds(AnswerEndsShown ends) {
  if (ends == ends_) return;
  ends_ = std::move(ends);
  setAccessibleDescription(ends_.bestFirst < 0 ? QString() : tr("likeliest answer: %1").arg(ends_.best));
  update();
}

QSize EndBars::sizeHint() const { return scaled(QSizeF(240, wholeHeight)); }
QSize EndBars::minimumSizeHint() const { return scaled(QSizeF(110, wholeHeight)); }

QRectF EndBars::column(int index) const {
  const double room = std::max(0.0, unscaledSize(*this).width() - labelRoom);
  const double wide = std::min(widestColumn, room / std::max(1, count()));
  return {labelRoom + index * wide, titleHeight, wide, 2 * halfHeight + gap};
}

QRectF EndBars::columnRect(int index) const {
  const QRectF at = column(index);
  return {at.topLeft() * textScale(), at.size() * textScale()};
}

int EndBars::columnAt(const QPoint& at) const {
  const QPointF point = unscaled(at);
  for (int index = 0; index < count(); ++index)
    if (column(index).contains(point)) return index;
  return -1;
}

void EndBars::paintEvent(QPaintEvent*) {
  if (count() == 0) return;
  const Theme& t = *theme_;
  QPainter painter(this);
  painter.scale(textScale(), textScale());
  const double whole = unscaledSize(*this).width(), middle = titleHeight + halfHeight + gap / 2;
  painter.setFont(textFont(TextStyle::Strong));
  painter.setPen(t.text);
  painter.drawText(
      QRectF(0, 0, whole, titleHeight - 4), Qt::AlignLeft | Qt::AlignVCenter,
      painter.fontMetrics().elidedText(tr("Where it begins and ends"), Qt::ElideRight, static_cast<int>(whole)));
  painter.setFont(textFont(TextStyle::Caption));
  painter.setPen(t.muted);
  painter.drawText(QRectF(0, middle - gap - 18, labelRoom, 18), Qt::AlignLeft | Qt::AlignVCenter, tr("start"));
  painter.drawText(QRectF(0, middle + gap, labelRoom, 18), Qt::AlignLeft | Qt::AlignVCenter, tr("end"));
  if (ends_.bestFirst >= 0) {
    const QRectF first = column(ends_.bestFirst), last = column(ends_.bestLast);
    painter.fillRect(QRectF(first.topLeft(), last.bottomRight()), t.raised);
  }
  const int lit = std::max({rows_.query(), rows_.key(), rows_.pointed()}) - ends_.firstRow;
  for (int index = 0; index < count(); ++index) {
    const QRectF at = column(index);
    const double inset = at.width() > 6 ? 1.5 : 0;
    if (index == lit) painter.fillRect(at, t.beam);
    const auto bar = [&](double p, bool up) {
      const double high = std::max(1.0, halfHeight * within(p, 0.0, 1.0));
      const QRectF rect(at.left() + inset, up ? middle - gap / 2 - high : middle + gap / 2,
                        std::max(1.0, at.width() - 2 * inset), high);
      const QColor color = index == lit ? t.beamText : t.logits;
      painter.fillRect(rect, up ? color : mix(index == lit ? t.beam : t.surface, color, endTint));
    };
    bar(ends_.start[static_cast<std::size_t>(index)], true);
    bar(ends_.end[static_cast<std::size_t>(index)], false);
  }
  painter.fillRect(QRectF(labelRoom, middle - 0.5, whole - labelRoom, 1), t.border);
  if (ends_.bestFirst < 0) return;
  const QString numbers = tr("%1 … %2").arg(probabilityText(ends_.start[static_cast<std::size_t>(ends_.bestFirst)]),
                                            probabilityText(ends_.end[static_cast<std::size_t>(ends_.bestLast)]));
  const QRectF line(0, titleHeight + 2 * halfHeight + gap, whole, bestHeight);
  painter.setFont(fixedFont(13));
  painter.setPen(t.muted);
  const double wide = painter.fontMetrics().horizontalAdvance(numbers);
  painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, numbers);
  painter.setFont(textFont(TextStyle::Body));
  painter.setPen(t.text);
  painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(tr("“%1”").arg(ends_.best), Qt::ElideRight,
                                                    static_cast<int>(std::max(0.0, whole - wide - 8))));
}

void EndBars::mouseMoveEvent(QMouseEvent* event) {
  const int index = columnAt(event->pos());
  rows_.hover(index < 0 ? -1 : index + ends_.firstRow);
}

void EndBars::leaveEvent(QEvent*) { rows_.hover(-1); }

bool EndBars::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int index = columnAt(help->pos());
  if (index < 0) {
    QToolTip::hideText();
    return true;
  }
  const auto four = [](double value) { return QString::number(value, 'f', 4); };
  QToolTip::showText(
      help->globalPos(),
      tr("“%1”, token %2\nthe answer begins here: %3\nit ends here: %4")
          .arg(ends_.names.value(index), QString::number(index + ends_.firstRow),
               four(ends_.start[static_cast<std::size_t>(index)]), four(ends_.end[static_cast<std::size_t>(index)])),
      this);
  return true;
}

}  // namespace headlight::ui
