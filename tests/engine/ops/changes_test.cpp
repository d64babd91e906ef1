// What what-ifs and reuse are made of: cutKeys, scaleHead, copyRows.
#include <gtest/gtest.h>

#include "ops/ops.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/random_tensor.h"

namespace headlight::test {
namespace {

class ChangesTest : public OnBackends {};

std::size_t at(int row, int heads, int head, int width, int i) {
  return (static_cast<std::size_t>(row) * static_cast<std::size_t>(heads) + static_cast<std::size_t>(head)) *
             static_cast<std::size_t>(width) +
         static_cast<std::size_t>(i);
}

TEST_P(ChangesTest, CutKeysLowersJustThose) {
  std::vector<float> host;
  Tensor scores = randomTensor(backend(), {70, 3, 130}, 1, host);
  const std::vector<KeyCut> cuts{{-1, 10, 12, 5}, {2, 0, 100, 129}, {1, 69, 70, 0}, {0, 0, 500, 130}, {0, 80, 90, 1}};
  ops::cutKeys(scores, 0, cuts);
  for (int row = 0; row < 70; ++row)
    for (int head = 0; head < 3; ++head)
      for (int key = 0; key < 130; ++key)
        if ((key == 5 && (row == 10 || row == 11)) || (head == 2 && key == 129) || (head == 1 && row == 69 && key == 0))
          host[at(row, 3, head, 130, key)] = cutScore;
  EXPECT_TRUE(sameBits(toHost(backend(), scores), host));
}

TEST_P(ChangesTest, RowsAreCountedFromTheFirstOne) {
  std::vector<float> host;
  Tensor scores = randomTensor(backend(), {4, 1, 64}, 1, host);
  ops::cutKeys(scores, 60, std::vector<KeyCut>{{0, 0, 62, 3}});
  host[at(0, 1, 0, 64, 3)] = host[at(1, 1, 0, 64, 3)] = cutScore;
  EXPECT_TRUE(sameBits(toHost(backend(), scores), host));
}

// Exactly: views show it, and a row's other keys must share all of its weight.
TEST_P(ChangesTest, ACutKeyHasNoWeightAfterSoftmax) {
  for (const int keys : {2, 7, 64, 129}) {
    std::vector<float> host;
    Tensor scores = randomTensor(backend(), {3, 2, keys}, 2, host);
    ops::cutKeys(scores, 0, std::vector<KeyCut>{{-1, 0, 3, 1}});
    ops::softmaxRows(scores, 0, keys, false);
    const std::vector<float> got = toHost(backend(), scores);
    for (int row = 0; row < 3; ++row)
      for (int head = 0; head < 2; ++head) {
        double sum = 0;
        for (int key = 0; key < keys; ++key) sum += got[at(row, 2, head, keys, key)];
        EXPECT_EQ(got[at(row, 2, head, keys, 1)], 0.0F);
        EXPECT_NEAR(sum, 1, 1e-6);  // at most 129 weights, each rounded once
      }
  }
}

TEST_P(ChangesTest, ScaleHeadScalesOneHead) {
  std::vector<float> host;
  const Tensor wide = randomTensor(backend(), {70, 3 * 21}, 3, host);
  Tensor y = wide.rows(5, 70).viewAs({65, 3, 21});
  ops::scaleHead(y, 1, 0.25F);
  for (int row = 5; row < 70; ++row)
    for (int i = 0; i < 21; ++i) host[at(row, 3, 1, 21, i)] *= 0.25F;
  EXPECT_TRUE(sameBits(toHost(backend(), wide), host));
  ops::scaleHead(y, 2, 0);
  EXPECT_EQ(toHost(backend(), y)[2 * 21], 0.0F);
}

TEST_P(ChangesTest, CopyRowsFollowsStrides) {
  std::vector<float> host;
  const Tensor x = randomTensor(backend(), {70, 90}, 4, host);
  for (const auto& [begin, width] : {std::pair<std::size_t, int>{0, 90}, {30, 30}, {7, 13}, {89, 1}}) {
    const Tensor from = x.rows(3, 68).columns(begin, {width});
    Tensor to = backend().allocate({65, width}, DType::F32, static_cast<std::size_t>(width) + 3);
    ops::copyRowsInto(from, to);
    std::vector<float> expected;
    for (int row = 3; row < 68; ++row)
      for (int i = 0; i < width; ++i) expected.push_back(host[at(row, 1, 0, 90, static_cast<int>(begin) + i)]);
    EXPECT_TRUE(sameBits(toHost(backend(), to), expected)) << width << " columns from " << begin;
  }
}

TEST_P(ChangesTest, NoRowsAreFine) {
  Tensor scores = backend().allocate({0, 2, 8});
  ops::addScoreBias(scores, tensorOf(backend(), std::vector<float>(6), {2, 3}), 1.0F, 0, 8);
  ops::cutKeys(scores, 0, std::vector<KeyCut>{{0, 0, 5, 1}});
  ops::softmaxRows(scores, 0, 8, true);
  ops::scaleHead(scores, 0, 2);
  EXPECT_TRUE(toHost(backend(), ops::activate(scores, Activation::Tanh)).empty());
  Tensor copy = backend().allocate({0, 2, 8});
  ops::copyRowsInto(scores, copy);
  EXPECT_TRUE(toHost(backend(), copy).empty());
}

INSTANTIATE_TEST_SUITE_P(Backends, ChangesTest, testing::ValuesIn(availableBackends()), backendName);

}  // namespace
}  // namespace headlight::test
