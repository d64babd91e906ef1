#include "ui/window/presenter.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

#include "ui/lens/lens_widget.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

// px at 100 %
constexpr double ringRadius = 30, ringWidth = 5, companion = 2, markRadius = 15, markWidth = 4, around = 5;

/// A yellow line between two dark ones: it shows on every map and on every ground.
void drawRing(QPainter& painter, const QRectF& area, double radius, double width, const Theme& theme) {
  painter.setBrush(Qt::NoBrush);
  for (const auto& [color, wide] : {std::pair{theme.beamText, width + 2 * companion}, {theme.beam, width}}) {
    painter.setPen(QPen(color, wide * textScale()));
    painter.drawRoundedRect(area, radius * textScale(), radius * textScale());
  }
}

QRectF grown(const QRectF& area, double by) {
  const double more = by * textScale();
  return area.adjusted(-more, -more, more, more);
}

QRectF roundPlace(const QPointF& middle, double radius) {
  const double r = radius * textScale();
  return {middle.x() - r, middle.y() - r, 2 * r, 2 * r};
}

}  // namespace

Presenter::Presenter(QWidget& window, LensWidget& lens)
    : QWidget(&window), window_(window), lens_(lens), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("presenter"));
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setAttribute(Qt::WA_NoSystemBackground);
  setFocusPolicy(Qt::NoFocus);
  hide();
  // What is under a mark moves: zoom, scroll, another head, a new text.
  connect(&lens, &LensWidget::painted, this, [this] {
    if (!marks_.empty()) update();
  });
}

void Presenter::setTheme(const Theme& theme) {
  theme_ = &theme;
  update();
}

void Presenter::setOn(bool on) {
  if (on == on_) return;
  on_ = on;
  inside_ = false;
  const QPoint cursor = QCursor::pos();
  if (on && window_.isActiveWindow()) point(cursor);
  showIfNeeded();
}

void Presenter::clearMarks() {
  marks_.clear();
  showIfNeeded();
}

void Presenter::showIfNeeded() {
  const bool wanted = on_ || !marks_.empty();
  if (wanted && isHidden()) qApp->installEventFilter(this);
  if (!wanted && !isHidden()) qApp->removeEventFilter(this);
  setGeometry(window_.rect());
  setVisible(wanted);
  raise();
  update();
}

QRectF Presenter::ringRect() const { return roundPlace(at_, ringRadius); }

void Presenter::point(const QPointF& global) {
  const QRect before = grown(ringRect(), ringWidth + companion).toAlignedRect();
  at_ = window_.mapFromGlobal(global);
  inside_ = on_ && QRectF(window_.rect()).contains(at_);
  if (window_.children().last() != this) raise();  // something came over it
  update(before);
  update(grown(ringRect(), ringWidth + companion).toAlignedRect());
}

void Presenter::mark(const QPointF& global) {
  const QPoint at = window_.mapFromGlobal(global).toPoint();
  for (std::size_t i = 0; i < marks_.size(); ++i)
    if (rectOf(marks_[i]).contains(at)) {  // there is one: it goes
      marks_.erase(marks_.begin() + static_cast<std::ptrdiff_t>(i));
      return showIfNeeded();
    }
  QWidget* on = window_.childAt(at);
  if (!on) on = &window_;
  Mark made{on, on->mapFromGlobal(global), {}, {}, false};
  if (on == &lens_ && lens_.trace()) {
    made.view = lens_.view().name().id;
    const QPointF point = made.at / lens_.sceneScale();
    const ViewState state = lens_.state();
    if (const auto hit = lens_.view().hit(*lens_.trace(), state, lens_.sceneSize(), point)) {
      made.hit = *hit;
      const auto area = lens_.view().areaOf(*lens_.trace(), state, lens_.sceneSize(), made.hit);
      made.bound = area && area->contains(point);
    }
  }
  marks_.push_back(made);
  showIfNeeded();
}

QRectF Presenter::rectOf(const Mark& mark) const {
  if (!mark.on || !mark.on->isVisible()) return {};
  const QPointF origin = mark.on->mapTo(&window_, QPoint(0, 0));
  if (mark.on == &lens_) {
    if (!lens_.shows(mark.view) || !lens_.trace()) return {};
    if (mark.bound) {
      const auto area = lens_.view().areaOf(*lens_.trace(), lens_.state(), lens_.sceneSize(), mark.hit);
      if (!area || area->isEmpty()) return {};
      const double scale = lens_.sceneScale();
      return grown(QRectF(area->topLeft() * scale + origin, area->size() * scale), around);
    }
  }
  // Scrolled out of what it is in: it waits there.
  if (!mark.on->visibleRegion().contains(mark.at.toPoint())) return {};
  return roundPlace(mark.at + origin, markRadius);
}

QRectF Presenter::markRect(int number) const {
  return number >= 0 && number < marks() ? rectOf(marks_[static_cast<std::size_t>(number)]) : QRectF();
}

void Presenter::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  for (const Mark& mark : marks_)
    if (const QRectF area = rectOf(mark); !area.isEmpty())
      drawRing(painter, area, mark.bound ? around : markRadius, markWidth, *theme_);
  if (inside_) drawRing(painter, ringRect(), ringRadius, ringWidth, *theme_);
}

bool Presenter::eventFilter(QObject* watched, QEvent* event) {
  auto* widget = watched->isWidgetType() ? static_cast<QWidget*>(watched) : nullptr;
  switch (event->type()) {
    case QEvent::Resize:
      if (watched == &window_) setGeometry(window_.rect());
      break;
    case QEvent::MouseMove:
      if (on_) point(static_cast<QMouseEvent*>(event)->globalPosition());
      break;
    case QEvent::Leave:
      if (watched == &window_ && inside_) {
        inside_ = false;
        update();
      }
      break;
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonDblClick: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      if (!on_ || !widget || widget->window() != &window_ || mouse->button() != Qt::LeftButton ||
          mouse->modifiers() != (Qt::ControlModifier | Qt::ShiftModifier))
        break;
      mark(mouse->globalPosition());
      return pressed_ = true;
    }
    case QEvent::MouseButtonRelease:
      if (pressed_ && widget) {
        pressed_ = false;
        return true;  // of a click that was the presenter's
      }
      break;
    case QEvent::KeyPress:
      // Menus, dialogs and whatever else has a window of its own keep their Escape, and so does a drag.
      if (static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape && !marks_.empty() && widget &&
          widget->window() == &window_ && QApplication::mouseButtons() == Qt::NoButton &&
          !QApplication::activePopupWidget()) {
        clearMarks();
        return true;
      }
      break;
    default:
      break;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace headlight::ui
