#include "ui/lens/field_plan.h"

#include <algorithm>
#include <array>
#include <bit>

#include "ui/scene/colormap.h"
#include "vk/device.h"

namespace headlight::ui {
namespace {

std::uint32_t word(float value) { return std::bit_cast<std::uint32_t>(value); }
std::uint32_t word(int value) { return static_cast<std::uint32_t>(value); }
std::uint32_t rgb(const QColor& color) { return color.rgb() & 0xffffffU; }

}  // namespace

std::uint32_t FieldPlan::table(int pixels, double first, double count, int limit) {
  const auto [found, added] =
      tables_.try_emplace({pixels, first, count, limit}, static_cast<std::uint32_t>(words_.size()));
  if (added)
    for (const CellRange& cells : axisCells(pixels, first, count, limit)) {
      words_.push_back(word(cells.begin));
      words_.push_back(word(cells.end));
    }
  return found->second;
}

std::uint32_t FieldPlan::scaleTable(const Scales& scales) {
  if (!scales) return 0;
  const auto [found, added] = scales_.try_emplace(scales, static_cast<std::uint32_t>(words_.size()) + 1);
  if (added)
    for (const float scale : *scales) words_.push_back(word(scale));
  return found->second;
}

std::uint32_t FieldPlan::colourWord(Colormap map, Ground ground) {
  const auto [found, added] =
      colours_.try_emplace({static_cast<int>(map), ground}, static_cast<std::uint32_t>(words_.size()));
  if (added) {
    const auto& entries = colormapTable(map, ground);
    words_.insert(words_.end(), entries.begin(), entries.end());
  }
  return found->second;
}

void FieldPlan::addInstance(const Placed& placed, int top, int bottom, Ground ground) {
  const Field& field = *placed.field;
  const std::uint32_t colour = colourWord(field.colormap, ground);  // before the instance: it may add words_
  const std::array<std::uint32_t, push::instanceWords> instance{word(placed.pixels.x()),
                                                                word(placed.pixels.y()),
                                                                word(placed.pixels.width()),
                                                                word(placed.pixels.height()),
                                                                word(top),
                                                                word(bottom),
                                                                word(field.head),
                                                                placed.xWord,
                                                                placed.yWord,
                                                                field.causal ? 1U : 0U,
                                                                word(field.low),
                                                                word(field.high),
                                                                word(field.gamma),
                                                                field.scale == Scale::Log ? 1U : 0U,
                                                                colour,
                                                                placed.scales};
  words_.insert(words_.end(), instance.begin(), instance.end());
}

push::FieldDraw FieldPlan::common(const Scene& scene, QSize pixels, double ratio) const {
  push::FieldDraw push{};
  push.width = word(pixels.width());
  push.height = word(pixels.height());
  push.masked = rgb(scene.fieldColors.masked);
  push.hatch = rgb(scene.fieldColors.hatch);
  push.paper = rgb(scene.fieldColors.hatchPaper);
  push.period = ratio < 1.25 ? 8 : ratio < 1.75 ? 12 : 16;  // as hatchLine
  return push;
}

void FieldPlan::make(const Scene& scene, QSize pixels, double ratio) {
  ++frame_;
  words_.clear();
  tables_.clear();
  colours_.clear();
  scales_.clear();
  draws_.clear();
  reductions_.clear();
  const Ground ground = scene.fieldColors.ground;
  const QRect whole(QPoint(0, 0), pixels);
  planPictures(scene, pixels, ratio);
  std::map<std::pair<const Rows*, bool>, std::vector<Placed>> groups;
  std::vector<Placed> hatched;
  for (const Field& field : scene.fields) {
    Placed placed{.field = &field, .pixels = devicePixels(field.area, ratio), .rows = {}};
    if (!placed.pixels.intersects(whole)) continue;
    const FieldRows found = patternRows(field);
    if (found.rows == nullptr) {
      hatched.push_back(std::move(placed));
      continue;
    }
    placed.keys = found.keys;
    placed.rows = axisCells(placed.pixels.height(), field.firstRow, field.rowCount, found.queries);
    placed.reduced = reduces(placed.rows) ||
                     reduces(axisCells(placed.pixels.width(), field.firstColumn, field.columnCount, found.keys));
    placed.xWord = table(placed.pixels.width(), field.firstColumn, field.columnCount, found.keys);
    placed.yWord = table(placed.pixels.height(), field.firstRow, field.rowCount, found.queries);
    if (!placed.reduced) placed.scales = scaleTable(field.rowScale);  // a reduced map holds them already
    groups[{found.rows, placed.reduced}].push_back(std::move(placed));
  }
  for (const auto& [key, group] : groups) {
    push::FieldDraw push = common(scene, pixels, ratio);
    push.count = word(group.front().keys);
    if (key.second)
      planReduced(group, *key.first, push, ground);
    else
      planDirect(group, *key.first, push, ground);
  }
  if (words_.empty()) words_.push_back(0);
  if (hatched.empty()) return;
  Draw draw{.push = common(scene, pixels, ratio), .count = static_cast<std::uint32_t>(hatched.size())};
  draw.push.mode = push::fieldHatched;
  for (const Placed& placed : hatched) colourWord(placed.field->colormap, ground);
  draw.push.instances = static_cast<std::uint32_t>(words_.size());
  for (const Placed& placed : hatched) addInstance(placed, 0, placed.pixels.height(), ground);
  draws_.push_back(draw);
}

void FieldPlan::planPictures(const Scene& scene, QSize pixels, double ratio) {
  struct Laid {
    QRect area;
    std::uint32_t first;  // word of its pixels
  };
  std::vector<Laid> laid;
  const auto seen = [&](const QRect& area) { return area.intersects(QRect(QPoint(0, 0), pixels)); };
  const auto lay = [&](const QRect& area, const QImage& made) {
    laid.push_back({area, static_cast<std::uint32_t>(words_.size())});
    for (int y = 0; y < made.height(); ++y) {
      const auto* line = reinterpret_cast<const std::uint32_t*>(made.constScanLine(y));
      words_.insert(words_.end(), line, line + made.width());
    }
  };
  for (const ArcBundle& arcs : scene.arcs)
    if (const QRect area = devicePixels(arcs.area, ratio); seen(area))
      lay(area, arcs_.compose(arcs, area.size(), scene.background, scene.fieldColors, ratio));
  for (const Picture& picture : scene.pictures)
    if (const QRect area = devicePixels(picture.area, ratio); seen(area))
      lay(area, pictures_.compose(picture, area.size(), scene.fieldColors, ratio));
  if (laid.empty()) return;
  Draw draw{.push = common(scene, pixels, ratio), .count = static_cast<std::uint32_t>(laid.size())};
  draw.push.mode = push::fieldPicture;
  draw.push.instances = static_cast<std::uint32_t>(words_.size());
  for (const auto& [area, first] : laid) {
    const std::array<std::uint32_t, push::instanceWords> instance{
        word(area.x()), word(area.y()), word(area.width()), word(area.height()), 0U, word(area.height()), 0U, first};
    words_.insert(words_.end(), instance.begin(), instance.end());
  }
  draws_.push_back(draw);
}

void FieldPlan::planDirect(const std::vector<Placed>& group, const Rows& rows, push::FieldDraw push, Ground ground) {
  for (const Placed& placed : group) colourWord(placed.field->colormap, ground);  // so that instances lie side by side
  int firstRow = 0;
  for (const Tensor& block : rows.blocks()) {
    const int end = firstRow + block.dim(0);
    Draw draw{.push = push};
    draw.push.instances = static_cast<std::uint32_t>(words_.size());
    for (const Placed& placed : group) {
      const auto begin = std::partition_point(placed.rows.begin(), placed.rows.end(),
                                              [&](CellRange cells) { return cells.begin < firstRow; });
      const auto stop =
          std::partition_point(begin, placed.rows.end(), [&](CellRange cells) { return cells.begin < end; });
      if (begin == stop) continue;
      addInstance(placed, static_cast<int>(begin - placed.rows.begin()), static_cast<int>(stop - placed.rows.begin()),
                  ground);
      ++draw.count;
    }
    if (draw.count > 0) {
      const DeviceBlock& found = patterns_.find(block);
      draw.push.mode = push::fieldDirect;
      draw.push.first = found.first;
      draw.push.rowStride = found.rowStride;
      draw.push.keys = word(block.dim(2));
      draw.push.firstRow = word(firstRow);
      draw.pattern = {found.buffer, found.offset, found.range};
      draws_.push_back(draw);
    }
    firstRow = end;
  }
}

const FieldPlan::ReducedMap& FieldPlan::reducedMap(const std::vector<Placed>& group, const Rows& rows,
                                                   const Window& window) {
  const Field& field = *group.front().field;
  int firstHead = field.head, lastHead = field.head;
  for (const Placed& placed : group) {
    firstHead = std::min(firstHead, placed.field->head);
    lastHead = std::max(lastHead, placed.field->head);
  }
  std::vector<Scales> scales(static_cast<std::size_t>(lastHead - firstHead + 1));
  for (const Placed& placed : group)
    scales[static_cast<std::size_t>(placed.field->head - firstHead)] = placed.field->rowScale;
  const auto scaledAlike = [&](const ReducedMap& known) {
    return std::ranges::all_of(group, [&](const Placed& placed) {
      return known.scales[static_cast<std::size_t>(placed.field->head - known.firstHead)] == placed.field->rowScale;
    });
  };
  for (ReducedMap& known : maps_) {
    if (known.trace == field.trace && known.values == field.values && known.site == field.site &&
        known.window == window && known.firstHead <= firstHead && known.firstHead + known.heads > lastHead &&
        scaledAlike(known)) {
      known.used = frame_;
      return known;
    }
  }
  ReducedMap& made = maps_.emplace_back();
  made = {field.trace, field.values, field.site, window, firstHead, lastHead - firstHead + 1, scales, nullptr, frame_};
  std::vector<std::uint32_t> tables;
  for (const Scales& head : scales) tables.push_back(scaleTable(head));
  const auto scaleWords = window.scaled ? static_cast<std::uint32_t>(words_.size()) + 1 : 0U;
  if (window.scaled) words_.insert(words_.end(), tables.begin(), tables.end());
  const VkDeviceSize floats = VkDeviceSize{1} * word(made.heads) * word(window.height) * word(window.width);
  made.memory = std::make_shared<vk::Buffer>(device_, floats * sizeof(float));
  const Placed& any = group.front();
  int firstRow = 0;
  for (std::size_t b = 0; b < rows.blocks().size(); ++b) {
    const Tensor& block = rows.blocks()[b];
    const int end = firstRow + block.dim(0);
    const bool last = b + 1 == rows.blocks().size();
    // Pixel rows that touch the block; the last block also starts those below the data, so that every pixel is written.
    const auto top =
        std::partition_point(any.rows.begin(), any.rows.end(), [&](CellRange cells) { return cells.end <= firstRow; });
    const auto stop =
        last ? any.rows.end()
             : std::partition_point(top, any.rows.end(), [&](CellRange cells) { return cells.begin < end; });
    if (top != stop) {
      const DeviceBlock& found = patterns_.find(block);
      Reduction reduction{};
      reduction.push.first = found.first;
      reduction.push.rowStride = found.rowStride;
      reduction.push.keys = word(block.dim(2));
      reduction.push.firstRow = word(firstRow);
      reduction.push.rows = word(block.dim(0));
      reduction.push.count = word(any.keys);
      reduction.push.flags =
          (window.causal ? push::reduceCausal : 0U) | (window.magnitude ? push::reduceMagnitude : 0U);
      reduction.push.width = word(window.width);
      reduction.push.height = word(window.height);
      reduction.push.firstHead = word(made.firstHead);
      reduction.push.heads = word(made.heads);
      reduction.push.top = static_cast<std::uint32_t>(top - any.rows.begin());
      reduction.push.lines = static_cast<std::uint32_t>(stop - top);
      reduction.push.xCells = any.xWord;
      reduction.push.yCells = any.yWord;
      reduction.push.scales = scaleWords;
      reduction.pattern = {found.buffer, found.offset, found.range};
      reduction.map = {made.memory->handle(), made.memory->offset(), made.memory->bytes()};
      reductions_.push_back(reduction);
    }
    firstRow = end;
  }
  return made;
}

void FieldPlan::planReduced(const std::vector<Placed>& group, const Rows& rows, push::FieldDraw push, Ground ground) {
  std::map<Window, std::vector<Placed>> windows;
  for (const Placed& placed : group) {
    const Field& f = *placed.field;
    windows[{placed.pixels.width(), placed.pixels.height(), f.firstRow, f.rowCount, f.firstColumn, f.columnCount,
             f.causal, f.largestMagnitude, f.rowScale != nullptr}]
        .push_back(placed);
  }
  for (const auto& [window, members] : windows) {
    const ReducedMap& map = reducedMap(members, rows, window);
    for (const Placed& placed : members) colourWord(placed.field->colormap, ground);
    Draw draw{.push = push, .count = static_cast<std::uint32_t>(members.size())};
    draw.push.mode = push::fieldReduced;
    draw.push.instances = static_cast<std::uint32_t>(words_.size());
    draw.push.reducedWidth = word(window.width);
    draw.push.reducedHeight = word(window.height);
    draw.push.firstHead = word(map.firstHead);
    draw.pattern = {map.memory->handle(), map.memory->offset(), map.memory->bytes()};
    for (const Placed& placed : members) addInstance(placed, 0, placed.pixels.height(), ground);
    draws_.push_back(draw);
  }
}

void FieldPlan::endFrame() {
  maps_.remove_if([this](const ReducedMap& map) { return map.used != frame_; });
  arcs_.endFrame();
  pictures_.endFrame();
}

}  // namespace headlight::ui
