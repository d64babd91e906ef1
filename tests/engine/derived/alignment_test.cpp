#include "derived/alignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace headlight::derived {

/// For failures.
void PrintTo(const AlignedRows& rows, std::ostream* out) {
  *out << '(' << rows.a << ", " << rows.b << (rows.same ? ", same)" : ")");
}

namespace {

using Ids = std::vector<std::int32_t>;
using Rows = std::vector<AlignedRows>;

TEST(Alignment, ByHand) {
  EXPECT_EQ(alignTokens(Ids{}, Ids{}), Rows{});
  EXPECT_EQ(alignTokens(Ids{1, 2}, Ids{1, 2}), (Rows{{0, 0, true}, {1, 1, true}}));
  EXPECT_EQ(alignTokens(Ids{1, 2, 3}, Ids{1, 9, 3}), (Rows{{0, 0, true}, {1, 1, false}, {2, 2, true}})) << "replaced";
  EXPECT_EQ(alignTokens(Ids{1, 3}, Ids{1, 2, 3}), (Rows{{0, 0, true}, {-1, 1, false}, {1, 2, true}})) << "inserted";
  EXPECT_EQ(alignTokens(Ids{1, 2, 3}, Ids{3}), (Rows{{0, -1, false}, {1, -1, false}, {2, 0, true}})) << "deleted";
  EXPECT_EQ(alignTokens(Ids{1, 5, 6, 3}, Ids{1, 7, 3}),
            (Rows{{0, 0, true}, {1, 1, false}, {2, -1, false}, {3, 2, true}}))
      << "one of the two was replaced";
  EXPECT_EQ(alignTokens(Ids{}, Ids{4}), (Rows{{-1, 0, false}}));
  EXPECT_EQ(alignTokens(Ids{7, 7}, Ids{7}), (Rows{{0, 0, true}, {1, -1, false}}));
}

// Myers' own example: ABCABBA and CBABAC have BABA or CABA or CBBA in common, four tokens.
TEST(Alignment, MyersExample) {
  const Rows rows = alignTokens(Ids{'A', 'B', 'C', 'A', 'B', 'B', 'A'}, Ids{'C', 'B', 'A', 'B', 'A', 'C'});
  EXPECT_EQ(std::ranges::count(rows, true, &AlignedRows::same), 4);
}

/// The length by dynamic programming.
int longestCommon(const Ids& a, const Ids& b) {
  std::vector<std::vector<int>> best(a.size() + 1, std::vector<int>(b.size() + 1, 0));
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j)
      best[i][j] = a[i - 1] == b[j - 1] ? best[i - 1][j - 1] + 1 : std::max(best[i - 1][j], best[i][j - 1]);
  return best.back().back();
}

TEST(Alignment, IsLongestAndHasEveryRowOnceInOrder) {
  std::mt19937 random(5);
  const auto some = [&](unsigned most, unsigned kinds) {
    Ids ids(random() % (most + 1));
    for (std::int32_t& id : ids) id = static_cast<std::int32_t>(random() % kinds);
    return ids;
  };
  for (int trial = 0; trial < 500; ++trial) {
    const unsigned kinds = 1 + trial % 6;
    const Ids a = some(20, kinds), b = some(20, kinds);
    const Rows rows = alignTokens(a, b);
    SCOPED_TRACE(trial);
    int nextA = 0, nextB = 0;
    for (const AlignedRows& row : rows) {
      if (row.a >= 0) {
        EXPECT_EQ(row.a, nextA++);
      }
      if (row.b >= 0) {
        EXPECT_EQ(row.b, nextB++);
      }
      ASSERT_TRUE(row.a >= 0 || row.b >= 0);
      if (row.same) {
        ASSERT_TRUE(row.both());
        EXPECT_EQ(a[static_cast<std::size_t>(row.a)], b[static_cast<std::size_t>(row.b)]);
      }
    }
    EXPECT_EQ(nextA, static_cast<int>(a.size()));
    EXPECT_EQ(nextB, static_cast<int>(b.size()));
    EXPECT_EQ(std::ranges::count(rows, true, &AlignedRows::same), longestCommon(a, b));
  }
}

TEST(Alignment, OfTooManyDifferencesTheMiddleIsReplaced) {
  const Ids a{1, 2, 3, 4, 5, 9}, b{1, 3, 2, 5, 4, 9};
  EXPECT_EQ(alignTokens(a, b, 1),
            (Rows{{0, 0, true}, {1, 1, false}, {2, 2, false}, {3, 3, false}, {4, 4, false}, {5, 5, true}}));
}

TEST(Alignment, OfPicturesRowsOfOneNumber) {
  EXPECT_EQ(alignRows(2, 2), (Rows{{0, 0, true}, {1, 1, true}}));
  EXPECT_EQ(alignRows(1, 2), (Rows{{0, -1, false}, {-1, 0, false}, {-1, 1, false}}));
}

}  // namespace
}  // namespace headlight::derived
