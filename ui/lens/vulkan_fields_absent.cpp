// Built in place of vulkan_fields.cpp when HEADLIGHT_VULKAN is off.
#include "ui/lens/inspector_painter.h"
#include "ui/theme/words.h"

namespace headlight::ui {

bool vulkanUsable(QString* reason) {
  if (reason != nullptr) *reason = tr("This build has no Vulkan (HEADLIGHT_VULKAN is off).");
  return false;
}

std::unique_ptr<InspectorPainter> makeVulkanFields(const Trace*, QString* reason) {
  vulkanUsable(reason);
  return nullptr;
}

}  // namespace headlight::ui
