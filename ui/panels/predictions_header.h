#pragma once

#include <QPainter>
#include <QWidget>

#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {

/// "Next token after “·Tom”" on the left, badge L and what the numbers are on the right.
class PredictionsHeader : public QWidget {
 public:
  explicit PredictionsHeader(QWidget* parent) : QWidget(parent) { fixHeight(*this, 26); }
  const Theme* theme = &Theme::light();
  QString title;
  QString what = QObject::tr("probability");

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.scale(textScale(), textScale());
    const double right = unscaledSize(*this).width(), high = unscaledSize(*this).height();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(textFont(TextStyle::Small));
    painter.setPen(theme->muted);
    // The title comes first; the tool tip says what the numbers are.
    const bool room = painter.fontMetrics().horizontalAdvance(this->what) < right / 2;
    const QString what = room ? this->what : QString();
    const int wide = painter.fontMetrics().horizontalAdvance(what);
    painter.drawText(QRectF(right - wide - 1, 0, wide + 1, high), Qt::AlignRight | Qt::AlignVCenter, what);
    const QRectF badge(right - wide - 8 - 16, high / 2 - 8, 16, 16);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme->logits);
    painter.drawRoundedRect(badge, 4, 4);
    painter.setPen(theme->surface);
    painter.setFont(sansFont(11, 700));
    painter.drawText(badge, Qt::AlignCenter, QStringLiteral("L"));
    painter.setPen(theme->text);
    painter.setFont(sansFont(12));
    const QRectF line(0, 0, badge.left() - 8, high);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(title, Qt::ElideRight, static_cast<int>(line.width())));
  }
};

}  // namespace headlight::ui
