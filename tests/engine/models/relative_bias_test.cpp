// T5's buckets of distances.
#include "nn/relative_bias.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace headlight {
namespace {

struct Recorded {
  DistanceBuckets buckets;
  std::vector<std::pair<int, int>> changes;  ///< from this distance on, this bucket
};

// transformers 5.24, torch 2.13: T5Attention._relative_position_bucket(torch.arange(-maxDistance - 3, maxDistance + 4),
// bidirectional, num_buckets, max_distance), where it changes.
const std::vector<Recorded> recorded{
    {{8, 20, false}, {{-23, 3}, {-6, 2}, {-1, 1}, {0, 0}, {1, 5}, {2, 6}, {7, 7}}},
    {{8, 20, true}, {{-23, 7}, {-13, 6}, {-8, 5}, {-5, 4}, {-3, 3}, {-2, 2}, {-1, 1}, {0, 0}}},
    {{32, 128, false},
     {{-131, 15}, {-90, 14}, {-63, 13}, {-45, 12}, {-31, 11}, {-22, 10}, {-15, 9}, {-11, 8}, {-7, 7}, {-6, 6}, {-5, 5},
      {-4, 4},    {-3, 3},   {-2, 2},   {-1, 1},   {0, 0},    {1, 17},   {2, 18},  {3, 19},  {4, 20}, {5, 21}, {6, 22},
      {7, 23},    {8, 24},   {12, 25},  {16, 26},  {23, 27},  {32, 28},  {46, 29}, {64, 30}, {91, 31}}},
    {{32, 128, true}, {{-131, 31}, {-112, 30}, {-98, 29}, {-86, 28}, {-76, 27}, {-66, 26}, {-58, 25}, {-51, 24},
                       {-45, 23},  {-39, 22},  {-34, 21}, {-30, 20}, {-26, 19}, {-23, 18}, {-20, 17}, {-18, 16},
                       {-15, 15},  {-14, 14},  {-13, 13}, {-12, 12}, {-11, 11}, {-10, 10}, {-9, 9},   {-8, 8},
                       {-7, 7},    {-6, 6},    {-5, 5},   {-4, 4},   {-3, 3},   {-2, 2},   {-1, 1},   {0, 0}}},
    {{64, 256, true}, {{-259, 63}, {-239, 62}, {-224, 61}, {-210, 60}, {-197, 59}, {-184, 58}, {-173, 57}, {-162, 56},
                       {-152, 55}, {-142, 54}, {-133, 53}, {-125, 52}, {-117, 51}, {-109, 50}, {-103, 49}, {-96, 48},
                       {-90, 47},  {-84, 46},  {-79, 45},  {-74, 44},  {-69, 43},  {-65, 42},  {-61, 41},  {-57, 40},
                       {-53, 39},  {-50, 38},  {-47, 37},  {-44, 36},  {-41, 35},  {-38, 34},  {-36, 33},  {-34, 32},
                       {-31, 31},  {-30, 30},  {-29, 29},  {-28, 28},  {-27, 27},  {-26, 26},  {-25, 25},  {-24, 24},
                       {-23, 23},  {-22, 22},  {-21, 21},  {-20, 20},  {-19, 19},  {-18, 18},  {-17, 17},  {-16, 16},
                       {-15, 15},  {-14, 14},  {-13, 13},  {-12, 12},  {-11, 11},  {-10, 10},  {-9, 9},    {-8, 8},
                       {-7, 7},    {-6, 6},    {-5, 5},    {-4, 4},    {-3, 3},    {-2, 2},    {-1, 1},    {0, 0}}},
};

TEST(RelativeBias, BucketsAreThoseOfTransformers) {
  for (const Recorded& it : recorded) {
    SCOPED_TRACE(testing::Message() << it.buckets.count << " buckets up to " << it.buckets.maxDistance
                                    << (it.buckets.causal ? ", causal" : ""));
    ASSERT_EQ(it.changes.front().first, -it.buckets.maxDistance - 3);
    std::size_t next = 0;
    int bucket = -1;
    for (int distance = -it.buckets.maxDistance - 3; distance <= it.buckets.maxDistance + 3; ++distance) {
      if (next < it.changes.size() && it.changes[next].first == distance) bucket = it.changes[next++].second;
      EXPECT_EQ(bucketOf(distance, it.buckets), bucket) << distance;
    }
    EXPECT_EQ(next, it.changes.size());
  }
}

}  // namespace
}  // namespace headlight
