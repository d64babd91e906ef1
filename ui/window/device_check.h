#pragma once

#include <QObject>
#include <QString>

#include "session/backend_check.h"

namespace headlight::ui {

struct OpenModel;
struct WindowContext;

/// "CPU · 8 threads", "Vulkan · NVIDIA H200": a device as the window calls it.
QString deviceWords(const QString& kind, const QString& name);

/// Compares a Vulkan device with the CPU on a small pass, once for each pair of device and model, and has the CPU take
/// over where the device was chosen by the program and is wrong or slow. UI thread.
class DeviceCheck : public QObject {
  Q_OBJECT
 public:
  /// `threads`: of the CPU that it is compared with.
  DeviceCheck(const WindowContext& context, int threads);
  /// Asks for a check of the device that serves, unless there was one.
  void start();
  /// Other long work takes the place of a check under way, which comes again with the next start().
  void giveWay();
  /// What came out of it, for the tool tip of the device; empty while nothing is known of the one that serves.
  QString words() const;

 signals:
  /// words() are others.
  void finished();
  /// The device does not do: that model should be opened on the CPU.
  void cpuWanted(const QString& folder);

 private:
  QString subject(const OpenModel& model) const;
  void finish(const BackendCheck& check);
  void tellWrong(const OpenModel& model, bool automatic);

  const WindowContext& context_;
  int threads_;
  BackendCheck check_;
  QString checked_;  ///< subject of check_
  QString asked_;    ///< subject of the last check that was begun
};

}  // namespace headlight::ui
