#include <algorithm>
#include <vector>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/kernels/cpu_kernels.h"

namespace headlight {

void EigenBackend::attentionScores(const Tensor& query, const Rows& key, float scale, Tensor& scores) {
  const Timed timed(*this, "attentionScores");
  const int rows = query.dim(0), heads = query.dim(1), headWidth = query.dim(2), capacity = scores.dim(2);
  const int keys = std::min(key.rows(), capacity);
  if (rows == 0 || keys == 0) return;
  const int kvHeads = key.blocks()[0].dim(1), group = heads / kvHeads, width = tile::panelWidth;
  const tile::Kernels& tiles = *kernels_.tiles;
  const auto panelFloats = static_cast<std::size_t>(headWidth) * static_cast<std::size_t>(width);
  const double work = 2.0 * (rows + 4) * heads * headWidth * keys;
  // Few rows only read the keys: one panel of them for all heads, so that each key is read from end to end. Many rows
  // compute: a whole block for one head, which stays in the cache with its queries.
  const bool fewRows = rows <= tiles.maxRows;
  const int stretch = fewRows ? width : Rows::blockRows, stretches = (keys + stretch - 1) / stretch;
  const auto oneHead = [&](int kvHead, int firstKey) {
    const int count = std::min(stretch, keys - firstKey), panels = (count + width - 1) / width;
    thread_local std::vector<float> packed;
    packed.resize(static_cast<std::size_t>(panels) * panelFloats);
    const Tensor& block = key.blockOf(firstKey);
    const float* from =
        data(block) + static_cast<std::size_t>(firstKey % Rows::blockRows) * block.rowStride() + kvHead * headWidth;
    kernels_.packKeys(from, block.rowStride(), count, headWidth, packed.data());

    for (int head = kvHead * group; head < (kvHead + 1) * group; ++head)
      tile::forRowGroups(rows, tiles.maxRows, [&](int row, int rowCount) {
        tile::forPanelGroups(panels, tiles.panelsFor[rowCount], [&](int panel, int panelCount) {
          const tile::Segment segment{packed.data() + static_cast<std::size_t>(panel) * panelFloats, headWidth};
          const int column = panel * width;
          tile::Step step{};
          step.rows = rowCount;
          step.panels = panelCount;
          step.x = data(query) + static_cast<std::size_t>(row) * query.rowStride() + head * headWidth;
          step.xStride = query.rowStride();
          step.segments = &segment;
          step.segmentCount = 1;
          step.stride = static_cast<std::size_t>(width);
          step.panelStride = panelFloats;
          step.scale = scale;
          step.to = data(scores) + static_cast<std::size_t>(row) * scores.rowStride() +
                    static_cast<std::size_t>(head) * static_cast<std::size_t>(capacity) + firstKey + column;
          step.toStride = scores.rowStride();
          step.columns = std::min(panelCount * width, count - column);
          tiles.multiply(step);
        });
      });
  };
  if (fewRows)
    threads_.forEach(stretches, work, [&](int task) {
      for (int kvHead = 0; kvHead < kvHeads; ++kvHead) oneHead(kvHead, task * stretch);
    });
  else
    threads_.forEach(kvHeads * stretches, work, [&](int task) { oneHead(task % kvHeads, task / kvHeads * stretch); });
}

}  // namespace headlight
