#include "ui/window/message_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace headlight::ui {

MessageStrip::MessageStrip(QWidget* parent) : QWidget(parent), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("messageStrip"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
  layout_ = new QVBoxLayout(this);
  layout_->setContentsMargins(0, 0, 0, 0);
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
    content_->hide();
    content_->deleteLater();  // one of its buttons may be what called
    content_ = nullptr;
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
  auto* row = new QHBoxLayout(content_);
  row->setContentsMargins(16, 12, 16, refused ? 14 : 12);
  row->setSpacing(12);
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
    row->addWidget(triangle, 0, Qt::AlignTop);
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
  if (!message.buttons.isEmpty()) {
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (const Message::Button& button : message.buttons) {
      auto* made = new QPushButton(button.text, content_);
      if (button.primary) made->setProperty("primary", true);
      if (!button.iconName.isEmpty()) made->setIcon(icon(button.iconName, button.primary ? t.onAccent : t.text));
      connect(made, &QPushButton::clicked, this, [pressed = button.pressed] {
        if (pressed) pressed();
      });
      buttons->addWidget(made);
    }
    if (refused) {
      // Sentence, then what can be done, one below the other: the sentence may be long.
      buttons->addStretch();
      text->addSpacing(6);
      text->addLayout(buttons);
      row->addLayout(text, 1);
    } else {
      row->addLayout(text, 1);
      row->addLayout(buttons);
    }
  } else {
    row->addLayout(text, 1);
  }
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
  row->addWidget(cross, 0, refused ? Qt::AlignTop : Qt::AlignVCenter);
  layout_->addWidget(content_);
  setAccessibleName(message.title);
  update();
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
