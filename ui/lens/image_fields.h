#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "trace/host_rows.h"
#include "ui/lens/field_geometry.h"
#include "ui/lens/field_painter.h"

namespace headlight::ui {

/// Paints fields from host floats: read in place where the trace lives in host memory, downloaded once per block where
/// it does not. What a frame needs more than once is kept until the next frame: sampled cells (a reduced map is
/// made once per trace and size) and downloaded blocks.
class ImageFields : public FieldPainter {
 public:
  ImageFields();
  ~ImageFields() override;
  QImage paint(const Scene& scene, QSize pixels, double devicePixelRatio) override;
  QString name() const override { return QStringLiteral("host"); }

 private:
  struct Sampled;
  struct HostBlock;
  struct Private;
  const HostRows& hostBlock(const Tensor& block);
  const Sampled& sample(const Field& field, const FieldRows& from, QSize pixels);
  void paintArcs(QImage& image, const ArcBundle& arcs, const Scene& scene, double devicePixelRatio);
  void paintPicture(QImage& image, const Picture& picture, const FieldColors& colors, double devicePixelRatio);
  void paintField(QImage& image, const Field& field, const FieldColors& colors, double devicePixelRatio);
  std::unique_ptr<Private> d_;
};

}  // namespace headlight::ui
