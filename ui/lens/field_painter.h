#pragma once

#include <QImage>
#include <QSize>
#include <QString>

#include "ui/scene/scene.h"

namespace headlight::ui {

/// Paints a scene's background and fields; labels and lines are paintVector's. Two of them give the same pixels:
/// ImageFields and VulkanFields. UI thread.
class FieldPainter {
 public:
  virtual ~FieldPainter() = default;
  /// `pixels` in device pixels, the scene in logical px. The image's device pixel ratio is set. Empty for an empty
  /// size.
  virtual QImage paint(const Scene& scene, QSize pixels, double devicePixelRatio) = 0;
  /// "host", or the Vulkan device's name.
  virtual QString name() const = 0;
};

}  // namespace headlight::ui
