#include <gtest/gtest.h>

#include "models/load_model.h"
#include "support/near.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

// The CPU backend promises bits, not digits: a row depends on its own past only, not on how many rows or threads there
// are. Only so will an edit that reuses the rows before it equal a full pass (engine/ARCHITECTURE.md, Numbers).
namespace headlight {
namespace {

/// The first `rows` rows of a site; of a pattern, their keys below `rows` too.
std::vector<float> firstRows(const Trace& trace, SiteId id, int rows) {
  std::vector<int> shape;
  const std::vector<float> all = siteToHost(trace, id, shape);
  std::vector<float> first;
  if (id.site == Site::Pattern) {
    for (int head = 0; head < shape[0]; ++head)
      for (int query = 0; query < rows; ++query) {
        const auto row = all.begin() + (std::ptrdiff_t(head) * shape[1] + query) * shape[2];
        first.insert(first.end(), row, row + rows);
      }
    return first;
  }
  const auto perRow = static_cast<std::ptrdiff_t>(all.size()) / shape[0];
  first.assign(all.begin(), all.begin() + perRow * rows);
  return first;
}

void expectSameRows(const Trace& a, const Trace& b, int rows) {
  ASSERT_EQ(a.sites().size(), b.sites().size());
  for (const auto& [id, unused] : a.sites())
    EXPECT_TRUE(test::sameBits(firstRows(a, id, rows), firstRows(b, id, rows))) << toString(id);
}

class Reproducible : public testing::TestWithParam<test::TinyModel> {
 protected:
  void SetUp() override { test::writeTinyModel(folder_.path(), GetParam()); }
  std::shared_ptr<const Trace> run(const std::vector<std::int32_t>& ids, int threads = 2) {
    const auto backend = makeBackend("cpu", threads);
    return test::pass(*loadModel(folder_.path(), *backend), *backend, ids);
  }
  test::TemporaryFolder folder_;
};

TEST_P(Reproducible, aPrefixHasTheBitsOfTheLongerText) {
  const auto ids = test::randomIds(150, GetParam().vocabulary);
  const auto whole = run(ids);
  for (const int length : {1, 2, 3, 5, 8, 17, 31, 63, 64, 65, 100, 128, 129, 149}) {
    SCOPED_TRACE(testing::Message() << length << " of 150 tokens");
    expectSameRows(*run({ids.begin(), ids.begin() + length}), *whole, length);
  }
}

TEST_P(Reproducible, anEditKeepsTheBitsBeforeIt) {
  const auto ids = test::randomIds(130, GetParam().vocabulary);
  const auto before = run(ids);
  for (const int place : {1, 40, 64, 65, 129}) {
    auto edited = ids;
    edited[place] = (edited[place] + 1) % GetParam().vocabulary;
    const auto after = run(edited);
    SCOPED_TRACE(testing::Message() << "token " << place << " replaced");
    expectSameRows(*before, *after, place);
    EXPECT_FALSE(test::sameBits(firstRows(*before, {StackId::Decoder, Site::Embed}, place + 1),
                                firstRows(*after, {StackId::Decoder, Site::Embed}, place + 1)))
        << "the edit changed nothing";
  }
}

TEST_P(Reproducible, theNumberOfThreadsDoesNotShow) {
  for (const int length : {1, 7, 64, 150}) {
    const auto ids = test::randomIds(length, GetParam().vocabulary);
    SCOPED_TRACE(testing::Message() << length << " tokens");
    const auto one = run(ids, 1);
    for (const int threads : {2, 3}) expectSameRows(*one, *run(ids, threads), length);
  }
}

// Asking for every row's logits must not change the last row's.
TEST_P(Reproducible, thePlanDoesNotShow) {
  const auto backend = makeBackend("cpu", 2);
  const auto model = loadModel(folder_.path(), *backend);
  for (const int length : {1, 7, 65}) {
    const auto ids = test::randomIds(length, GetParam().vocabulary);
    const auto all = test::pass(*model, *backend, ids), none = test::pass(*model, *backend, ids, CapturePlan{});
    EXPECT_TRUE(test::sameBits(all->predictedLogits(), none->predictedLogits())) << length;
  }
}

test::TinyModel sized(int layers, int heads, int width, int vocabulary) {
  test::TinyModel model;
  model.layers = layers, model.heads = heads, model.width = width, model.vocabulary = vocabulary, model.positions = 150;
  return model;
}

INSTANTIATE_TEST_SUITE_P(Sizes, Reproducible,
                         testing::Values(sized(2, 4, 36, 61), sized(2, 3, 21, 53), sized(2, 4, 128, 301),
                                         sized(1, 1, 1, 2)),
                         [](const auto& info) {
                           return "width" + std::to_string(info.param.width) + "heads" +
                                  std::to_string(info.param.heads);
                         });

}  // namespace
}  // namespace headlight
