#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <deque>
#include <optional>

namespace headlight::ui {

/// Edit to paint: from the moment an input event is delivered to the application to the end of the paint that
/// shows what it changed. Watches the events of the whole application. UI thread.
class EditClock : public QObject {
  Q_OBJECT
 public:
  explicit EditClock(QObject* parent = nullptr);
  ~EditClock() override;
  /// The document has this revision now; counted from the input event that is being delivered, or from now when none
  /// is.
  void changed(quint64 revision);
  /// The trace of that revision has been painted: ms since its input event. Nothing when it is no edit's trace or
  /// was painted before.
  std::optional<double> painted(quint64 revision);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Edit {
    quint64 revision;
    qint64 at;  ///< ns of clock_
  };
  QElapsedTimer clock_;
  qint64 inputAt_ = -1;  ///< ns; -1: no input event is being delivered
  std::deque<Edit> edits_;
};

/// Seconds since this process was started by the system; nothing where it does not say.
std::optional<double> processAge();

}  // namespace headlight::ui
