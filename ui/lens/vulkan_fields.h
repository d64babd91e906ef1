#pragma once

#include <memory>

#include "ui/lens/inspector_painter.h"
#include "vk/vulkan.h"

namespace headlight::vk {
class Device;
}

namespace headlight::ui {

class Inspector;

/// Paints fields with a fragment shader into an off-screen image, copied back once. Patterns of a trace on the same
/// device are read where they lie; others are uploaded, each block once. One draw per layer where a pixel covers
/// several cells (a map of largest weights is then made once per trace and size) or the layer has one block; one per
/// block of 64 rows otherwise.
class VulkanFields : public InspectorPainter {
 public:
  /// Throws Error where the device cannot draw.
  explicit VulkanFields(std::shared_ptr<vk::Device> device);
  ~VulkanFields() override;

  QImage paint(const Scene& scene, QSize pixels, double devicePixelRatio) override;
  QString name() const override;

  void setInspectorVisible(bool visible) override;
  void setTheme(const Theme& theme) override;
  void setSubject(std::shared_ptr<const Trace> trace, const ViewState& state) override;
  QRegion covered() const override;
  bool mouse(const QMouseEvent& event) override;
  bool wheel(const QWheelEvent& event) override;
  bool key(const QKeyEvent& event) override;
  void pointerLeft() override;
  InspectorWishes wishes() const override;
  bool unsettled() const override;

  /// Draws of the last frame, for tests: fields, not the inspector's.
  int draws() const;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace headlight::ui
