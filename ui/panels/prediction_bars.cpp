#include "ui/panels/prediction_bars.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/panels/numbers.h"
#include "ui/theme/hidden.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr int nameWidth = 81, numberWidth = 44, barHeight = 12, tickHeight = 18;
constexpr int leastBar = 32;                             // px, of probability 1
constexpr int comparedNameWidth = 68, changeWidth = 50;  // with what-ifs: the change stands at the end
constexpr double pale = 0.4;                             // of a bar that cannot be drawn

QString changeText(const PredictionRow& row) {
  const double change = row.plain - row.before->plain;
  if (std::abs(change) < 0.005) return QStringLiteral("0.00");
  const QString text = numberText(change, 2);
  return change > 0 ? QLatin1Char('+') + text : text;
}

}  // namespace

PredictionBars::PredictionBars(Selection& selection, QWidget* parent)
    : QWidget(parent), selection_(selection), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("predictionBars"));
  setAccessibleName(tr("Next tokens"));
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QRectF PredictionBars::areaOf(int index) const {
  return {0, axisHeight + index * double{rowHeight}, unscaledSize(*this).width(), rowHeight};
}

QRect PredictionBars::rowRect(int index) const { return scaled(areaOf(index)); }
QSize PredictionBars::sizeHint() const { return scaled(QSizeF(240, wantedHeight())); }
QSize PredictionBars::minimumSizeHint() const { return scaled(QSizeF(110, wantedHeight())); }

void PredictionBars::setTheme(const Theme& theme) {
  theme_ = &theme;
  update();
}

void PredictionBars::setRows(std::vector<PredictionRow> rows, int places) {
  rows_ = std::move(rows);
  current_ = within(current_, 0, static_cast<int>(rows_.size()) - 1);
  if (places != places_) {
    places_ = places;
    updateGeometry();
  }
  if (hovered_ >= static_cast<int>(rows_.size())) hover(-1);
  if (hovered_ >= 0 && ofTokens()) selection_.hoverVocabulary(rows_[static_cast<std::size_t>(hovered_)].id);
  if (hasFocus()) describe();
  update();
}

void PredictionBars::setKind(BarKind kind) {
  if (kind == kind_) return;
  kind_ = kind;
  hover(-1);
  setAccessibleName(kind == BarKind::Append  ? tr("Next tokens")
                    : kind == BarKind::Place ? tr("Tokens for this place")
                    : kind == BarKind::Label ? tr("Labels")
                                             : tr("Answers"));
}

void PredictionBars::setDrawn(bool shown) {
  if (shown == drawn_) return;
  drawn_ = shown;
  update();
}

void PredictionBars::setMore(int count, double probability) {
  if (count == more_ && probability == moreProbability_) return;
  more_ = count;
  moreProbability_ = probability;
  update();
}

/// Names of classes may take more than tokens do, up to what bars can spare.
int PredictionBars::nameRoom() const {
  // In a dock that is narrow for its type the names leave the numbers their place.
  const double width = unscaledSize(*this).width();
  const int most = std::max(24, static_cast<int>((width - numberWidth) * 0.6) - (compares() ? changeWidth : 0));
  if (compares()) return std::min(comparedNameWidth, most);
  if (ofTokens()) return std::min(nameWidth, most);
  const QFontMetrics metrics(textFont(TextStyle::Body));
  int widest = nameWidth;
  for (const PredictionRow& row : rows_) widest = std::max(widest, metrics.horizontalAdvance(row.shown) + 12);
  return std::min({widest, most, std::max(nameWidth, static_cast<int>(width * 0.45))});
}

void PredictionBars::setLitToken(std::int32_t id) {
  if (id == lit_) return;
  lit_ = id;
  update();
}

bool PredictionBars::compares() const {
  return std::any_of(rows_.begin(), rows_.end(), [](const PredictionRow& row) { return row.before.has_value(); });
}

PredictionBars::Columns PredictionBars::columns() const {
  Columns c;
  const double width = unscaledSize(*this).width();
  // Where type is large for the dock the bars count more than what sampling makes of them: the tool tip says that.
  const bool second = compares() || (drawn_ && width - 2 * numberWidth - 6 - nameRoom() >= leastBar);
  c.second = second ? width : 0;
  c.number = width - (second ? (compares() ? changeWidth : numberWidth) : 0);
  c.axis = nameRoom();
  c.room = std::max(0.0, c.number - numberWidth - 6 - c.axis);
  return c;
}

void PredictionBars::paintAxis(QPainter& painter, const Columns& columns) const {
  const double bottom = areaOf(static_cast<int>(rows_.size())).top();
  for (const double p : {0.0, 0.5, 1.0})
    painter.fillRect(QRectF(std::floor(columns.at(p)), axisHeight, 1, bottom - axisHeight), theme_->border);
  painter.setFont(textFont(TextStyle::Caption));
  painter.setPen(theme_->muted);
  const auto above = [&](double x, Qt::Alignment side, const QString& words) {
    const double wide = 80, left = side == Qt::AlignLeft ? x : side == Qt::AlignRight ? x - wide : x - wide / 2;
    painter.drawText(QRectF(left, 0, wide, axisHeight), static_cast<int>(side | Qt::AlignVCenter), words);
  };
  above(columns.at(0) - 2, Qt::AlignLeft, QStringLiteral("0"));
  above(columns.at(1) + 3, Qt::AlignRight, QStringLiteral("1"));
  above(columns.number, Qt::AlignRight, QStringLiteral("p"));
  if (columns.second > 0) above(columns.second, Qt::AlignRight, compares() ? tr("change") : tr("drawn"));
}

void PredictionBars::paintBar(QPainter& painter, const PredictionRow& row, const QRectF& area, const Columns& columns,
                              bool lit) const {
  const Theme& t = *theme_;
  const double top = std::floor(area.center().y()) - barHeight / 2.0;
  const auto to = [&](double p) { return std::round(columns.at(within(p, 0.0, 1.0))); };
  const QColor color = lit ? t.beamText : t.logits;
  painter.setPen(Qt::NoPen);
  painter.setBrush(row.cut ? mix(lit ? t.beam : t.surface, color, pale) : color);
  painter.drawRoundedRect(QRectF(columns.axis, top, std::max(1.5, columns.room * std::min(row.plain, 1.0)), barHeight),
                          2, 2);
  if (!row.before) return;
  const double x = std::max(columns.axis + 1, to(row.before->plain));
  if (row.before->plain > row.plain) {  // how long it was
    painter.setPen(QPen(color, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(columns.axis + 0.5, top + 0.5, x - columns.axis - 1, barHeight - 1), 2, 2);
  }
  const QRectF tick(x - 1, top + (barHeight - tickHeight) / 2.0, 2, tickHeight);
  painter.fillRect(tick.adjusted(-1, 0, 1, 0), lit ? t.beam : t.surface);
  painter.fillRect(tick, lit ? t.beamText : t.text);
}

void PredictionBars::paintNumbers(QPainter& painter, const PredictionRow& row, const QRectF& area,
                                  const Columns& columns, bool lit) const {
  const Theme& t = *theme_;
  painter.setFont(fixedFont(13));
  const auto right = [&](double x, double wide, const QColor& color, const QString& text) {
    painter.setPen(lit ? t.beamText : color);
    painter.drawText(QRectF(x - wide, area.top(), wide - (lit && x >= area.right() ? 4 : 0), area.height()),
                     Qt::AlignRight | Qt::AlignVCenter, text);
  };
  right(columns.number, numberWidth, row.cut ? t.muted : t.text, probabilityText(row.plain));
  if (row.before)
    right(columns.second, changeWidth, t.muted, changeText(row));
  else if (columns.second > 0)
    right(columns.second, numberWidth, t.muted, row.cut ? QStringLiteral("–") : probabilityText(row.probability));
}

void PredictionBars::paintEvent(QPaintEvent*) {
  const Theme& t = *theme_;
  QPainter painter(this);
  painter.scale(textScale(), textScale());
  painter.setRenderHint(QPainter::Antialiasing);
  const Columns columns = this->columns();
  const QFont name = textFont(TextStyle::Body);
  const QFontMetrics nameMetrics(name);
  if (!rows_.empty()) paintAxis(painter, columns);
  for (int i = 0; i < static_cast<int>(rows_.size()); ++i) {
    const PredictionRow& row = rows_[static_cast<std::size_t>(i)];
    const QRectF area = areaOf(i);
    const bool lit = i == hovered_ || (row.id == lit_ && ofTokens());
    if (lit) {
      painter.setPen(Qt::NoPen);
      painter.setBrush(t.beam);
      painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), 4, 4);
    }
    if (hasFocus() && i == current_) {
      painter.setPen(t.pen(t.focus, 2));
      painter.setBrush(Qt::NoBrush);
      painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 4, 4);
    }
    painter.setFont(row.stands ? textFont(TextStyle::Strong) : name);
    QString shown = nameMetrics.elidedText(row.shown, Qt::ElideRight, static_cast<int>(columns.axis) - 8);
    double x = lit || (hasFocus() && i == current_) ? 5 : 0;
    if (shown.size() > 1 && shown.startsWith(QChar(0x00B7))) {
      painter.setPen(lit ? t.beamText : t.muted);
      painter.drawText(QRectF(x, area.top(), 20, area.height()), Qt::AlignLeft | Qt::AlignVCenter, shown.left(1));
      x += nameMetrics.horizontalAdvance(shown.left(1));
      shown.remove(0, 1);
    }
    painter.setPen(lit ? t.beamText : row.cut ? t.muted : t.text);
    painter.drawText(QRectF(x, area.top(), columns.axis - x, area.height()),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    paintBar(painter, row, area, columns, lit);
    paintNumbers(painter, row, area, columns, lit);
  }
  if (more_ > 0) {
    const QRectF area = areaOf(static_cast<int>(rows_.size()));
    painter.setPen(t.muted);
    painter.setFont(textFont(TextStyle::Small));
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, tr("%1 more").arg(more_));
    painter.setFont(fixedFont(13));
    painter.drawText(QRectF(area.left(), area.top(), columns.number, area.height()), Qt::AlignRight | Qt::AlignVCenter,
                     probabilityText(moreProbability_));
  }
}

int PredictionBars::rowAt(const QPoint& point) const {
  const double y = unscaled(point).y() - axisHeight;
  const int row = y < 0 ? -1 : static_cast<int>(y / rowHeight);
  return row < static_cast<int>(rows_.size()) ? row : -1;
}

void PredictionBars::hover(int index) {
  if (index == hovered_) return;
  hovered_ = index;
  const bool token = index >= 0 && ofTokens();
  selection_.hoverVocabulary(token ? rows_[static_cast<std::size_t>(index)].id : -1);
  update();
}

void PredictionBars::mouseMoveEvent(QMouseEvent* event) { hover(rowAt(event->pos())); }

void PredictionBars::leaveEvent(QEvent*) { hover(-1); }

void PredictionBars::mousePressEvent(QMouseEvent* event) {
  pressed_ = event->button() == Qt::LeftButton ? rowAt(event->pos()) : -1;
  if (pressed_ >= 0) current_ = pressed_;
}

void PredictionBars::mouseReleaseEvent(QMouseEvent* event) {
  const int row = rowAt(event->pos());
  if (row >= 0 && row == pressed_ && ofTokens()) emit chosen(rows_[static_cast<std::size_t>(row)].id);
  pressed_ = -1;
}

void PredictionBars::describe() {
  if (rows_.empty()) return;
  const PredictionRow& row = rows_[static_cast<std::size_t>(current_)];
  QString text =
      tr("%1: probability %2, logit %3").arg(row.shown, probabilityText(row.plain), numberText(row.logit, 2));
  if (drawn_)
    text += row.cut ? tr("; cut off by the sliders") : tr("; drawn with %1").arg(probabilityText(row.probability));
  if (row.before)
    text += tr("; before the what-ifs %1, logit %2")
                .arg(probabilityText(row.before->plain), numberText(row.before->logit, 2));
  setAccessibleDescription(text);
}

void PredictionBars::keyPressEvent(QKeyEvent* event) {
  const int last = static_cast<int>(rows_.size()) - 1;
  switch (event->key()) {
    case Qt::Key_Up:
      current_ = std::max(0, current_ - 1);
      break;
    case Qt::Key_Down:
      current_ = std::min(std::max(0, last), current_ + 1);
      break;
    case Qt::Key_Home:
      current_ = 0;
      break;
    case Qt::Key_End:
      current_ = std::max(0, last);
      break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
      if (last >= 0 && ofTokens()) emit chosen(rows_[static_cast<std::size_t>(current_)].id);
      return;
    default:
      QWidget::keyPressEvent(event);
      return;
  }
  describe();
  update();
}

void PredictionBars::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  describe();
  update();
}

void PredictionBars::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

bool PredictionBars::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const int index = rowAt(help->pos());
    if (index < 0) {
      QToolTip::hideText();
      return true;
    }
    const PredictionRow& row = rows_[static_cast<std::size_t>(index)];
    const auto pair = [&row](const QString& after, const QString& before) {
      return row.before ? tr("%1 → %2").arg(before, after) : after;
    };
    const auto four = [](double value) { return unlessHidden(Hidden::Numbers, QString::number(value, 'f', 4)); };
    const PredictionRow::Before before = row.before.value_or(PredictionRow::Before{});
    QString text = (kind_ == BarKind::Label    ? tr("“%1”, label %2")
                    : kind_ == BarKind::Answer ? tr("“%1”, from token %2 on")
                                               : tr("“%1”, token id %2"))
                       .arg(row.shown, kind_ == BarKind::Label || kind_ == BarKind::Answer
                                           ? QString::number(row.id)
                                           : unlessHidden(Hidden::TokenIds, QString::number(row.id)));
    if (row.before) text += tr("\nbefore → after the what-ifs");
    if (kind_ != BarKind::Answer)
      text += tr("\nlogit %1").arg(pair(numberText(row.logit, 4), numberText(before.logit, 4)));
    text += tr("\nprobability %1").arg(pair(four(row.plain), four(before.plain)));
    if ((row.before || !row.cut) && ofTokens())
      text += tr("\ndrawn, after the sliders, with %1").arg(pair(four(row.probability), four(before.probability)));
    if (row.stands) text += tr("\nit stands there");
    if (row.cut) text += tr("\ncut off by top-k or top-p: cannot be drawn");
    if (ofTokens()) text += kind_ == BarKind::Append ? tr("\nClick to append it") : tr("\nClick to put it there");
    QToolTip::showText(help->globalPos(), text, this, rowRect(index));
    return true;
  }
  return QWidget::event(event);
}

}  // namespace headlight::ui
