// Mouse and keyboard of the chips, their menu and what they say on hover.
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QToolTip>
#include <algorithm>

#include "base/within.h"
#include "ui/editors/token_chips.h"
#include "ui/theme/hidden.h"
#include "ui/theme/text_scale.h"

namespace headlight::ui {

void TokenChips::mouseMoveEvent(QMouseEvent* event) {
  int row = chipAt(event->pos());
  if (row >= commonRows_) row = -1;
  rows_.hover(row);
}

void TokenChips::leaveEvent(QEvent*) { rows_.hover(-1); }

void TokenChips::mousePressEvent(QMouseEvent* event) {
  pressed_ = chipAt(event->pos());
  if (pressed_ >= 0) moveTo(pressed_);
}

void TokenChips::mouseReleaseEvent(QMouseEvent* event) {
  const int row = chipAt(event->pos());
  if (event->button() == Qt::LeftButton && row >= 0 && row == pressed_) {
    if (click_ == ChipClick::Select && row < commonRows_)
      emit lockAsked(row);
    else if (click_ == ChipClick::Mask)
      emit chosen(row);
    else if (click_ == ChipClick::Place)
      emit placeAsked(row);
    else
      emit replaceAsked(row);
  }
  pressed_ = -1;
}

void TokenChips::moveTo(int index) {
  if (tokens_.empty()) return;
  current_ = within(index, 0, static_cast<int>(tokens_.size()) - 1);
  if (hasFocus() && current_ < commonRows_) rows_.hover(current_);
  emit currentMoved(chipRect(current_).adjusted(-margin, -margin, margin, margin));
  const InputToken& token = tokens_[static_cast<std::size_t>(current_)];
  QString text = tr("token %1 of %2: %3, id %4")
                     .arg(QString::number(current_), QString::number(tokens_.size()), token.shown,
                          unlessHidden(Hidden::TokenIds, QString::number(token.id)));
  if (isMasked(current_)) text += tr(", masked");
  setAccessibleDescription(text);
  update();
}

void TokenChips::keyPressEvent(QKeyEvent* event) {
  const auto vertical = [this](int direction) {
    const QRect from = chipRect(current_);
    const int height = from.height() + scaled(gap);
    for (int x = from.center().x(); x > 0; x -= 12) {
      const int found = chipAt({x, from.center().y() + direction * height});
      if (found >= 0) return found;
    }
    return current_;
  };
  switch (event->key()) {
    case Qt::Key_Left:
      return moveTo(current_ - 1);
    case Qt::Key_Right:
      return moveTo(current_ + 1);
    case Qt::Key_Up:
      return moveTo(vertical(-1));
    case Qt::Key_Down:
      return moveTo(vertical(+1));
    case Qt::Key_Home:
      return moveTo(0);
    case Qt::Key_End:
      return moveTo(static_cast<int>(tokens_.size()) - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
      if (tokens_.empty()) return;
      if (click_ == ChipClick::Mask)
        emit chosen(current_);
      else if (click_ == ChipClick::Place)
        emit placeAsked(current_);
      else
        emit replaceAsked(current_);
      return;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
      if (!tokens_.empty()) emit removeAsked(current_);
      return;
    case Qt::Key_M:
      if (event->modifiers() == Qt::NoModifier && !tokens_.empty()) emit maskAsked(current_);
      return;
    case Qt::Key_Menu:
      if (!tokens_.empty()) openMenu(current_, mapToGlobal(chipRect(current_).bottomLeft()));
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

void TokenChips::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) placeAgain();
}

void TokenChips::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  moveTo(current_);
}

void TokenChips::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  rows_.hover(-1);
  update();
}

void TokenChips::contextMenuEvent(QContextMenuEvent* event) {
  const int row = chipAt(event->pos());
  if (row >= 0) openMenu(row, event->globalPos());
}

void TokenChips::openMenu(int index, const QPoint& at) {
  const InputToken& token = tokens_[static_cast<std::size_t>(index)];
  QMenu menu(this);
  if (!token.added) {
    menu.addAction(tr("Replace “%1” by another token…").arg(token.shown), this,
                   [this, index] { emit replaceAsked(index); });
    menu.addAction(tr("Take it out"), this, [this, index] { emit removeAsked(index); });
  }
  QAction* mask = menu.addAction(isMasked(index)  ? tr("Show this token to the others again")
                                 : token.was >= 0 ? tr("Show the masked token again")
                                                  : tr("Mask this token"),
                                 this, [this, index] { emit maskAsked(index); });
  mask->setObjectName(QStringLiteral("maskToken"));
  mask->setShortcut(Qt::Key_M);  // shown only: the menu is gone before a key could reach it
  if (index < commonRows_ && rows_.areQueries())
    menu.addAction(rows_.locked() == index ? tr("Unlock its row") : tr("Lock its row in the matrix"), this,
                   [this, index] { emit lockAsked(index); });
  menu.exec(at);
}

bool TokenChips::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const int row = chipAt(help->pos());
    if (row < 0) {
      QToolTip::hideText();
      return true;
    }
    const InputToken& token = tokens_[static_cast<std::size_t>(row)];
    QStringList lines{
        tr("Row %1, token id %2").arg(QString::number(row), unlessHidden(Hidden::TokenIds, QString::number(token.id)))};
    if (!token.piece.isEmpty() && token.piece != QLatin1String("byte"))
      lines << tr("%1 of %2").arg(token.piece, token.shown);
    if (token.added)
      lines << tr("Added by the tokenizer: the model gets it with every text");
    else if (token.chosen)
      lines << tr("Chosen by id: stays this token whatever stands beside it");
    if (isMasked(row)) lines << tr("Masked: no other row looks at it (the What-if list shows it again)");
    if (limit_ >= 0 && row >= limit_) lines << tr("Beyond the model's context of %1").arg(limit_);
    if (row < labels_.size() && row < commonRows_) lines << tr("The model’s likeliest label: %1").arg(labels_[row]);
    if (token.forced) lines << tr("Put here by you: the model wrote what comes after it");
    if (row < static_cast<int>(weights_.size()))
      lines << tr("Looked at with weight %1")
                   .arg(unlessHidden(
                       Hidden::Numbers,
                       QString::number(static_cast<double>(weights_[static_cast<std::size_t>(row)]), 'f', 3)));
    if (click_ == ChipClick::Place && !token.added)
      lines << tr("Click to see what else could stand there");
    else if (click_ == ChipClick::Select)
      lines << tr("Click to see its labels");
    else if (click_ == ChipClick::Mask && token.was >= 0)
      lines << (rows_.locked() == row ? tr("Hides a token: click to show it again")
                                      : tr("Hides a token: click to see what the model expects here"));
    else if (click_ == ChipClick::Mask)
      lines << tr("Click to mask it");
    else if (!token.added)
      lines << tr("Click to replace it");
    QToolTip::showText(help->globalPos(), lines.join(QLatin1Char('\n')), this, chipRect(row));
    return true;
  }
  return QWidget::event(event);
}

}  // namespace headlight::ui
