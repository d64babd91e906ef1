#include "ui/editors/token_picker.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QScreen>
#include <QVBoxLayout>
#include <algorithm>

#include "base/within.h"
#include "ui/document/vocabulary.h"
#include "ui/theme/hidden.h"
#include "ui/theme/theme.h"

namespace headlight::ui {

TokenPicker::TokenPicker(QWidget* parent) : QFrame(parent, Qt::Popup) {
  setObjectName(QStringLiteral("tokenPicker"));
  setAccessibleName(tr("Replace a token"));
  setFrameShape(QFrame::StyledPanel);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(12, 12, 12, 12);
  layout->setSpacing(8);
  auto* title = new QLabel(tr("Replace by"), this);
  title->setFont(textFont(TextStyle::Strong));
  layout->addWidget(title);
  box_ = new QLineEdit(this);
  box_->setPlaceholderText(tr("Part of a token, or its id"));
  box_->setAccessibleName(tr("Token to search for"));
  layout->addWidget(box_);
  list_ = new QListWidget(this);
  list_->setUniformItemSizes(true);
  list_->setFocusPolicy(Qt::NoFocus);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  layout->addWidget(list_);
  note_ = new QLabel(this);
  note_->setTextFormat(Qt::PlainText);
  note_->setWordWrap(true);
  layout->addWidget(note_);
  resize(248, 300);
  box_->installEventFilter(this);
  connect(box_, &QLineEdit::textChanged, this, &TokenPicker::refill);
  connect(box_, &QLineEdit::returnPressed, this, &TokenPicker::take);
  connect(list_, &QListWidget::itemClicked, this, &TokenPicker::take);
}

void TokenPicker::open(std::shared_ptr<const Vocabulary> vocabulary, const QString& current, const QPoint& anchor) {
  vocabulary_ = std::move(vocabulary);
  // Without the dot of a leading space, so that the word's other spellings are found too.
  const bool dotted = current.size() > 1 && current.startsWith(QChar(0x00B7));
  box_->setText(dotted ? current.mid(1) : current);
  refill();
  box_->selectAll();
  QPoint at = anchor;
  if (const QScreen* screen = parentWidget()->screen()) {
    const QRect room = screen->availableGeometry();
    at.setX(within(at.x(), room.left(), room.right() - width()));
    at.setY(within(at.y(), room.top(), room.bottom() - height()));
  }
  move(at);
  show();
  box_->setFocus();
}

void TokenPicker::refill() {
  list_->clear();
  note_->hide();
  if (!vocabulary_) return;
  for (const std::int32_t id : vocabulary_->search(box_->text(), 200)) {
    auto* item = new QListWidgetItem(ui::isHidden(Hidden::TokenIds)
                                         ? vocabulary_->shown(id)
                                         : QStringLiteral("%1\t%2").arg(vocabulary_->shown(id)).arg(id),
                                     list_);
    item->setData(Qt::UserRole, id);
  }
  // Return takes what was written, and nothing that merely holds it: that has to be pointed at.
  for (int row = 0; row < list_->count(); ++row)
    if (isAsked(*list_->item(row))) return list_->setCurrentRow(row);
  list_->setCurrentRow(-1);
  note_->setText(list_->count() > 0 ? tr("“%1” is no token by itself. Choose one that holds it.").arg(box_->text())
                                    : tr("No token holds “%1”.").arg(box_->text()));
  note_->setVisible(!box_->text().isEmpty());
}

bool TokenPicker::isAsked(const QListWidgetItem& item) const {
  return vocabulary_->isNamed(item.data(Qt::UserRole).toInt(), box_->text());
}

void TokenPicker::take() {
  const QListWidgetItem* item = list_->currentItem();
  if (!item) return;
  const int id = item->data(Qt::UserRole).toInt();
  hide();
  emit picked(id);
}

bool TokenPicker::eventFilter(QObject* watched, QEvent* event) {
  if (watched == box_ && event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    int step = 0;
    if (key->key() == Qt::Key_Down) step = 1;
    if (key->key() == Qt::Key_Up) step = -1;
    if (key->key() == Qt::Key_PageDown) step = 8;
    if (key->key() == Qt::Key_PageUp) step = -8;
    if (step != 0 && list_->count() > 0) {
      list_->setCurrentRow(within(list_->currentRow() + step, 0, list_->count() - 1));
      return true;
    }
  }
  return QFrame::eventFilter(watched, event);
}

}  // namespace headlight::ui
