#pragma once

#include <QObject>
#include <future>
#include <vector>

#include "session/session.h"

namespace headlight::ui {

/// The devices of this computer, once somebody has asked. UI thread.
class DeviceList : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  /// Begins to look, on a thread of its own: asking Vulkan for its devices loads drivers, which may take a while.
  void start();
  /// Empty until they have been found.
  const std::vector<DeviceInfo>& devices() const { return devices_; }

 signals:
  void found();

 private:
  std::vector<DeviceInfo> devices_;
  std::future<void> listing_;
};

}  // namespace headlight::ui
