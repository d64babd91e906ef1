#include "ui/window/edit_clock.h"

#include <QCoreApplication>
#include <QEvent>
#include <QFile>

#ifdef Q_OS_LINUX
#include <unistd.h>
#endif

namespace headlight::ui {

EditClock::EditClock(QObject* parent) : QObject(parent) {
  clock_.start();
  QCoreApplication::instance()->installEventFilter(this);
}

EditClock::~EditClock() = default;

bool EditClock::eventFilter(QObject*, QEvent* event) {
  switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::InputMethod:
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonRelease:
    case QEvent::MouseMove:
    case QEvent::TabletPress:
    case QEvent::TabletMove:
    case QEvent::TabletRelease:
    case QEvent::Wheel:
    case QEvent::Drop:
    case QEvent::Shortcut:
    case QEvent::ShortcutOverride:
      // The window gets it first, then the widget: the first of them is the delivery. Over once the loop turns again.
      if (inputAt_ < 0) {
        inputAt_ = clock_.nsecsElapsed();
        QMetaObject::invokeMethod(
            this, [this] { inputAt_ = -1; }, Qt::QueuedConnection);
      }
      break;
    default:
      break;
  }
  return false;
}

void EditClock::changed(quint64 revision) {
  edits_.push_back({revision, inputAt_ >= 0 ? inputAt_ : clock_.nsecsElapsed()});
  if (edits_.size() > 1000) edits_.pop_front();
}

std::optional<double> EditClock::painted(quint64 revision) {
  std::optional<double> milliseconds;
  while (!edits_.empty() && edits_.front().revision <= revision) {
    if (edits_.front().revision == revision)
      milliseconds = static_cast<double>(clock_.nsecsElapsed() - edits_.front().at) / 1e6;
    edits_.pop_front();
  }
  return milliseconds;
}

std::optional<double> processAge() {
#ifdef Q_OS_LINUX
  QFile stat(QStringLiteral("/proc/self/stat")), uptime(QStringLiteral("/proc/uptime"));
  if (!stat.open(QIODevice::ReadOnly) || !uptime.open(QIODevice::ReadOnly)) return std::nullopt;
  // proc(5): field 22 is the start time in clock ticks since boot; the program's name in field 2 may hold spaces.
  const QByteArray line = stat.readAll();
  const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
  const long ticks = sysconf(_SC_CLK_TCK);
  if (fields.size() < 20 || ticks <= 0) return std::nullopt;
  const double started = fields[19].toDouble() / static_cast<double>(ticks);
  const double age = uptime.readAll().split(' ').first().toDouble() - started;
  return age >= 0 ? std::optional<double>(age) : std::nullopt;
#else
  return std::nullopt;
#endif
}

}  // namespace headlight::ui
