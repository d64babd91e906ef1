#include <algorithm>

#include "backend/vulkan/vulkan_buffer.h"
#include "ui/lens/vulkan_fields.h"
#include "ui/theme/words.h"
#include "vk/device.h"
#include "vk/instance.h"

namespace headlight::ui {

bool vulkanUsable(QString* reason) {
  // Asked once: making an instance takes tens of milliseconds, and the menu wants to know at every start.
  struct Found {
    bool usable = false;
    QString refusal;  ///< of a device or of Vulkan; empty: there is no device
  };
  static const Found found = [] {
    Found answer;
    try {
      const auto instance = vk::Instance::shared();
      for (const vk::PhysicalDevice& device : instance->devices()) {
        answer.usable = answer.usable || device.refusal.empty();
        answer.refusal = QString::fromStdString(device.name + " " + device.refusal);
      }
    } catch (const std::exception& error) {
      answer.refusal = QString::fromUtf8(error.what());
    }
    return answer;
  }();
  if (reason != nullptr)
    *reason = found.usable ? QString() : found.refusal.isEmpty() ? tr("There is no Vulkan device.") : found.refusal;
  return found.usable;
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
