#include "ui/panels/prediction_bars.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/panels/numbers.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr int nameWidth = 81, numberWidth = 44, barHeight = 12, tickHeight = 18;
constexpr int comparedNameWidth = 68, changeWidth = 50;  // with what-ifs: the change stands at the end

double shownProbability(const PredictionRow& row) { return row.cut ? row.plain : row.probability; }

QString changeText(const PredictionRow& row) {
  const double change = row.probability - row.before->probability;
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

QRect PredictionBars::rowRect(int index) const { return {0, scaled(index * rowHeight), width(), scaled(rowHeight)}; }
QSize PredictionBars::sizeHint() const { return scaled(QSizeF(240, places_ * rowHeight)); }
QSize PredictionBars::minimumSizeHint() const { return {scaled(110), scaled(places_ * rowHeight)}; }

void PredictionBars::setTheme(const Theme& theme) {
  theme_ = &theme;
  update();
}

void PredictionBars::setRows(std::vector<PredictionRow> rows, int places) {
  rows_ = std::move(rows);
  current_ = std::clamp(current_, 0, std::max(0, static_cast<int>(rows_.size()) - 1));
  if (places != places_) {
    places_ = places;
    updateGeometry();
  }
  if (hovered_ >= static_cast<int>(rows_.size())) hover(-1);
  if (hovered_ >= 0 && kind_ != BarKind::Label)
    selection_.hoverVocabulary(rows_[static_cast<std::size_t>(hovered_)].id);
  if (hasFocus()) describe();
  update();
}

void PredictionBars::setKind(BarKind kind) {
  if (kind == kind_) return;
  kind_ = kind;
  hover(-1);
  setAccessibleName(kind == BarKind::Append  ? tr("Next tokens")
                    : kind == BarKind::Place ? tr("Tokens for this place")
                                             : tr("Labels"));
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
  const int most = std::max(
      24, static_cast<int>((unscaledSize(*this).width() - numberWidth) * 0.6) - (compares() ? changeWidth : 0));
  if (compares()) return std::min(comparedNameWidth, most);
  if (kind_ != BarKind::Label) return std::min(nameWidth, most);
  const QFontMetrics metrics(textFont(TextStyle::Body));
  int widest = nameWidth;
  for (const PredictionRow& row : rows_) widest = std::max(widest, metrics.horizontalAdvance(row.shown) + 12);
  return std::min({widest, most, std::max(nameWidth, static_cast<int>(unscaledSize(*this).width() * 0.45))});
}

void PredictionBars::setLitToken(std::int32_t id) {
  if (id == lit_) return;
  lit_ = id;
  update();
}

bool PredictionBars::compares() const {
  return std::any_of(rows_.begin(), rows_.end(), [](const PredictionRow& row) { return row.before.has_value(); });
}

void PredictionBars::paintBefore(QPainter& painter, const PredictionRow& row, const QRectF& area, double room,
                                 double longest, const QColor& color) const {
  const double before = row.before->probability, after = shownProbability(row);
  const double x = std::round(area.left() + std::max(1.0, room * before / longest));
  if (before > after) {  // how long it was
    const QRectF outline(area.left() + 0.5, area.center().y() - barHeight / 2.0 + 0.5, x - area.left() - 1,
                         barHeight - 1);
    painter.setPen(QPen(color, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(outline, 2, 2);
  }
  const QRectF tick(x - 1, area.center().y() - tickHeight / 2.0, 2, tickHeight);
  const bool lit = color == theme_->beamText;
  painter.fillRect(tick.adjusted(-1, 0, 1, 0), lit ? theme_->beam : theme_->surface);
  painter.fillRect(tick, lit ? theme_->beamText : theme_->text);
}

void PredictionBars::paintEvent(QPaintEvent*) {
  const Theme& t = *theme_;
  QPainter painter(this);
  painter.scale(textScale(), textScale());
  const double right = unscaledSize(*this).width();
  const auto areaOf = [right](int index) { return QRectF(0, index * rowHeight, right, rowHeight); };
  painter.setRenderHint(QPainter::Antialiasing);
  double longest = 0;
  for (const PredictionRow& row : rows_)
    longest = std::max({longest, shownProbability(row), row.before ? row.before->probability : 0.0});
  const bool both = compares();
  const int nameRoom = this->nameRoom();
  const QFont name = textFont(TextStyle::Body), number = fixedFont(13);
  const QFontMetrics nameMetrics(name);
  const double room = std::max(1.0, right - nameRoom - numberWidth - (both ? changeWidth : 0) - 6);
  for (int i = 0; i < static_cast<int>(rows_.size()); ++i) {
    const PredictionRow& row = rows_[static_cast<std::size_t>(i)];
    const QRectF area = areaOf(i);
    const bool lit = i == hovered_ || (row.id == lit_ && kind_ != BarKind::Label);
    if (lit) {
      painter.setPen(Qt::NoPen);
      painter.setBrush(t.beam);
      painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), 4, 4);
    }
    if (hasFocus() && i == current_) {
      painter.setPen(QPen(t.focus, 2));
      painter.setBrush(Qt::NoBrush);
      painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 4, 4);
    }
    painter.setFont(name);
    QString shown = nameMetrics.elidedText(row.shown, Qt::ElideRight, nameRoom - 8);
    double x = lit || (hasFocus() && i == current_) ? 5 : 0;
    if (shown.size() > 1 && shown.startsWith(QChar(0x00B7))) {
      painter.setPen(lit ? t.beamText : t.muted);
      painter.drawText(QRectF(x, area.top(), 20, area.height()), Qt::AlignLeft | Qt::AlignVCenter, shown.left(1));
      x += nameMetrics.horizontalAdvance(shown.left(1));
      shown.remove(0, 1);
    }
    painter.setPen(lit ? t.beamText : row.cut ? t.muted : t.text);
    painter.drawText(QRectF(x, area.top(), nameRoom - x, area.height()),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    if (longest > 0) {
      const double length = std::max(1.5, room * shownProbability(row) / longest);
      QRectF bar(nameRoom, std::floor(area.center().y()) - barHeight / 2.0, length, barHeight);
      const QColor color = lit ? t.beamText : t.logits;
      if (row.cut) {
        // What the model gives it, in outline: it can no longer be drawn.
        bar = bar.adjusted(0.5, 0.5, -0.5, -0.5);
        painter.setPen(QPen(color, 1));
        painter.setBrush(Qt::NoBrush);
      } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
      }
      painter.drawRoundedRect(bar, 2, 2);
      if (row.before)
        paintBefore(painter, row, QRectF(nameRoom, area.top(), room, 2 * std::floor(area.height() / 2)), room, longest,
                    color);
    }
    const double numberRight = right - (both ? changeWidth : 0) - (lit && !both ? 4 : 0);
    if (row.before) {
      painter.setFont(number);
      painter.setPen(lit ? t.beamText : t.muted);
      painter.drawText(QRectF(right - changeWidth, area.top(), changeWidth - (lit ? 4 : 0), area.height()),
                       Qt::AlignRight | Qt::AlignVCenter, changeText(row));
    }
    painter.setFont(row.cut ? textFont(TextStyle::Caption) : number);
    painter.setPen(lit ? t.beamText : row.cut ? t.muted : t.text);
    painter.drawText(QRectF(numberRight - numberWidth, area.top(), numberWidth, area.height()),
                     Qt::AlignRight | Qt::AlignVCenter,
                     row.cut ? painter.fontMetrics().elidedText(tr("cut off"), Qt::ElideRight, numberWidth)
                             : probabilityText(row.probability));
  }
  if (more_ > 0) {
    const QRectF area = areaOf(static_cast<int>(rows_.size()));
    painter.setPen(t.muted);
    painter.setFont(textFont(TextStyle::Small));
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, tr("%1 more").arg(more_));
    painter.setFont(number);
    painter.drawText(area.adjusted(0, 0, both ? -changeWidth : 0, 0), Qt::AlignRight | Qt::AlignVCenter,
                     probabilityText(moreProbability_));
  }
}

int PredictionBars::rowAt(const QPoint& point) const {
  const int row = point.y() < 0 ? -1 : static_cast<int>(point.y() / (rowHeight * textScale()));
  return row < static_cast<int>(rows_.size()) ? row : -1;
}

void PredictionBars::hover(int index) {
  if (index == hovered_) return;
  hovered_ = index;
  const bool token = index >= 0 && kind_ != BarKind::Label;
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
  if (row >= 0 && row == pressed_ && kind_ != BarKind::Label) emit chosen(rows_[static_cast<std::size_t>(row)].id);
  pressed_ = -1;
}

void PredictionBars::describe() {
  if (rows_.empty()) return;
  const PredictionRow& row = rows_[static_cast<std::size_t>(current_)];
  QString text =
      tr("%1: probability %2, logit %3").arg(row.shown, probabilityText(row.probability), numberText(row.logit, 2));
  if (row.before)
    text += tr("; before the what-ifs %1, logit %2")
                .arg(probabilityText(row.before->probability), numberText(row.before->logit, 2));
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
      if (last >= 0 && kind_ != BarKind::Label) emit chosen(rows_[static_cast<std::size_t>(current_)].id);
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
    const auto four = [](double value) { return QString::number(value, 'f', 4); };
    const PredictionRow::Before before = row.before.value_or(PredictionRow::Before{});
    QString text = (kind_ == BarKind::Label ? tr("“%1”, label %2") : tr("“%1”, token id %2"))
                       .arg(row.shown, QString::number(row.id));
    if (row.before) text += tr("\nbefore → after the what-ifs");
    text += tr("\nlogit %1").arg(pair(numberText(row.logit, 4), numberText(before.logit, 4)));
    text += tr("\nprobability %1").arg(pair(four(row.plain), four(before.plain)));
    if ((row.before || !row.cut) && kind_ != BarKind::Label)
      text += tr("\nafter the sliders %1").arg(pair(four(row.probability), four(before.probability)));
    if (row.cut) text += tr("\ncut off by top-k or top-p: cannot be drawn");
    if (kind_ != BarKind::Label)
      text += kind_ == BarKind::Append ? tr("\nClick to append it") : tr("\nClick to put it there");
    QToolTip::showText(help->globalPos(), text, this, rowRect(index));
    return true;
  }
  return QWidget::event(event);
}

}  // namespace headlight::ui
