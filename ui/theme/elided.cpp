#include "ui/theme/elided.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionComboBox>
#include <QStylePainter>
#include <QStyledItemDelegate>
#include <QTextDocumentFragment>
#include <QToolTip>
#include <algorithm>

namespace headlight::ui {
namespace {

/// The whole text first, then what the tool tip says anyway.
bool showWhole(QWidget& widget, QEvent& event, const QString& whole) {
  const auto& help = static_cast<const QHelpEvent&>(event);
  const QString tip = widget.toolTip();
  QToolTip::showText(help.globalPos(), tip.isEmpty() || tip == whole ? whole : whole + QLatin1Char('\n') + tip,
                     &widget);
  return true;
}

int fewLetters(const QWidget& widget) { return widget.fontMetrics().averageCharWidth() * 3; }

/// Rows by the style sheet, separators as a line.
class ListRows : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    if (!isSeparator(index)) return QStyledItemDelegate::paint(painter, option, index);
    painter->fillRect(QRect(option.rect.left(), option.rect.center().y(), option.rect.width(), 1),
                      option.palette.color(QPalette::Mid));
  }
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const QSize hint = QStyledItemDelegate::sizeHint(option, index);
    return isSeparator(index) ? QSize(hint.width(), 9) : hint;
  }

 private:
  static bool isSeparator(const QModelIndex& index) {
    return index.data(Qt::AccessibleDescriptionRole).toString() == QLatin1String("separator");
  }
};

}  // namespace

ElidedComboBox::ElidedComboBox(QWidget* parent) : QComboBox(parent) { setItemDelegate(new ListRows(this)); }

int ElidedComboBox::textRoom() const {
  QStyleOptionComboBox option;
  QComboBox::initStyleOption(&option);
  return style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this).width();
}

QSize ElidedComboBox::minimumSizeHint() const {
  QSize hint = QComboBox::minimumSizeHint();
  QStyleOptionComboBox option;
  QComboBox::initStyleOption(&option);
  const int frame = style()->sizeFromContents(QStyle::CT_ComboBox, &option, QSize(0, 0), this).width();
  hint.setWidth(std::min(hint.width(), frame + fewLetters(*this)));
  return hint;
}

void ElidedComboBox::initStyleOption(QStyleOptionComboBox* option) const {
  QComboBox::initStyleOption(option);
  option->currentText = fontMetrics().elidedText(option->currentText, Qt::ElideRight, textRoom());
}

bool ElidedComboBox::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && fontMetrics().horizontalAdvance(currentText()) > textRoom())
    return showWhole(*this, *event, currentText());
  return QComboBox::event(event);
}

QString ElidedLabel::plainText() const {
  return Qt::mightBeRichText(text()) ? QTextDocumentFragment::fromHtml(text()).toPlainText() : text();
}

int ElidedLabel::textRoom() const { return contentsRect().width() - 2 * margin(); }

QSize ElidedLabel::minimumSizeHint() const {
  const QSize hint = QLabel::minimumSizeHint();
  return {std::min(hint.width(), fewLetters(*this)), hint.height()};
}

void ElidedLabel::paintEvent(QPaintEvent* event) {
  const QString whole = plainText();
  if (sizeHint().width() <= width() || fontMetrics().horizontalAdvance(whole) <= textRoom())
    return QLabel::paintEvent(event);
  QStylePainter painter(this);
  style()->drawItemText(&painter, contentsRect(), static_cast<int>(alignment()), palette(), isEnabled(),
                        fontMetrics().elidedText(whole, Qt::ElideRight, textRoom()), foregroundRole());
}

bool ElidedLabel::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && fontMetrics().horizontalAdvance(plainText()) > textRoom())
    return showWhole(*this, *event, plainText());
  return QLabel::event(event);
}

}  // namespace headlight::ui
