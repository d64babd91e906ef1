#include "ui/views/segmented_buttons.h"

#include <QFocusEvent>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {
constexpr int boxHeight = 26;
constexpr double fullPadding = 11, leastPadding = 3;
double wordWidth(const QString& word) { return std::ceil(QFontMetricsF(sansFont(12, 600)).horizontalAdvance(word)); }
QSize sizeOf(const QStringList& words, double padding) {
  double width = 0;
  for (const QString& word : words) width += wordWidth(word) + 2 * padding;
  return scaled(QSizeF(width + 2, boxHeight + 4));
}
}  // namespace

SegmentedButtons::SegmentedButtons(QStringList words, const QString& accessibleName, QWidget* parent)
    : QWidget(parent), words_(std::move(words)), name_(accessibleName), theme_(&Theme::light()) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  describe();
}

void SegmentedButtons::setWords(QStringList words) {
  if (words == words_) return;
  words_ = std::move(words);
  hovered_ = -1;
  describe();
  updateGeometry();
  update();
}

void SegmentedButtons::describe() { setAccessibleName(name_ + QStringLiteral(": ") + words_.value(chosen_)); }

void SegmentedButtons::setTheme(const Theme& theme) {
  theme_ = &theme;
  update();
}

void SegmentedButtons::setChosen(int index) {
  if (index == chosen_ || index < 0 || index >= words_.size()) return;
  chosen_ = index;
  describe();
  update();
}

QSize SegmentedButtons::sizeHint() const { return sizeOf(words_, fullPadding); }
QSize SegmentedButtons::minimumSizeHint() const { return sizeOf(words_, leastPadding); }

double SegmentedButtons::padding() const {
  double words = 0;
  for (const QString& word : words_) words += wordWidth(word);
  const double room = unscaledSize(*this).width() - 2 - words;
  return within(room / (2 * std::max(1.0, static_cast<double>(words_.size()))), leastPadding, fullPadding);
}

QRectF SegmentedButtons::segment(int index) const {
  double x = 1;
  const double around = 2 * padding();
  for (int i = 0; i < index; ++i) x += wordWidth(words_[i]) + around;
  return {x, (unscaledSize(*this).height() - boxHeight) / 2, wordWidth(words_[index]) + around, boxHeight};
}

int SegmentedButtons::segmentAt(QPointF at) const {
  for (int i = 0; i < words_.size(); ++i)
    if (segment(i).contains(unscaled(at))) return i;
  return -1;
}

void SegmentedButtons::take(int index) {
  if (index < 0 || index >= words_.size() || index == chosen_) return;
  setChosen(index);
  emit choose(index);
}

void SegmentedButtons::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.scale(textScale(), textScale());
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF last = segment(static_cast<int>(words_.size()) - 1);
  const QRectF whole(1.5, last.top() + 0.5, last.right() - 2, boxHeight - 1);
  QPainterPath outline;
  outline.addRoundedRect(whole, 6, 6);
  painter.fillPath(outline, theme_->base);
  painter.save();
  painter.setClipPath(outline);
  painter.fillRect(segment(chosen_), theme_->accent);
  painter.restore();
  for (int i = 0; i < words_.size(); ++i) {
    painter.setFont(sansFont(12, i == chosen_ ? 600 : 400));
    painter.setPen(i == chosen_ ? theme_->onAccent : theme_->text);
    painter.drawText(segment(i), Qt::AlignCenter, words_[i]);
  }
  painter.setBrush(Qt::NoBrush);
  painter.setPen(ring_           ? theme_->pen(theme_->focus, 2)
                 : hovered_ >= 0 ? theme_->pen(theme_->text, 1)
                                 : theme_->pen(theme_->borderStrong, 1));
  painter.drawRoundedRect(ring_ ? whole.adjusted(-0.5, -1.5, 0.5, 1.5) : whole, 6, 6);
}

void SegmentedButtons::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) take(segmentAt(event->position()));
}
void SegmentedButtons::mouseMoveEvent(QMouseEvent* event) {
  const int at = segmentAt(event->position());
  if (at != hovered_) {
    hovered_ = at;
    update();
  }
}
void SegmentedButtons::leaveEvent(QEvent*) {
  hovered_ = -1;
  update();
}
void SegmentedButtons::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Left) return take(std::max(0, chosen_ - 1));
  if (event->key() == Qt::Key_Right) return take(chosen_ + 1);
  if (event->key() == Qt::Key_Space) return take((chosen_ + 1) % static_cast<int>(words_.size()));
  QWidget::keyPressEvent(event);
}
void SegmentedButtons::focusInEvent(QFocusEvent* event) {
  ring_ = event->reason() != Qt::MouseFocusReason;
  update();
}
void SegmentedButtons::focusOutEvent(QFocusEvent*) {
  ring_ = false;
  update();
}

}  // namespace headlight::ui
