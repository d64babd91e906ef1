#include "ui/window/message_strip.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <algorithm>

#include "ui/theme/flow_layout.h"
#include "ui/theme/icons.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr int leastHigh = 44;    // px at 100 %
constexpr int leastWords = 280;  // px at 100 %: with less beside them, buttons go below the words

}  // namespace

MessageStrip::MessageStrip(QWidget* parent) : QWidget(parent), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("messageStrip"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
  scroll_ = new QScrollArea(this);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setWidgetResizable(true);
  scroll_->setFocusPolicy(Qt::NoFocus);
  scroll_->viewport()->setAutoFillBackground(false);
  hide();
}

void MessageStrip::setTheme(const Theme& theme) {
  theme_ = &theme;
  rebuild();
}

void MessageStrip::tell(Place place, Message message) {
  messages_[place] = std::move(message);
  present_[place] = true;
  rebuild();
}

void MessageStrip::clear(Place place) {
  if (!present_[place]) return;
  present_[place] = false;
  rebuild();
}

void MessageStrip::rebuild() {
  if (content_) {
    content_ = scroll_->takeWidget();
    content_->hide();
    content_->deleteLater();  // one of its buttons may be what called
    content_ = nullptr;
    buttons_ = nullptr;
  }
  shown_ = -1;
  for (int place = 0; place < PlaceCount && shown_ < 0; ++place)
    if (present_[place]) shown_ = place;
  setVisible(shown_ >= 0);
  if (shown_ < 0) return;
  const Message& message = messages_[shown_];
  const Theme& t = *theme_;
  const bool refused = message.kind == Message::Kind::Refused;

  content_ = new QWidget(this);
  auto* all = new QHBoxLayout(content_);
  all->setContentsMargins(16, 12, 16, refused ? 14 : 12);
  all->setSpacing(12);
  row_ = new QBoxLayout(QBoxLayout::LeftToRight);
  row_->setSpacing(12);
  const auto label = [&](const QString& text, const QFont& font, const QColor& color) {
    auto* made = new QLabel(text, content_);
    made->setFont(font);
    made->setWordWrap(true);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse);
    made->setFocusPolicy(Qt::NoFocus);
    QPalette colors = made->palette();
    colors.setColor(QPalette::WindowText, color);
    made->setPalette(colors);
    return made;
  };
  if (refused) {
    auto* triangle = new QLabel(content_);
    triangle->setPixmap(iconPixmap(QStringLiteral("warning"), t.danger, 20, devicePixelRatioF()));
    triangle->setAccessibleName(tr("Warning"));
    all->addWidget(triangle, 0, Qt::AlignTop);
  }
  auto* text = new QVBoxLayout;
  text->setSpacing(4);
  auto* title = label(message.title, textFont(TextStyle::Message), t.text);
  title->setObjectName(QStringLiteral("messageTitle"));
  text->addWidget(title);
  if (!message.detail.isEmpty()) {
    auto* detail = label(message.detail, textFont(TextStyle::Body), refused ? t.text : t.muted);
    detail->setObjectName(QStringLiteral("messageDetail"));
    text->addWidget(detail);
  }
  if (!message.remedy.isEmpty()) text->addWidget(label(message.remedy, textFont(TextStyle::Body), t.text));
  row_->addLayout(text, 1);
  if (!message.buttons.isEmpty()) {
    buttons_ = new FlowLayout(8);
    for (const Message::Button& button : message.buttons) {
      auto* made = new QPushButton(button.text, content_);
      if (button.primary) made->setProperty("primary", true);
      if (!button.iconName.isEmpty()) made->setIcon(icon(button.iconName, button.primary ? t.onAccent : t.text));
      connect(made, &QPushButton::clicked, this, [pressed = button.pressed] {
        if (pressed) pressed();
      });
      buttons_->addWidget(made);
    }
    row_->addLayout(buttons_);
  }
  all->addLayout(row_, 1);
  auto* cross = new QToolButton(content_);
  cross->setProperty("flat", true);
  cross->setIcon(icon(QStringLiteral("close"), t.text));
  cross->setAccessibleName(tr("Close this message"));
  cross->setToolTip(tr("Close this message"));
  const Place place = static_cast<Place>(shown_);
  connect(cross, &QToolButton::clicked, this, [this, place] {
    const auto closed = messages_[place].closed;
    clear(place);
    if (closed) closed();
  });
  all->addWidget(cross, 0, refused ? Qt::AlignTop : Qt::AlignVCenter);
  content_->installEventFilter(this);
  scroll_->setWidget(content_);
  content_->setAutoFillBackground(false);
  content_->show();
  arrange();
  setAccessibleName(message.title);
  update();
}

void MessageStrip::arrange() {
  if (buttons_) {
    // A refusal is long: what can be done stands below it.
    const bool refused = messages_[shown_].kind == Message::Kind::Refused;
    const bool below = refused || width() - scaled(100) - buttons_->sizeHint().width() < scaled(leastWords);
    row_->setDirection(below ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    row_->setAlignment(buttons_, below ? Qt::Alignment() : Qt::AlignVCenter);
  }
  updateGeometry();
}

int MessageStrip::heightForWidth(int width) const {
  if (!content_) return 0;
  const int whole = content_->layout()->totalHeightForWidth(width);
  if (!parentWidget() || !parentWidget()->layout()) return whole;
  const int room = parentWidget()->height() - parentWidget()->layout()->minimumSize().height();
  return std::min(whole, std::max(scaled(leastHigh), room));
}

QSize MessageStrip::sizeHint() const { return {200, content_ ? content_->sizeHint().height() : 0}; }

void MessageStrip::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  scroll_->setGeometry(rect());
  if (content_) arrange();
}

bool MessageStrip::eventFilter(QObject* watched, QEvent* event) {
  if (watched == content_ && event->type() == QEvent::LayoutRequest) updateGeometry();
  return QWidget::eventFilter(watched, event);
}

void MessageStrip::paintEvent(QPaintEvent*) {
  if (shown_ < 0) return;
  QPainter painter(this);
  const bool refused = messages_[shown_].kind == Message::Kind::Refused;
  painter.fillRect(rect(), refused ? theme_->dangerBg : theme_->raised);
  if (refused)
    painter.fillRect(QRect(0, height() - 2, width(), 2), theme_->danger);
  else
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme_->border);
}

}  // namespace headlight::ui
