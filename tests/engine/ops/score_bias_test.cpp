// A bias by how far a key is from its query: as T5 has it for a text, as Swin for a window.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

#include "ops/ops.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/random_tensor.h"

namespace headlight::test {
namespace {

class AddScoreBiasTest : public OnBackends {
 protected:
  /// Compares with a plain loop; `entry(query, key)` says which one of the table's it is. Columns that are no keys and
  /// gaps stay as they were.
  void expectBias(int rows, int heads, int keys, int columns, int firstRow, int entries, int side,
                  const std::function<int(int query, int key)>& entry) {
    SCOPED_TRACE(testing::Message() << rows << " rows from " << firstRow << ", " << heads << " heads, " << keys
                                    << " keys, " << entries << " distances, lines of " << side);
    std::vector<float> before, table;
    Tensor scores = randomTensor(backend(), {rows, heads, columns}, 1, before, 5);
    const Tensor tables = randomTensor(backend(), {heads, entries}, 2, table, 3);
    const float scale = 0.37F;
    ops::addScoreBias(scores, tables, scale, firstRow, keys, side);
    std::vector<Expected> expected;
    std::size_t at = 0;
    for (int r = 0; r < rows; ++r)
      for (int h = 0; h < heads; ++h)
        for (int k = 0; k < columns; ++k, ++at) {
          const double bias =
              k < keys ? scale * double{table[static_cast<std::size_t>(h * entries + entry(firstRow + r, k))]} : 0;
          // A product and a sum, each rounded once; nothing where nothing is added.
          expected.push_back(
              {before[at] + bias, k < keys ? unitRoundoff * (2 * std::abs(bias) + std::abs(before[at])) : 0.0});
        }
    EXPECT_TRUE(near(toHost(backend(), scores), expected));
  }
};

TEST_P(AddScoreBiasTest, GoesByTheDistanceInAText) {
  for (const auto& [rows, heads, keys, firstRow] :
       {std::array{1, 1, 1, 0}, {1, 4, 129, 128}, {2, 3, 7, 5}, {7, 2, 64, 0}, {64, 3, 128, 64}, {129, 1, 129, 0}})
    for (const int reach : {0, 1, 16, 63, 200}) {
      const int columns = (keys + 63) / 64 * 64;
      expectBias(rows, heads, keys, columns, firstRow, 2 * reach + 1, 0,
                 [reach](int query, int key) { return std::clamp(key - query, -reach, reach) + reach; });
    }
}

TEST_P(AddScoreBiasTest, GoesUpAndAcrossOnAGrid) {
  for (const auto& [lines, side] : {std::pair{1, 1}, {1, 5}, {4, 1}, {7, 7}, {3, 9}, {12, 12}}) {
    const int places = lines * side, across = 2 * side - 1;
    const auto entry = [&, across = across, side = side, lines = lines](int query, int key) {
      const int up = key / side - query / side + lines - 1, right = key % side - query % side + side - 1;
      return up * across + right;
    };
    expectBias(places, 3, places, places, 0, (2 * lines - 1) * across, side, entry);
    expectBias(1, 2, places - places / 3, places, places - 1, (2 * lines - 1) * across, side, entry);
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, AddScoreBiasTest, testing::ValuesIn(availableBackends()), backendName);

}  // namespace
}  // namespace headlight::test
