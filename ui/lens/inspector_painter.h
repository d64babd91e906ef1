#pragma once

#include <QPointF>
#include <QRegion>
#include <QString>
#include <memory>
#include <optional>
#include <vector>

#include "ui/lens/field_painter.h"
#include "ui/views/view.h"

class QKeyEvent;
class QMouseEvent;
class QWheelEvent;

namespace headlight::ui {

struct Theme;

/// What the inspector asks of the lens: sites to capture, and fine control of the range.
struct InspectorWishes {
  std::vector<SiteId> sites;
  std::optional<float> low, high;
  float gamma = 1;
  std::optional<Colormap> colormap;  ///< set only when the user just chose one
  bool operator==(const InspectorWishes&) const = default;
};

/// A FieldPainter on a Vulkan device that can draw the inspector on top, in the same image. UI thread.
class InspectorPainter : public FieldPainter {
 public:
  virtual void setInspectorVisible(bool visible) = 0;
  virtual void setTheme(const Theme& theme) = 0;
  /// What the inspector shows; call before paint.
  virtual void setSubject(std::shared_ptr<const Trace> trace, const ViewState& state) = 0;
  /// Logical px that the inspector covered in the last image: nothing else may be drawn there, and mouse events there
  /// are its own.
  virtual QRegion covered() const = 0;
  /// True when the event was the inspector's. The lens repaints after one.
  virtual bool mouse(const QMouseEvent& event) = 0;
  virtual bool wheel(const QWheelEvent& event) = 0;
  virtual bool key(const QKeyEvent& event) = 0;
  virtual void pointerLeft() = 0;
  virtual InspectorWishes wishes() const = 0;
  /// Pictures still to be drawn until the inspector has settled after an input.
  virtual bool unsettled() const = 0;
};

/// On the device that holds `trace`'s patterns where that is a Vulkan device, else on the first usable one. Null where
/// there is none; `reason` then gets one sentence.
std::unique_ptr<InspectorPainter> makeVulkanFields(const Trace* trace, QString* reason);
/// Whether makeVulkanFields can work, without making a device.
bool vulkanUsable(QString* reason);

}  // namespace headlight::ui
