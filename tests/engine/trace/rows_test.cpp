#include "tensor/rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "support/random_tensor.h"

namespace headlight {
namespace {

class RowsTest : public testing::Test {
 protected:
  /// [rows, width] that counts up from 0.
  Tensor counting(int rows, int width, std::size_t gap = 0) {
    std::vector<float> values(static_cast<std::size_t>(rows) * static_cast<std::size_t>(width));
    std::iota(values.begin(), values.end(), 0.0f);
    return test::tensorOf(*backend_, values, {rows, width}, gap);
  }
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
};

TEST_F(RowsTest, cutsIntoBlocksOf64) {
  const struct {
    int rows;
    std::vector<int> blocks;
  } cases[] = {{1, {1}}, {63, {63}}, {64, {64}}, {65, {64, 1}}, {130, {64, 64, 2}}};
  for (const auto& [count, sizes] : cases) {
    const Tensor all = counting(count, 5);
    const Rows rows(all);
    EXPECT_EQ(rows.rows(), count);
    ASSERT_EQ(rows.blocks().size(), sizes.size());
    for (std::size_t i = 0; i < sizes.size(); ++i) EXPECT_EQ(rows.blocks()[i].dim(0), sizes[i]);
    for (const int row : {0, count / 2, count - 1}) EXPECT_EQ(rows.rowToHost(row), all.rows(row, row + 1).toHost());
    EXPECT_EQ(rows.bytes(), static_cast<std::size_t>(count) * 5 * 4);
  }
}

TEST_F(RowsTest, blocksAreHandlesNotCopies) {
  const Tensor all = counting(130, 5);
  const Rows rows(all);
  for (const Tensor& block : rows.blocks()) EXPECT_EQ(&block.buffer(), &all.buffer());
  // A later text whose first 64 rows did not change takes that block as it stands.
  const Rows later(std::vector<Tensor>{rows.blocks()[0], counting(3, 5)});
  EXPECT_EQ(later.rows(), 67);
  EXPECT_EQ(later.blocks()[0].buffer().hostData(), rows.blocks()[0].buffer().hostData());
  EXPECT_EQ(later.rowToHost(63), rows.rowToHost(63));
  EXPECT_EQ(later.rowToHost(64), (std::vector<float>{0, 1, 2, 3, 4}));
}

TEST_F(RowsTest, aSharedBlockOutlivesTheTensorAndTheBackendThatMadeIt) {
  Rows kept;
  {
    const Rows first(counting(70, 4));
    kept = Rows(std::vector<Tensor>{first.blocks()[0]});
  }
  backend_.reset();
  EXPECT_EQ(kept.rowToHost(63), (std::vector<float>{252, 253, 254, 255}));
}

TEST_F(RowsTest, rowGapsAreSkipped) {
  const Rows rows(counting(66, 3, 5));
  EXPECT_EQ(rows.rowToHost(65), (std::vector<float>{195, 196, 197}));
  EXPECT_EQ(rows.blocks()[1].toHost(), (std::vector<float>{192, 193, 194, 195, 196, 197}));
}

TEST_F(RowsTest, refusesWhatIsNoListOfBlocks) {
  EXPECT_THROW(Rows(std::vector<Tensor>{counting(63, 2), counting(64, 2)}), Error);  // a short block in the middle
  EXPECT_THROW(Rows(std::vector<Tensor>{counting(65, 2)}), Error);
  EXPECT_THROW(Rows(counting(5, 2)).rowToHost(5), Error);
  EXPECT_THROW(Rows(counting(5, 2)).rowToHost(-1), Error);
  EXPECT_THROW(Rows().rowToHost(0), Error);
}

}  // namespace
}  // namespace headlight
