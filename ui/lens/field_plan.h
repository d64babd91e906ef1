#pragma once

#include <QRect>
#include <QSize>
#include <compare>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "field.h"
#include "ui/lens/device_patterns.h"
#include "ui/lens/field_geometry.h"
#include "ui/scene/arc_composer.h"
#include "ui/scene/picture_composer.h"
#include "ui/scene/scene.h"

namespace headlight::ui {

/// Turns a scene into draws and reductions for the field shaders. Groups fields by layer; keeps reduced maps from one
/// frame to the next.
class FieldPlan {
 public:
  struct Bound {
    VkBuffer buffer = VK_NULL_HANDLE;  ///< null: the frame buffer stands in, nothing is read
    VkDeviceSize offset = 0, range = 0;
  };
  struct Draw {
    push::FieldDraw push;
    std::uint32_t count = 0;  ///< fields
    Bound pattern{};
  };
  struct Reduction {
    push::ReducePattern push;
    Bound pattern{}, map{};
  };

  FieldPlan(std::shared_ptr<vk::Device> device, DevicePatterns& patterns)
      : device_(std::move(device)), patterns_(patterns) {}

  void make(const Scene& scene, QSize pixels, double ratio);
  /// Forgets the reduced maps that the last plan did not use; once its frame has run.
  void endFrame();

  /// The frame buffer: pixels of arcs and pictures, tables of cells, colours, scales of rows, one instance per field.
  /// Never empty.
  const std::vector<std::uint32_t>& words() const { return words_; }
  const std::vector<Draw>& draws() const { return draws_; }
  /// To be run in order, each after a barrier.
  const std::vector<Reduction>& reductions() const { return reductions_; }

 private:
  /// A field, where it lies in pixels, and its tables of cells in the frame buffer.
  struct Placed {
    const Field* field;
    QRect pixels;
    int keys = 0;
    std::vector<CellRange> rows;
    bool reduced = false;
    std::uint32_t xWord = 0, yWord = 0;
    std::uint32_t scales = 0;  ///< push::scaleWord
  };
  using Scales = std::shared_ptr<const std::vector<float>>;  ///< Field::rowScale
  struct Window {
    int width, height;
    double firstRow, rowCount, firstColumn, columnCount;
    bool causal, magnitude, scaled;
    auto operator<=>(const Window&) const = default;
  };
  /// Largest weights (or those farthest from 0) under each pixel, [heads, height, width]: made once per trace and size.
  struct ReducedMap {
    std::shared_ptr<const Trace> trace;
    std::shared_ptr<const Rows> values;
    SiteId site;
    Window window;
    int firstHead = 0, heads = 0;
    std::vector<Scales> scales;  ///< [heads]; null where the head's rows are not scaled, or nobody draws it
    std::shared_ptr<vk::Buffer> memory;
    std::uint64_t used = 0;
  };

  std::uint32_t table(int pixels, double first, double count, int limit);
  /// Where the scales stand in the frame buffer, plus 1; 0 of null.
  std::uint32_t scaleTable(const Scales& scales);
  std::uint32_t colourWord(Colormap map, Ground ground);
  void addInstance(const Placed& placed, int top, int bottom, Ground ground);
  push::FieldDraw common(const Scene& scene, QSize pixels, double ratio) const;
  /// Arcs and pictures, which become pixels on the host.
  void planPictures(const Scene& scene, QSize pixels, double ratio);
  void planDirect(const std::vector<Placed>& group, const Rows& rows, push::FieldDraw push, Ground ground);
  void planReduced(const std::vector<Placed>& group, const Rows& rows, push::FieldDraw push, Ground ground);
  const ReducedMap& reducedMap(const std::vector<Placed>& group, const Rows& rows, const Window& window);

  std::shared_ptr<vk::Device> device_;
  DevicePatterns& patterns_;
  std::list<ReducedMap> maps_;
  ArcComposer arcs_;
  PictureComposer pictures_;
  std::uint64_t frame_ = 0;
  std::vector<std::uint32_t> words_;
  std::map<std::tuple<int, double, double, int>, std::uint32_t> tables_;
  std::map<std::pair<int, Ground>, std::uint32_t> colours_;
  std::map<Scales, std::uint32_t> scales_;
  std::vector<Draw> draws_;
  std::vector<Reduction> reductions_;
};

}  // namespace headlight::ui
