#include <algorithm>
#include <vector>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/tile.h"

namespace headlight {
namespace {

/// Keys [0, count) of one head as panels [headWidth][panelWidth], filled up with zeros: the order of a packed weight.
void packKeys(const float* key, std::size_t stride, int count, int headWidth, float* to) {
  const int width = tile::panelWidth;
  for (int first = 0; first < count; first += width, to += headWidth * width) {
    const int real = std::min(width, count - first);
    for (int column = 0; column < width; ++column) {
      const float* from = key + static_cast<std::size_t>(first + std::min(column, real - 1)) * stride;
      for (int i = 0; i < headWidth; ++i) to[i * width + column] = column < real ? from[i] : 0.0F;
    }
  }
}

}  // namespace

void EigenBackend::attentionScores(const Tensor& query, const Rows& key, float scale, Tensor& scores) {
  const Timed timed(*this, "attentionScores");
  const int rows = query.dim(0), heads = query.dim(1), headWidth = query.dim(2), capacity = scores.dim(2);
  const int keys = std::min(key.rows(), capacity);
  if (rows == 0 || keys == 0) return;
  const int blocks = (keys + Rows::blockRows - 1) / Rows::blockRows;
  const int kvHeads = key.blocks()[0].dim(1), group = heads / kvHeads, width = tile::panelWidth;
  const auto panelFloats = static_cast<std::size_t>(headWidth) * static_cast<std::size_t>(width);
  const double work = 2.0 * (rows + 4) * heads * headWidth * keys;
  threads_.forEach(kvHeads * blocks, work, [&](int task) {
    const int block = task / kvHeads, kvHead = task % kvHeads;
    const int firstKey = block * Rows::blockRows, count = std::min(Rows::blockRows, keys - firstKey);
    const int panels = (count + width - 1) / width;
    thread_local std::vector<float> packed;
    packed.resize(static_cast<std::size_t>(panels) * panelFloats);
    const Tensor& keysHere = key.blocks()[static_cast<std::size_t>(block)];
    packKeys(data(keysHere) + kvHead * headWidth, keysHere.rowStride(), count, headWidth, packed.data());

    alignas(64) float sums[tile::resultCapacity];
    for (int head = kvHead * group; head < (kvHead + 1) * group; ++head)
      tile::forPanelGroups(0, panels, std::min(rows, tile::maxRows), [&](int panel, int panelCount) {
        tile::forRowGroups(rows, [&](int row, int rowCount) {
          const tile::Segment segment{packed.data() + static_cast<std::size_t>(panel) * panelFloats, headWidth};
          tile::multiply(rowCount, panelCount,
                         data(query) + static_cast<std::size_t>(row) * query.rowStride() + head * headWidth,
                         query.rowStride(), {&segment, 1}, static_cast<std::size_t>(width), panelFloats, sums);
          const int column = panel * width, columns = panelCount * width, real = std::min(columns, count - column);
          for (int r = 0; r < rowCount; ++r) {
            float* to = data(scores) + static_cast<std::size_t>(row + r) * scores.rowStride() +
                        static_cast<std::size_t>(head) * static_cast<std::size_t>(capacity) + firstKey + column;
            for (int i = 0; i < real; ++i) to[i] = scale * sums[r * columns + i];
          }
        });
      });
  });
}

}  // namespace headlight
