#include "ui/window/empty_state.h"

#include <QAbstractButton>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme/flow_layout.h"
#include "ui/theme/icons.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr int mostWidth = 564;  // px at 100 %

}  // namespace

/// A sentence that can be taken, 44 px high, with an arrow.
class SentenceCard : public QAbstractButton {
 public:
  SentenceCard(const QString& sentence, QWidget* parent) : QAbstractButton(parent) {
    setText(sentence);
    setToolTip(sentence);
    setAccessibleName(sentence);
    fixHeight(*this, 48);
    setCursor(Qt::PointingHandCursor);
  }
  const Theme* theme = &Theme::light();

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.scale(textScale(), textScale());
    const QRectF whole(QPointF(0, 0), unscaledSize(*this));
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF card = whole.adjusted(2.5, 2.5, -2.5, -2.5);
    painter.setBrush(isDown() ? theme->pressed : theme->surface);
    painter.setPen(theme->pen(underMouse() ? theme->text : theme->borderStrong, 1));
    painter.drawRoundedRect(card, 8, 8);
    if (hasFocus()) {
      painter.setBrush(Qt::NoBrush);
      painter.setPen(theme->pen(theme->focus, 2));
      painter.drawRoundedRect(whole.adjusted(1, 1, -1, -1), 9, 9);
    }
    painter.setFont(textFont(TextStyle::Body));
    painter.setPen(theme->text);
    const QRectF room = card.adjusted(16, 0, -44, 0);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, static_cast<int>(room.width())));
    painter.drawPixmap(QPointF(card.right() - 32, card.center().y() - 8),
                       iconPixmap(QStringLiteral("arrow"), theme->muted, 16, devicePixelRatioF()));
  }
  void enterEvent(QEnterEvent*) override { update(); }
  void leaveEvent(QEvent*) override { update(); }
};

EmptyState::EmptyState(QWidget* parent) : QWidget(parent), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("emptyState"));
  setAutoFillBackground(true);
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(24, 0, 24, 24);
  outer->addSpacing(96);
  auto* middle = middle_ = new QWidget(this);
  middle->setMaximumWidth(scaled(mostWidth));
  auto* column = new QVBoxLayout(middle);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  title_ = new QLabel(middle);
  title_->setObjectName(QStringLiteral("emptyTitle"));
  title_->setFont(textFont(TextStyle::Title));
  title_->setWordWrap(true);
  text_ = new QLabel(middle);
  text_->setFont(sansFont(14));
  text_->setWordWrap(true);
  column->addWidget(title_);
  column->addWidget(text_);
  column->addSpacing(10);
  cards_ = new QVBoxLayout;
  cards_->setSpacing(6);
  column->addLayout(cards_);
  column->addSpacing(10);
  auto* buttons = new FlowLayout(8);
  open_ = new QPushButton(tr("Open a text file"), middle);
  undo_ = new QPushButton(tr("Undo: bring the last text back"), middle);
  buttons->addWidget(open_);
  buttons->addWidget(undo_);
  column->addLayout(buttons);
  auto* row = new QHBoxLayout;
  row->addStretch(1);
  row->addWidget(middle, 100);
  row->addStretch(1);
  outer->addLayout(row);
  outer->addStretch();
  connect(open_, &QPushButton::clicked, this, &EmptyState::openTextAsked);
  connect(undo_, &QPushButton::clicked, this, &EmptyState::undoAsked);
}

void EmptyState::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) middle_->setMaximumWidth(scaled(mostWidth));
}

void EmptyState::setTheme(const Theme& theme) {
  theme_ = &theme;
  QPalette colors = palette();
  colors.setColor(QPalette::Window, theme.canvas);
  setPalette(colors);
  QPalette muted = text_->palette();
  muted.setColor(QPalette::WindowText, theme.muted);
  text_->setPalette(muted);
  open_->setIcon(icon(QStringLiteral("folder"), theme.text));
  undo_->setIcon(icon(QStringLiteral("undo"), theme.text));
  for (SentenceCard* card : list_) {
    card->theme = &theme;
    card->update();
  }
}

void EmptyState::explain(const QString& title, const QString& text) {
  title_->setText(title);
  text_->setText(text);
}

void EmptyState::setSentences(const QStringList& sentences) {
  if (sentences == sentences_) return;  // a card may be under the pointer
  sentences_ = sentences;
  qDeleteAll(list_);
  list_.clear();
  for (const QString& sentence : sentences.mid(0, 3)) {
    auto* card = new SentenceCard(sentence, this);
    card->theme = theme_;
    cards_->addWidget(card);
    list_.append(card);
    connect(card, &QAbstractButton::clicked, this, [this, sentence] { emit sentenceChosen(sentence); });
  }
}

void EmptyState::setCanUndo(bool can) { undo_->setVisible(can); }

void EmptyState::focusFirst() {
  if (!list_.isEmpty()) list_.first()->setFocus();
}

}  // namespace headlight::ui
