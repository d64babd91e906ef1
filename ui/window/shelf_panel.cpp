#include "ui/window/shelf_panel.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QScreen>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

#include "base/within.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

// px at 100 %
constexpr int wide = 520, edge = 8, thumbnail = 44, mostHeight = 420, scrollBar = 14;

QFont fontOf(TextStyle style) {
  QFont font = textFont(style);
  font.setPixelSize(scaled(font.pixelSize()));
  return font;
}

/// Of the window, where that is on its screen, a little less than all: whoever sees the edge of a panel sees that there
/// is no more of it.
QRect roomIn(const QWidget& window) {
  const QRect whole(window.mapToGlobal(QPoint(0, 0)), window.size());
  return (whole & window.screen()->availableGeometry()).adjusted(4, 4, -4, -4);
}

/// What an entry is called: the sentence, both of a pair, or the picture's name.
QString titleOf(const ShelfEntry& entry) {
  if (!entry.picture.isEmpty()) return QFileInfo(entry.picture).completeBaseName();
  return entry.second.isEmpty() ? entry.text : QStringLiteral("%1 | %2").arg(entry.text, entry.second);
}

/// The sentence in one line or two, and below it what to look for, whole; a picture in front.
class ShelfRows : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const auto* list = qobject_cast<const QListWidget*>(option.widget);
    // With room for a scroll bar, whether there is one or not: rows do not change their heights by it.
    const int width = list ? list->width() - scaled(scrollBar) : scaled(wide);
    const Places places = placesIn(QRect(0, 0, width, 0), index);
    return {width, places.bottom + scaled(edge)};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const override {
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    option.text.clear();
    option.icon = {};
    option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
    const bool chosen = option.state & QStyle::State_Selected;
    const QColor ink = option.palette.color(chosen ? QPalette::HighlightedText : QPalette::Text);
    const Places places = placesIn(option.rect, index);
    painter->save();
    if (!places.picture.isEmpty()) {
      const auto picture = index.data(Qt::DecorationRole).value<QPixmap>();
      painter->setRenderHint(QPainter::SmoothPixmapTransform);
      painter->drawPixmap(places.picture, picture);
    }
    painter->setPen(ink);
    painter->setFont(fontOf(TextStyle::Strong));
    painter->drawText(places.title, Qt::TextWordWrap, index.data().toString());
    painter->setFont(fontOf(TextStyle::Small));
    painter->setPen(chosen ? ink : option.palette.color(QPalette::PlaceholderText));
    painter->drawText(places.look, Qt::TextWordWrap, index.data(Qt::UserRole).toString());
    painter->restore();
  }

 private:
  struct Places {
    QRect picture, title, look;
    int bottom;
  };
  static Places placesIn(const QRect& row, const QModelIndex& index) {
    Places places{};
    const int margin = scaled(edge);
    QRect room = row.adjusted(margin, margin, -margin, 0);
    const bool pictured = !index.data(Qt::DecorationRole).value<QPixmap>().isNull();
    if (pictured) {
      places.picture = QRect(room.topLeft(), QSize(scaled(thumbnail), scaled(thumbnail)));
      room.setLeft(places.picture.right() + 1 + margin);
    }
    const auto place = [&room](TextStyle style, const QString& words, int top) {
      if (words.isEmpty()) return QRect(room.left(), top, 0, 0);
      return QFontMetrics(fontOf(style))
          .boundingRect(QRect(room.left(), top, room.width(), 10000), Qt::TextWordWrap, words);
    };
    places.title = place(TextStyle::Strong, index.data().toString(), room.top());
    places.look = place(TextStyle::Small, index.data(Qt::UserRole).toString(), places.title.bottom() + 1 + scaled(2));
    places.bottom = std::max(places.look.bottom(), places.picture.bottom()) - row.top() + 1;
    return places;
  }
};

}  // namespace

ShelfPanel::ShelfPanel(QWidget& window) : QFrame(&window, Qt::Popup), window_(window) {
  setObjectName(QStringLiteral("shelfPanel"));
  setAccessibleName(tr("The shelf"));
  setFrameStyle(QFrame::Box | QFrame::Plain);
  setAutoFillBackground(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(10, 10, 10, 10);
  column->setSpacing(8);
  empty_ = new QLabel(tr("Nothing yet for this model. Put there what stands in the input."), this);
  empty_->setWordWrap(true);
  column->addWidget(empty_);
  list_ = new QListWidget(this);
  list_->setObjectName(QStringLiteral("shelfList"));
  list_->setAccessibleName(tr("Sentences and pictures that show something"));
  list_->setItemDelegate(new ShelfRows(list_));
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  list_->setFrameShape(QFrame::NoFrame);
  list_->installEventFilter(this);
  column->addWidget(list_, 1);
  problems_ = new QLabel(this);
  problems_->setObjectName(QStringLiteral("shelfProblems"));
  problems_->setTextFormat(Qt::PlainText);
  problems_->setWordWrap(true);
  column->addWidget(problems_);
  putting_ = new QLabel(this);
  putting_->setWordWrap(true);
  column->addWidget(putting_);
  look_ = new QLineEdit(this);
  look_->setObjectName(QStringLiteral("shelfLook"));
  look_->setAccessibleName(tr("What to look for, in one line"));
  look_->setPlaceholderText(tr("What to look for, in one line"));
  column->addWidget(look_);
  auto* buttons = new QHBoxLayout;
  put_ = new QPushButton(tr("Put it on the shelf"), this);
  put_->setObjectName(QStringLiteral("shelfPut"));
  remove_ = new QPushButton(tr("Take this one off"), this);
  remove_->setObjectName(QStringLiteral("shelfRemove"));
  remove_->setToolTip(tr("Only what you put there yourself (Delete)"));
  buttons->addWidget(put_);
  buttons->addStretch();
  buttons->addWidget(remove_);
  column->addLayout(buttons);
  connect(list_, &QListWidget::itemClicked, this, &ShelfPanel::take);
  connect(list_, &QListWidget::currentRowChanged, this, &ShelfPanel::showCurrent);
  connect(look_, &QLineEdit::returnPressed, this, &ShelfPanel::put);
  connect(put_, &QPushButton::clicked, this, &ShelfPanel::put);
  connect(remove_, &QPushButton::clicked, this, [this] {
    if (const ShelfEntry* entry = current(); entry && entry->own >= 0) emit removeAsked(entry->own);
  });
}

void ShelfPanel::setTheme(const Theme& theme) {
  QPalette colors = palette();
  colors.setColor(QPalette::Window, theme.surface);
  colors.setColor(QPalette::WindowText, theme.borderStrong);  // of the frame
  setLineWidth(theme.lineScale > 1 ? 2 : 1);
  setPalette(colors);
  QPalette danger = problems_->palette();
  danger.setColor(QPalette::WindowText, theme.danger);
  problems_->setPalette(danger);
  QPalette quiet = putting_->palette();
  quiet.setColor(QPalette::WindowText, theme.muted);
  for (QLabel* label : {putting_, empty_}) label->setPalette(quiet);
}

void ShelfPanel::setContents(const ShelfContents& contents, const QString& putting) {
  const int before = list_->currentRow();
  entries_ = contents.entries;
  list_->clear();
  for (const ShelfEntry& entry : std::as_const(entries_)) {
    auto* item = new QListWidgetItem(titleOf(entry), list_);
    item->setData(Qt::UserRole, entry.look);
    item->setData(Qt::AccessibleDescriptionRole, entry.look);
    if (!entry.picture.isEmpty()) item->setData(Qt::DecorationRole, QPixmap(entry.picture));
  }
  list_->setCurrentRow(within(before, 0, list_->count() - 1));
  list_->setVisible(!entries_.isEmpty());
  empty_->setVisible(entries_.isEmpty());
  problems_->setText(contents.problems.join(QLatin1Char('\n')));
  problems_->setVisible(!contents.problems.isEmpty());
  putting_->setText(putting.isEmpty() ? QString() : tr("Put there now: %1").arg(putting));
  for (QWidget* part : {static_cast<QWidget*>(putting_), static_cast<QWidget*>(look_), static_cast<QWidget*>(put_)})
    part->setVisible(!putting.isEmpty());
  look_->clear();
  showCurrent();
  if (isVisible()) layOut();
}

void ShelfPanel::openAt(const QRect& anchor) {
  const QRect room = roomIn(window_);
  const int width = std::min(scaled(wide), room.width());
  resize(width, height());
  layOut();
  QPoint at(anchor.left(), anchor.bottom() + 3);
  at.setX(within(at.x(), room.left(), room.right() + 1 - this->width()));
  at.setY(within(at.y(), room.top(), room.bottom() + 1 - height()));
  move(at);
  show();
  (entries_.isEmpty() ? static_cast<QWidget*>(look_) : list_)->setFocus(Qt::PopupFocusReason);
}

void ShelfPanel::layOut() {
  layout()->activate();
  list_->doItemsLayout();
  int rows = 0;
  for (int row = 0; row < list_->count(); ++row) rows += list_->sizeHintForRow(row);
  const int others =
      layout()->minimumHeightForWidth(width()) - (list_->isHidden() ? 0 : list_->minimumSizeHint().height());
  const int most = std::min(roomIn(window_).height(), scaled(mostHeight) + others);
  resize(width(), within(others + rows + 4, 0, most));
}

void ShelfPanel::resizeEvent(QResizeEvent* event) {
  QFrame::resizeEvent(event);
  list_->doItemsLayout();
}

const ShelfEntry* ShelfPanel::current() const {
  const int row = list_->currentRow();
  return row >= 0 && row < entries_.size() ? &entries_[row] : nullptr;
}

void ShelfPanel::showCurrent() {
  const ShelfEntry* entry = current();
  remove_->setVisible(std::any_of(entries_.begin(), entries_.end(), [](const ShelfEntry& it) { return it.own >= 0; }));
  remove_->setEnabled(entry && entry->own >= 0);
}

void ShelfPanel::take() {
  const ShelfEntry* entry = current();
  if (!entry) return;
  const ShelfEntry taken = *entry;
  hide();
  emit chosen(taken);
}

void ShelfPanel::put() {
  if (!put_->isHidden()) emit putAsked(look_->text().simplified());
}

bool ShelfPanel::eventFilter(QObject* watched, QEvent* event) {
  if (watched == list_ && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
      take();
      return true;
    }
    if (key == Qt::Key_Delete && remove_->isEnabled()) {
      remove_->click();
      return true;
    }
  }
  return QFrame::eventFilter(watched, event);
}

}  // namespace headlight::ui
