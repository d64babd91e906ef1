#include "ui/window/device_list.h"

#include <QMetaObject>

namespace headlight::ui {

void DeviceList::start() {
  listing_ = std::async(std::launch::async, [this] {
    std::vector<DeviceInfo> devices;
    try {
      devices = listDevices();
    } catch (const std::exception&) {
      return;  // the device in use stays the only one in the list
    }
    QMetaObject::invokeMethod(
        this,
        [this, devices = std::move(devices)] {
          devices_ = devices;
          emit found();
        },
        Qt::QueuedConnection);
  });
}

}  // namespace headlight::ui
