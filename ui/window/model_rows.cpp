#include "ui/window/model_rows.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QPainter>
#include <algorithm>

#include "base/within.h"
#include "ui/theme/icons.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

// px at 100 %
constexpr int rowHeight = 44, pictureSide = 32, pictureLeft = 10, wordsLeft = 54, right = 12;

QFont scaledFont(TextStyle style) {
  QFont font = textFont(style);
  font.setPixelSize(scaled(font.pixelSize()));
  return font;
}

}  // namespace

const ModelLine& ModelRows::lineOf(const QString& folder) const {
  const auto known = lines_.constFind(folder);
  return known != lines_.constEnd() ? *known : *lines_.insert(folder, modelLine(folder));
}

QSize ModelRows::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const QString folder = index.data(Qt::UserRole).toString();
  if (folder.isEmpty()) return others_->sizeHint(option, index);
  const int words = std::max(QFontMetrics(scaledFont(TextStyle::Strong)).horizontalAdvance(index.data().toString()),
                             QFontMetrics(scaledFont(TextStyle::Small)).horizontalAdvance(lineOf(folder).words));
  return {scaled(wordsLeft + right) + words, scaled(rowHeight)};
}

void ModelRows::paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const {
  const QString folder = index.data(Qt::UserRole).toString();
  if (folder.isEmpty()) return others_->paint(painter, given, index);
  QStyleOptionViewItem option = given;
  initStyleOption(&option, index);
  const QString name = option.text;
  option.text.clear();
  const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
  style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);

  const ModelLine& line = lineOf(folder);
  const bool chosen = option.state & QStyle::State_Selected;
  const QColor ink = option.palette.color(chosen ? QPalette::HighlightedText : QPalette::Text);
  const QRect row = option.rect;
  const QRect square(row.left() + scaled(pictureLeft), row.center().y() - scaled(pictureSide) / 2, scaled(pictureSide),
                     scaled(pictureSide));
  painter->save();
  if (line.picture.isNull()) {
    const int side = scaled(16);
    painter->drawPixmap(square.center() - QPoint(side / 2, side / 2), iconPixmap(QStringLiteral("text"), ink, side));
  } else {
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    painter->drawImage(square, line.picture);
  }
  const QRect words = row.adjusted(scaled(wordsLeft), 0, -scaled(right), 0);
  const auto write = [&](const QRect& area, TextStyle type, const QColor& color, const QString& text) {
    painter->setFont(scaledFont(type));
    painter->setPen(color);
    painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(text, Qt::ElideRight, area.width()));
  };
  if (line.words.isEmpty()) {
    write(words, TextStyle::Strong, ink, name);
  } else {
    write(words.adjusted(0, scaled(3), 0, -row.height() / 2), TextStyle::Strong, ink, name);
    write(words.adjusted(0, row.height() / 2, 0, -scaled(4)), TextStyle::Small,
          chosen ? ink : option.palette.color(QPalette::PlaceholderText), line.words);
  }
  painter->restore();
}

ModelBox::ModelBox(QWidget* parent) : ElidedComboBox(parent), rows_(new ModelRows(itemDelegate(), this)) {
  setItemDelegate(rows_);
}

void ModelBox::showPopup() {
  int width = 0;
  for (int row = 0; row < count(); ++row)
    width = std::max(width, rows_->sizeHint(QStyleOptionViewItem(), model()->index(row, 0)).width());
  view()->setMinimumWidth(within(width + scaled(24), 0, window()->width() - 40));
  ElidedComboBox::showPopup();
}

}  // namespace headlight::ui
