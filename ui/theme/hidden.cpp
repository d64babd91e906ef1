#include "ui/theme/hidden.h"

#include <QApplication>
#include <QEvent>
#include <QList>
#include <QPointer>
#include <QWidget>
#include <array>
#include <utility>

namespace headlight::ui {
namespace {

std::array<bool, 2> hidden{};

bool& flagOf(Hidden what) { return hidden[static_cast<std::size_t>(what)]; }

}  // namespace

bool isHidden(Hidden what) { return flagOf(what); }

void setHidden(Hidden what, bool hide) {
  if (flagOf(what) == hide) return;
  flagOf(what) = hide;
  // Those that are told something may make others and take them away.
  QList<QPointer<QWidget>> all;
  for (QWidget* widget : QApplication::allWidgets()) all.append(widget);
  for (const QPointer<QWidget>& widget : std::as_const(all)) {
    if (!widget) continue;
    QEvent changed(QEvent::FontChange);  // whoever has laid out words of its own does it again
    QApplication::sendEvent(widget, &changed);
    if (!widget) continue;
    widget->updateGeometry();
    widget->update();
  }
}

QString unlessHidden(Hidden what, const QString& text) { return isHidden(what) ? QStringLiteral("?") : text; }

NumbersWritten::NumbersWritten() : before_(std::exchange(flagOf(Hidden::Numbers), false)) {}
NumbersWritten::~NumbersWritten() { flagOf(Hidden::Numbers) = before_; }

}  // namespace headlight::ui
