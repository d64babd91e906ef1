#include "painted_text.h"

#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>
#include <QWidget>

namespace headlight::ui {
namespace {

/// Takes note of every word that is painted, and paints nothing.
class TextEngine : public QPaintEngine {
 public:
  explicit TextEngine(std::vector<PaintedText>& texts) : QPaintEngine(AllFeatures), texts_(texts) {}
  bool begin(QPaintDevice*) override { return true; }
  bool end() override { return true; }
  void updateState(const QPaintEngineState& state) override { transform_ = state.transform(); }
  void drawPixmap(const QRectF&, const QPixmap&, const QRectF&) override {}
  void drawPath(const QPainterPath&) override {}
  void drawPolygon(const QPointF*, int, PolygonDrawMode) override {}
  void drawTextItem(const QPointF& at, const QTextItem& item) override {
    const QString words = item.text();
    if (words.trimmed().isEmpty()) return;
    const QFontMetricsF metrics(item.font());
    // The letters' own height: a line may leave out what no letter of it needs.
    const QRectF letters(at.x(), at.y() - metrics.capHeight(), item.width(), metrics.capHeight());
    const QRectF clip = painter()->hasClipping() ? painter()->transform().mapRect(painter()->clipBoundingRect())
                                                 : QRectF(-1e6, -1e6, 2e6, 2e6);
    texts_.push_back({words, painter()->transform().mapRect(letters), clip});
  }
  Type type() const override { return User; }

 private:
  std::vector<PaintedText>& texts_;
  QTransform transform_;
};

class TextDevice : public QPaintDevice {
 public:
  explicit TextDevice(QSize size) : size_(size), engine_(texts) {}
  QPaintEngine* paintEngine() const override { return &engine_; }
  std::vector<PaintedText> texts;

 protected:
  int metric(PaintDeviceMetric metric) const override {
    switch (metric) {
      case PdmWidth:
        return size_.width();
      case PdmHeight:
        return size_.height();
      case PdmWidthMM:
        return size_.width() * 254 / 960;
      case PdmHeightMM:
        return size_.height() * 254 / 960;
      case PdmDpiX:
      case PdmDpiY:
      case PdmPhysicalDpiX:
      case PdmPhysicalDpiY:
        return 96;
      case PdmDepth:
        return 32;
      case PdmNumColors:
        return 1 << 24;
      case PdmDevicePixelRatio:
        return 1;
      case PdmDevicePixelRatioScaled:
        return static_cast<int>(devicePixelRatioFScale());
    }
    return 0;
  }

 private:
  QSize size_;
  mutable TextEngine engine_;
};

}  // namespace

std::vector<PaintedText> paintedTextOf(QWidget& widget) {
  TextDevice device(widget.size());
  widget.render(&device, QPoint(0, 0), QRegion(), QWidget::RenderFlags());
  return std::move(device.texts);
}

}  // namespace headlight::ui
