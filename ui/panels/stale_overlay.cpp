#include "ui/panels/stale_overlay.h"

#include <QEvent>
#include <QPainter>
#include <algorithm>

#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {

StaleOverlay::StaleOverlay(QWidget* panel) : QWidget(panel), theme_(&Theme::light()) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setFocusPolicy(Qt::NoFocus);
  hide();
  panel->installEventFilter(this);
}

void StaleOverlay::setTheme(const Theme& theme) {
  theme_ = &theme;
  update();
}

void StaleOverlay::setStale(bool stale, int milliseconds) {
  milliseconds_ = milliseconds;
  // Faster edits never flicker.
  const bool show = stale && (milliseconds < 0 || milliseconds >= 100);
  if (show != isVisible()) {
    setGeometry(parentWidget()->rect());
    setVisible(show);
    raise();
  }
  if (show) update();
}

void StaleOverlay::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  QColor wash = theme_->canvas;
  wash.setAlphaF(0.3F);
  painter.fillRect(rect(), wash);
  painter.fillRect(QRect(0, 0, width(), 3), theme_->stale);
  const QString text = milliseconds_ < 0 ? tr("from before the last edit") : tr("computing, %1 ms").arg(milliseconds_);
  painter.setFont(textFont(TextStyle::Caption));
  const int wide = painter.fontMetrics().horizontalAdvance(text);
  const double scale = std::min(textScale(), width() / (wide + 20.0));
  painter.scale(scale, scale);
  const QRectF area(width() / scale - wide - 16, 3, wide + 8, 16);
  painter.fillRect(area, theme_->surface);
  painter.setPen(theme_->stale);
  painter.drawText(area, Qt::AlignCenter, text);
}

bool StaleOverlay::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize && watched == parentWidget()) setGeometry(parentWidget()->rect());
  return QWidget::eventFilter(watched, event);
}

}  // namespace headlight::ui
