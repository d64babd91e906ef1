#pragma once

#include <QCoreApplication>
#include <QRegion>
#include <QSize>
#include <memory>

#include "ui/lens/inspector_painter.h"
#include "vk/vulkan.h"

namespace headlight::vk {
class Device;
}

namespace headlight::ui {

/// The overlay for those who look under the bonnet: time of every operation, memory by site, a tensor browser, fine
/// control of range, gamma and colour map. UI thread.
class Inspector {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::Inspector)

 public:
  Inspector(std::shared_ptr<vk::Device> device, VkRenderPass renderPass);
  ~Inspector();

  void setTheme(const Theme& theme);
  void setSubject(std::shared_ptr<const Trace> trace, const ViewState& state);
  /// Describes the frame; then prepare() outside and record() inside the render pass.
  void build(QSize pixels, double devicePixelRatio);
  void prepare(VkCommandBuffer commands);
  void record(VkCommandBuffer commands);

  QRegion covered() const;
  bool mouse(const QMouseEvent& event);
  bool wheel(const QWheelEvent& event);
  bool key(const QKeyEvent& event);
  void pointerLeft();
  bool unsettled() const;
  /// The colour map is set once, in the view where the user chose it.
  InspectorWishes wishes() const;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace headlight::ui
