#include "ui/editors/token_chips.h"

#include <QPaintEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/within.h"
#include "ui/theme/hidden.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr double paleOpacity = 0.45, lookedAtTint = 0.45;

constexpr int padding = 6, minimumChipWidth = 30, radius = 6;

}  // namespace

TokenChips::TokenChips(RowSelection& rows, QWidget* parent) : QWidget(parent), rows_(rows), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("tokenChips"));
  setAccessibleName(tr("Tokens"));
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  connect(&rows_, &RowSelection::hoverChanged, this, [this] {
    const std::array<int, 3> now{rows_.query(), rows_.key(), rows_.pointed()};
    for (const std::array<int, 3>& lit : {lit_, now})
      for (const int row : lit)
        if (row >= 0 && row < static_cast<int>(rects_.size())) update(chipRect(row).adjusted(-3, -3, 3, 3));
    lit_ = now;
  });
  connect(&rows_, &RowSelection::lockChanged, this, [this] { update(); });
}

void TokenChips::setTheme(const Theme& theme) {
  theme_ = &theme;
  update();
}

void TokenChips::setTokens(const std::vector<InputToken>& tokens) {
  if (tokens == tokens_) return;
  tokens_ = tokens;
  int height = 0;
  rects_ = place(width(), height);
  current_ = within(current_, 0, static_cast<int>(tokens_.size()) - 1);
  setMinimumHeight(height);
  updateGeometry();
  update();
}

void TokenChips::setCommonRows(int count) {
  if (count == commonRows_) return;
  commonRows_ = count;
  update();
}

void TokenChips::setLimit(int limit) {
  if (limit == limit_) return;
  limit_ = limit;
  update();
}

void TokenChips::setMaskedRows(std::vector<int> rows) {
  if (rows == maskedRows_) return;
  maskedRows_ = std::move(rows);
  update();
}

bool TokenChips::hides(int index) const {
  return index >= 0 && index < static_cast<int>(tokens_.size()) &&
         (isMasked(index) || tokens_[static_cast<std::size_t>(index)].was >= 0);
}

void TokenChips::setWeights(std::vector<float> weights) {
  if (weights == weights_) return;
  weights_ = std::move(weights);
  update();
}

void TokenChips::setPlace(int place) {
  if (place == place_) return;
  place_ = place;
  update();
}

bool TokenChips::isMasked(int index) const { return std::binary_search(maskedRows_.begin(), maskedRows_.end(), index); }

void TokenChips::setIdsShown(bool shown) {
  if (shown == idsShown_) return;
  idsShown_ = shown;
  placeAgain();
}

void TokenChips::setClick(ChipClick click) { click_ = click; }

void TokenChips::setPale(bool pale) {
  if (pale == pale_) return;
  pale_ = pale;
  update();
}

void TokenChips::setLabels(QStringList labels) {
  if (labels == labels_) return;
  labels_ = std::move(labels);
  placeAgain();
}

void TokenChips::setSurprise(std::vector<float> bits) {
  surprise_ = std::move(bits);
  placeAgain();
}

float TokenChips::surpriseOf(int index) const {
  const bool known = index < commonRows_ && static_cast<std::size_t>(index) < surprise_.size();
  return known ? surprise_[static_cast<std::size_t>(index)] : std::numeric_limits<float>::quiet_NaN();
}

void TokenChips::placeAgain() {
  int height = 0;
  rects_ = place(width(), height);
  setMinimumHeight(height);
  updateGeometry();
  update();
}

bool TokenChips::hasLine() const {
  return idsShown_ && !(ui::isHidden(Hidden::TokenIds) && labels_.isEmpty() && surprise_.empty());
}

QString TokenChips::below(int index) const {
  if (index < labels_.size()) return index < commonRows_ ? labels_[index] : QString();
  if (!surprise_.empty()) {
    const float bits = surpriseOf(index);
    return std::isnan(bits) ? QStringLiteral("–")
                            : unlessHidden(Hidden::Numbers, QString::number(static_cast<double>(bits), 'f', 1));
  }
  return QString::number(tokens_[static_cast<std::size_t>(index)].id);
}

int TokenChips::textWidth(const InputToken& token) const {
  if (widths_.size() > 20000) widths_.clear();
  const QString key = token.shown + QChar::Null + token.piece;
  auto found = widths_.find(key);
  if (found == widths_.end()) {
    int width = QFontMetrics(textFont(TextStyle::Body)).horizontalAdvance(token.shown);
    if (!token.piece.isEmpty()) width += 4 + QFontMetrics(textFont(TextStyle::Caption)).horizontalAdvance(token.piece);
    found = widths_.insert(key, width);
  }
  return *found;
}

std::vector<QRect> TokenChips::place(int widgetWidth, int& height) const {
  const int width = static_cast<int>(widgetWidth / textScale());
  static const int digit = QFontMetrics(fixedFont(11)).horizontalAdvance(QLatin1Char('0'));
  const bool line = hasLine();
  const int chipHeight = line ? 36 : 23;
  std::vector<QRect> rects;
  rects.reserve(tokens_.size());
  int x = margin, y = margin;
  const QFontMetrics labelMetrics(sansFont(12, 600));
  for (int i = 0; i < static_cast<int>(tokens_.size()); ++i) {
    const InputToken& token = tokens_[static_cast<std::size_t>(i)];
    int wide = textWidth(token);
    if (line && i < labels_.size())
      wide = std::max(wide, labelMetrics.horizontalAdvance(labels_[i]) + 1);
    else if (line)
      wide = std::max(wide, digit * static_cast<int>(QString::number(token.id).size()));
    wide = within(wide + 2 * padding, minimumChipWidth, width - 2 * margin);
    if (x > margin && x + wide > width - margin) {
      x = margin;
      y += chipHeight + gap;
    }
    rects.emplace_back(x, y, wide, chipHeight);
    x += wide + gap;
  }
  height = rects.empty() ? 0 : scaled(rects.back().bottom() + 1 + margin);
  return rects;
}

int TokenChips::heightForWidth(int width) const {
  int height = 0;
  place(width, height);
  return height;
}

QSize TokenChips::sizeHint() const { return {200, rects_.empty() ? 0 : scaled(rects_.back().bottom() + 1 + margin)}; }

void TokenChips::resizeEvent(QResizeEvent* event) {
  int height = 0;
  rects_ = place(width(), height);
  if (minimumHeight() != height) setMinimumHeight(height);
  QWidget::resizeEvent(event);
}

int TokenChips::chipAt(const QPoint& at) const {
  const QPoint point = unscaled(at).toPoint();
  // Rows are in order: the first chip whose lower edge is below the point begins the line.
  auto found = std::lower_bound(rects_.begin(), rects_.end(), point.y(),
                                [](const QRect& rect, int y) { return rect.bottom() < y; });
  for (; found != rects_.end() && found->top() <= point.y(); ++found)
    if (found->contains(point)) return static_cast<int>(found - rects_.begin());
  return -1;
}

QRect TokenChips::chipRect(int index) const {
  if (index < 0 || index >= static_cast<int>(rects_.size())) return {};
  return scaled(rects_[static_cast<std::size_t>(index)]);
}

void TokenChips::paintEvent(QPaintEvent* event) {
  QPainter painter(this);
  painter.scale(textScale(), textScale());
  painter.setRenderHint(QPainter::Antialiasing);
  if (pale_) painter.setOpacity(paleOpacity);
  const QRect dirty =
      QRectF(unscaled(event->rect().topLeft()), QSizeF(event->rect().size()) / textScale()).toAlignedRect();
  auto found = std::lower_bound(rects_.begin(), rects_.end(), dirty.top() - margin,
                                [](const QRect& rect, int y) { return rect.bottom() < y; });
  for (; found != rects_.end() && found->top() <= dirty.bottom() + margin; ++found)
    if (found->adjusted(-margin, -margin, margin, margin).intersects(dirty))
      paintChip(painter, static_cast<int>(found - rects_.begin()));
}

void TokenChips::paintChip(QPainter& painter, int index) const {
  const Theme& t = *theme_;
  const InputToken& token = tokens_[static_cast<std::size_t>(index)];
  const QRectF rect = QRectF(rects_[static_cast<std::size_t>(index)]).adjusted(0.5, 0.5, -0.5, -0.5);
  const bool inTrace = index < commonRows_;
  const bool asQuery = inTrace && (index == rows_.query() || index == rows_.locked());
  const bool asKey = inTrace && index == rows_.key();
  const bool lit = asQuery || asKey || (inTrace && index == rows_.pointed());
  const bool beyond = limit_ >= 0 && index >= limit_;
  const bool hidden = isMasked(index);
  const float weight = index < static_cast<int>(weights_.size()) ? weights_[static_cast<std::size_t>(index)] : -1;

  QPainterPath shape;
  shape.addRoundedRect(rect, radius, radius);
  if (lit)
    painter.fillPath(shape, t.beam);
  else if (weight >= 0)
    painter.fillPath(shape, mix(t.raised, t.attention, lookedAtTint * within(static_cast<double>(weight), 0.0, 1.0)));
  else if (const float bits = surpriseOf(index); !std::isnan(bits))
    painter.fillPath(shape,
                     mix(t.raised, t.logits, 0.4 * static_cast<double>(within(bits / mostSurprise, 0.0F, 1.0F))));
  else if (!token.special)
    painter.fillPath(shape, t.raised);
  const bool placed = index == place_;
  // Where the model writes, every token has its id from it: those of a person are marked.
  const bool marked = rows_.isWritten() ? token.forced : token.chosen;
  QPen outline(placed                    ? t.logits
               : lit                     ? t.beamText
               : marked                  ? t.text
               : token.special || hidden ? t.borderStrong
                                         : t.border,
               (placed || token.forced ? 2 : 1) * t.lineScale);
  if (token.special) outline.setDashPattern({3, 2});
  if (hidden) outline.setDashPattern({1, 2});
  painter.strokePath(shape, outline);

  if (weight >= 0) {  // as long as the weight is large, and the number on hover
    painter.save();
    painter.setClipPath(shape);
    painter.fillRect(QRectF(rect.left(), rect.bottom() - 2.5, rect.width() * static_cast<double>(weight), 3),
                     t.attention);
    painter.restore();
  }
  if (token.forced) {  // a corner of ink: this one is the person's
    QPainterPath corner(rect.topRight());
    corner.lineTo(rect.topRight() - QPointF(9, 0));
    corner.lineTo(rect.topRight() + QPointF(0, 9));
    corner.closeSubpath();
    painter.fillPath(shape.intersected(corner), lit ? t.beamText : t.logits);
  }

  // The bars tell who looks and who is looked at, once a pair is under the pointer.
  if (asQuery || asKey) {
    painter.save();
    painter.setClipPath(shape);
    painter.fillRect(QRectF(rect.left(), rect.bottom() - 2.5, rect.width(), 3), asQuery ? t.query : t.key);
    painter.restore();
  }
  if (hasFocus() && index == current_) {
    painter.setPen(t.pen(t.focus, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), radius + 2, radius + 2);
  }

  const QColor textColor = lit ? t.beamText : beyond ? t.disabled : token.special || hidden ? t.muted : t.text;
  const QRectF inner = rect.adjusted(padding - 0.5, 0, -padding + 0.5, 0);
  const QRectF upper(inner.left(), rect.top(), inner.width(), hasLine() ? 20 : rect.height());
  QFont body = textFont(TextStyle::Body);
  body.setStrikeOut(beyond || hidden);
  const QFont caption = textFont(TextStyle::Caption);
  const int pieceWidth = token.piece.isEmpty() ? 0 : QFontMetrics(caption).horizontalAdvance(token.piece) + 4;
  QString shown = token.shown;
  const int whole = textWidth(token);
  if (whole > inner.width())
    shown = QFontMetrics(body).elidedText(shown, Qt::ElideRight, static_cast<int>(inner.width()) - pieceWidth);
  // A leading space is a muted dot, so that the word keeps its own look.
  double x = inner.left() + std::max(0.0, (inner.width() - whole) / 2);
  painter.setFont(body);
  const QFontMetrics metrics(body);
  if (shown.size() > 1 && shown.startsWith(QChar(0x00B7))) {
    painter.setPen(lit ? t.beamText : t.muted);
    painter.drawText(QRectF(x, upper.top(), 20, upper.height()), Qt::AlignLeft | Qt::AlignVCenter, shown.left(1));
    x += metrics.horizontalAdvance(shown.left(1));
    shown.remove(0, 1);
  }
  painter.setPen(textColor);
  painter.drawText(QRectF(x, upper.top(), inner.right() - x + 2, upper.height()),
                   Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
  if (pieceWidth) {
    painter.setFont(caption);
    painter.setPen(lit ? t.beamText : t.muted);
    painter.drawText(QRectF(inner.right() - pieceWidth, upper.top(), pieceWidth + 1, upper.height()),
                     Qt::AlignRight | Qt::AlignVCenter, token.piece);
  }
  if (hasLine()) {
    const bool label = index < labels_.size();
    painter.setFont(label ? sansFont(12, 600) : fixedFont(11));
    const bool tinted = !std::isnan(surpriseOf(index));
    painter.setPen(lit ? t.beamText : beyond ? t.disabled : label ? t.logits : tinted ? t.text : t.muted);
    const QRectF line(inner.left() - 4, rect.top() + 18, inner.width() + 8, 15);
    painter.drawText(line, Qt::AlignCenter,
                     painter.fontMetrics().elidedText(below(index), Qt::ElideRight, static_cast<int>(line.width())));
  }
}

}  // namespace headlight::ui
