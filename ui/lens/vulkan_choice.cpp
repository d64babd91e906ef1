#include <algorithm>

#include "backend/vulkan/vulkan_buffer.h"
#include "ui/lens/vulkan_fields.h"
#include "vk/device.h"
#include "vk/instance.h"

namespace headlight::ui {

bool vulkanUsable(QString* reason) {
  // Asked once: making an instance takes tens of milliseconds, and the menu wants to know at every start.
  static const QString refusal = [] {
    QString why;
    try {
      const auto instance = vk::Instance::shared();
      for (const vk::PhysicalDevice& device : instance->devices()) {
        if (device.refusal.empty()) return QString();
        why = QString::fromStdString(device.name + " " + device.refusal);
      }
      return why.isEmpty() ? QStringLiteral("There is no Vulkan device.") : why;
    } catch (const std::exception& error) {
      return QString::fromUtf8(error.what());
    }
  }();
  if (reason != nullptr) *reason = refusal;
  return refusal.isEmpty();
}

std::unique_ptr<InspectorPainter> makeVulkanFields(const Trace* trace, QString* reason) {
  try {
    std::shared_ptr<vk::Device> device;
    if (trace != nullptr)
      for (const auto& [id, rows] : trace->sites()) {
        if (id.site != Site::Pattern || rows.rows() == 0) continue;
        const auto* buffer = dynamic_cast<const VulkanBuffer*>(&rows.blocks().front().buffer());
        if (buffer != nullptr) device = buffer->device();
        break;
      }
    if (!device) {  // a real GPU before one that is a CPU
      const auto instance = vk::Instance::shared();
      int chosen = -1;
      for (std::size_t i = 0; i < instance->devices().size(); ++i) {
        const vk::PhysicalDevice& each = instance->devices()[i];
        if (!each.refusal.empty()) continue;
        if (chosen < 0 || (each.type != VK_PHYSICAL_DEVICE_TYPE_CPU &&
                           instance->devices()[static_cast<std::size_t>(chosen)].type == VK_PHYSICAL_DEVICE_TYPE_CPU))
          chosen = static_cast<int>(i);
      }
      if (chosen < 0) {
        vulkanUsable(reason);
        return nullptr;
      }
      device = vk::openDevice(chosen);
    }
    return std::make_unique<VulkanFields>(std::move(device));
  } catch (const std::exception& error) {
    if (reason != nullptr) *reason = QString::fromUtf8(error.what());
    return nullptr;
  }
}

}  // namespace headlight::ui
