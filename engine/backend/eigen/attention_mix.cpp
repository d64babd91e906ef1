#include <algorithm>
#include <vector>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/kernels/cpu_kernels.h"

namespace headlight {
namespace {

/// How many keys the rows look at: one past the last weight that is not 0. Keys after it would only add zeros.
int seenKeys(const float* pattern, std::size_t rowStride, int rows, int keys) {
  int seen = 0;
  for (int r = 0; r < rows; ++r) {
    const float* row = pattern + static_cast<std::size_t>(r) * rowStride;
    int last = keys;
    while (last > seen && row[last - 1] == 0.0F) --last;
    seen = std::max(seen, last);
  }
  return seen;
}

/// The values of one head, row by row over all blocks, each row filled up with zeros to whole panels.
void packValues(const Rows& value, const std::vector<const float*>& blocks, int keys, int kvHead, int headWidth,
                int padded, std::vector<float>& to) {
  to.assign(static_cast<std::size_t>(keys) * static_cast<std::size_t>(padded), 0.0F);
  for (int k = 0; k < keys; ++k)
    std::copy_n(blocks[static_cast<std::size_t>(k / Rows::blockRows)] +
                    static_cast<std::size_t>(k % Rows::blockRows) * value.blockOf(k).rowStride() + kvHead * headWidth,
                headWidth, to.data() + static_cast<std::size_t>(k) * static_cast<std::size_t>(padded));
}

}  // namespace

void EigenBackend::attentionMix(const Tensor& pattern, const Rows& value, Tensor& y) {
  const Timed timed(*this, "attentionMix");
  const int rows = y.dim(0), heads = y.dim(1), headWidth = y.dim(2), capacity = pattern.dim(2),
            width = tile::panelWidth;
  const tile::Kernels& tiles = *kernels_.tiles;
  const int keys = std::min(value.rows(), capacity);
  const int kvHeads = value.blocks().empty() ? heads : value.blocks()[0].dim(1), group = heads / kvHeads;
  const int panels = (headWidth + width - 1) / width, padded = panels * width;

  std::vector<const float*> blocks;
  bool evenStride = true;
  for (const Tensor& block : value.blocks()) {
    blocks.push_back(data(block));
    evenStride = evenStride && block.rowStride() == value.blocks()[0].rowStride();
  }
  const bool inPlace = headWidth == padded && evenStride;  // whole panels: values are read where they lie
  const int rowsPerTask = inPlace ? 2 * tiles.maxRows : std::max(rows, 1);
  const int rowTasks = (rows + rowsPerTask - 1) / rowsPerTask;

  threads_.forEach(heads * rowTasks, 2.0 * rows * heads * keys * padded, [&](int task) {
    const int head = task % heads, kvHead = head / group;
    const int taskBegin = task / heads * rowsPerTask, taskRows = std::min(rowsPerTask, rows - taskBegin);
    thread_local std::vector<float> packed;
    if (!inPlace) packValues(value, blocks, keys, kvHead, headWidth, padded, packed);
    const std::size_t stride = inPlace && keys ? value.blocks()[0].rowStride() : static_cast<std::size_t>(padded);
    thread_local std::vector<tile::Segment> segments;
    tile::forRowGroups(taskRows, tiles.maxRows, [&](int first, int count) {
      const auto row = static_cast<std::size_t>(taskBegin + first);
      const float* weights = data(pattern) + row * pattern.rowStride() +
                             static_cast<std::size_t>(head) * static_cast<std::size_t>(capacity);
      const int seen = seenKeys(weights, pattern.rowStride(), count, keys);
      tile::forPanelGroups(panels, tiles.panelsFor[count], [&](int panel, int panelCount) {
        segments.clear();
        if (inPlace) {
          for (int k = 0; k < seen; k += Rows::blockRows)
            segments.push_back(
                {blocks[static_cast<std::size_t>(k / Rows::blockRows)] + kvHead * headWidth + panel * width,
                 std::min(Rows::blockRows, seen - k)});
        } else {
          segments.push_back({packed.data() + panel * width, seen});
        }
        const int column = panel * width;
        tile::Step step{};
        step.rows = count;
        step.panels = panelCount;
        step.x = weights;
        step.xStride = pattern.rowStride();
        step.segments = segments.data();
        step.segmentCount = static_cast<int>(segments.size());
        step.stride = stride;
        step.panelStride = static_cast<std::size_t>(width);
        step.scale = 1.0F;
        step.to = data(y) + row * y.rowStride() + head * headWidth + column;
        step.toStride = y.rowStride();
        step.columns = std::min(panelCount * width, headWidth - column);
        tiles.multiply(step);
      });
    });
  });
}

}  // namespace headlight
