#include "ui/editors/picture_parts.h"

#include <QColorDialog>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "base/within.h"
#include "ui/theme/elided.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr int swatchSize = 20, swatchPitch = 25;  // px
constexpr int thumbSize = 72;                     // px
constexpr int bothFrom = 190, wordsBeside = 64;   // px

}  // namespace

ElidedLabel* makeLabel(const QString& words, QWidget* parent, TextStyle style) {
  auto* made = new ElidedLabel(words, parent);
  made->setFont(textFont(style));
  return made;
}

QWidget* makeRow(QWidget* parent, const QList<QWidget*>& widgets, int stretched) {
  auto* row = new QWidget(parent);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  for (int i = 0; i < widgets.size(); ++i) layout->addWidget(widgets[i], i == stretched ? 1 : 0);
  return row;
}

ColourRow::ColourRow(QWidget* parent) : QWidget(parent), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("brushColours"));
  setAccessibleName(tr("Colour of the brush"));
  setFocusPolicy(Qt::StrongFocus);
  fixHeight(*this, 26);
  // Those of the mock: a pen's, paper's, and five that differ in lightness as well as in hue.
  const std::pair<QRgb, QString> list[] = {{0x000000, tr("black")}, {0xFFFFFF, tr("white")}, {0xC8783C, tr("brown")},
                                           {0xEBC896, tr("sand")},  {0x5F8C37, tr("green")}, {0x3C6EB4, tr("blue")},
                                           {0xB43C46, tr("red")}};
  for (const auto& [colour, name] : list) {
    colours_ << QColor(colour);
    names_ << name;
  }
}

void ColourRow::setTheme(const Theme& theme) {
  theme_ = &theme;
  update();
}

int ColourRow::indexOf(const QColor& colour) const {
  const auto index = colours_.indexOf(QColor(colour.rgb()));
  return index >= 0 ? static_cast<int>(index) : count() - 1;
}

void ColourRow::setColour(const QColor& colour) {
  colour_ = QColor(colour.rgb());
  current_ = indexOf(colour_);
  if (current_ == count() - 1) own_ = colour_;
  setAccessibleDescription(current_ < names_.size() ? names_[current_] : colour_.name());
  update();
}

QRect ColourRow::swatch(int index) const {
  // In a narrow dock they stand closer.
  const int pitch = std::min(swatchPitch, (static_cast<int>(unscaledSize(*this).width()) - 4) / count());
  const int side = std::min(swatchSize, std::max(4, pitch - 4));
  return {3 + index * pitch, 3 + (swatchSize - side) / 2, side, side};
}

void ColourRow::take(int index) {
  QColor colour;
  if (index < static_cast<int>(colours_.size())) {
    colour = colours_[index];
  } else {
    colour = QColorDialog::getColor(colour_, this, tr("Colour of the brush"));
    if (!colour.isValid()) return;
  }
  setColour(colour);
  emit chosen(colour);
}

void ColourRow::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.scale(textScale(), textScale());
  painter.setRenderHint(QPainter::Antialiasing);
  const int chosen = indexOf(colour_);
  for (int i = 0; i < count(); ++i) {
    const QRectF box = QRectF(swatch(i)).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool own = i == count() - 1;
    painter.setPen(theme_->pen(theme_->borderStrong, 1));
    painter.setBrush(!own ? colours_[i] : own_.isValid() ? own_ : theme_->raised);
    painter.drawRoundedRect(box, 4, 4);
    if (own && !own_.isValid()) {
      painter.setPen(theme_->pen(theme_->text, 1.5));
      painter.drawLine(box.center() - QPointF(4, 0), box.center() + QPointF(4, 0));
      painter.drawLine(box.center() - QPointF(0, 4), box.center() + QPointF(0, 4));
    }
    painter.setBrush(Qt::NoBrush);
    if (i == chosen) {
      painter.setPen(theme_->pen(theme_->accent, 2));
      painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 6, 6);
    }
    if (hasFocus() && i == current_) {
      painter.setPen(QPen(theme_->focus, 1, Qt::DotLine));
      painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 6, 6);
    }
  }
}

void ColourRow::mousePressEvent(QMouseEvent* event) {
  for (int i = 0; i < count(); ++i)
    if (swatch(i).adjusted(-2, -3, 2, 3).contains(unscaled(event->position()).toPoint())) return take(i);
}

void ColourRow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
    current_ = within(current_ + (event->key() == Qt::Key_Left ? -1 : 1), 0, count() - 1);
    setAccessibleDescription(current_ < names_.size() ? names_[current_] : tr("a colour of your own"));
    return update();
  }
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Space) return take(current_);
  QWidget::keyPressEvent(event);
}

void ColourRow::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void ColourRow::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

bool ColourRow::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    for (int i = 0; i < count(); ++i)
      if (swatch(i).contains(unscaled(help->pos()).toPoint())) {
        QToolTip::showText(help->globalPos(), i < names_.size() ? names_[i] : tr("A colour of your own"), this);
        return true;
      }
  }
  return QWidget::event(event);
}

PictureThumbs::PictureThumbs(QWidget* parent) : QWidget(parent), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("pictureThumbs"));
  setAccessibleName(tr("Patch under the pointer, and the original"));
  setToolTip(accessibleName());
  fixHeight(*this, 96);
}

void PictureThumbs::setTheme(const Theme& theme) {
  theme_ = &theme;
  update();
}

void PictureThumbs::setPatch(const QImage& patch, const QStringList& lines) {
  patch_ = patch;
  lines_ = lines;
  setAccessibleDescription(lines.join(QStringLiteral(", ")));
  update();
}

void PictureThumbs::setOriginal(const QImage& original) {
  original_ = original.isNull() ? original
                                : original.scaled(QSize(thumbSize, thumbSize) * devicePixelRatioF(),
                                                  Qt::KeepAspectRatio, Qt::SmoothTransformation);
  update();
}

void PictureThumbs::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.scale(textScale(), textScale());
  const int wide = static_cast<int>(unscaledSize(*this).width());
  const bool both = wide >= bothFrom;  // else the original waits for a wider dock
  const int side = both ? thumbSize : within(wide - wordsBeside, 24, thumbSize);
  const QRect left(0, 22, side, side), right(wide - thumbSize, 22, thumbSize, thumbSize);
  painter.setFont(textFont(TextStyle::Strong));
  painter.setPen(theme_->text);
  const auto title = [&painter](const QRect& area, const QString& words) {
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(words, Qt::ElideRight, area.width()));
  };
  title({0, 0, both ? right.left() - 4 : wide, 18}, tr("Under the pointer"));
  if (both) title({right.left(), 0, thumbSize, 18}, tr("Original"));
  painter.fillRect(left, theme_->raised);
  if (!patch_.isNull()) painter.drawImage(left, patch_);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(patch_.isNull() ? theme_->pen(theme_->border, 1) : theme_->pen(theme_->beam, 2));
  painter.drawRect(patch_.isNull() ? left.adjusted(0, 0, -1, -1) : left.adjusted(1, 1, -1, -1));
  if (both) painter.fillRect(right, theme_->raised);
  if (both && !original_.isNull()) {
    QRect where(QPoint(0, 0), original_.size() / devicePixelRatioF());
    where.moveCenter(right.center());
    painter.drawImage(where, original_);
  }
  painter.setPen(theme_->pen(theme_->border, 1));
  if (both) painter.drawRect(right.adjusted(0, 0, -1, -1));
  painter.setPen(theme_->muted);
  painter.setFont(textFont(TextStyle::Caption));
  const QRect words(left.right() + 6, left.top(), (both ? right.left() : wide) - left.right() - 8, thumbSize);
  painter.drawText(words, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, lines_.join(QLatin1Char('\n')));
}

}  // namespace headlight::ui
