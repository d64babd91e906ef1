#include "trace/trace.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "base/error.h"
#include "models/load_model.h"
#include "support/backends.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

namespace headlight {
namespace {

constexpr StackId stack = StackId::Decoder;

class TraceTest : public test::OnBackends {
 protected:
  static constexpr int layers = 2, heads = 4, width = 36, vocabulary = 61;

  void SetUp() override {
    OnBackends::SetUp();
    test::writeTinyModel(folder_.path());
    model_ = loadModel(folder_.path(), backend());
  }
  std::shared_ptr<const Trace> run(int tokens) {
    return test::pass(*model_, backend(), test::randomIds(tokens, vocabulary));
  }

  test::TemporaryFolder folder_;
  std::shared_ptr<const Model> model_;
};

TEST_P(TraceTest, everyTraceHasASerialOfItsOwnWhateverItsRevision) {
  const auto one = run(7), other = run(7);
  EXPECT_EQ(one->revision(), other->revision());
  EXPECT_NE(one->serial(), 0U);
  EXPECT_NE(one->serial(), other->serial());
}

TEST_P(TraceTest, patternsAreZeroAboveTheDiagonalAndRowsSumToOne) {
  for (const int tokens : {1, 7, 64, 65, 96}) {
    const auto trace = run(tokens);
    for (int layer = 0; layer < layers; ++layer)
      for (int head = 0; head < heads; ++head) {
        const auto pattern = patternOfHead(*trace, stack, layer, head);
        ASSERT_EQ(pattern.size(), std::size_t(tokens * tokens));
        for (int query = 0; query < tokens; ++query) {
          double sum = 0;
          for (int key = 0; key < tokens; ++key) {
            const float weight = pattern[std::size_t(query * tokens + key)];
            if (key > query)
              ASSERT_EQ(weight, 0.0f) << "query " << query << " sees key " << key;
            else
              ASSERT_TRUE(weight >= 0 && weight <= 1) << weight;
            sum += weight;
          }
          ASSERT_NEAR(sum, 1, 2e-6);  // up to 96 roundings of 6e-8, and as many of the exponentials
          EXPECT_EQ(patternRow(*trace, stack, layer, head, query),
                    std::vector<float>(pattern.begin() + query * tokens, pattern.begin() + (query + 1) * tokens));
        }
      }
  }
}

// Block b holds 64 (b + 1) keys whatever the length of the text, so that its stride never changes; all of them are
// defined.
TEST_P(TraceTest, patternBlocksHaveTheirOwnCapacityAndNoStrayValues) {
  const auto trace = run(70);
  const auto& blocks = trace->find({stack, Site::Pattern, 1})->blocks();
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_EQ(blocks[0].shape(), (Shape{64, heads, 64}));
  EXPECT_EQ(blocks[1].shape(), (Shape{6, heads, 128}));
  int first = 0;
  for (const Tensor& block : blocks) {
    const auto values = block.toHost();
    for (int row = 0; row < block.dim(0); ++row)
      for (int head = 0; head < heads; ++head)
        for (int key = first + row + 1; key < block.dim(2); ++key)
          ASSERT_EQ(values[std::size_t((row * heads + head) * block.dim(2) + key)], 0.0f);
    first += block.dim(0);
  }
  EXPECT_NE(blocks[0].rowStride() * 4 % 4096, 0u) << "a stride of whole pages";
}

TEST_P(TraceTest, headStatisticsAreThoseOfThePatterns) {
  for (const int tokens : {1, 7, 64, 65, 96}) {
    const auto trace = run(tokens);
    for (int layer = 0; layer < layers; ++layer) {
      const auto* statistics = trace->headStatistics(stack, layer);
      ASSERT_NE(statistics, nullptr);
      ASSERT_EQ(statistics->size(), std::size_t(heads));
      for (int head = 0; head < heads; ++head) {
        const auto pattern = patternOfHead(*trace, stack, layer, head);
        double largest = 0, smallest = 1, entropy = 0, distance = 0, firstToken = 0;
        for (int query = 0; query < tokens; ++query)
          for (int key = 0; key <= query; ++key) {
            const double p = pattern[std::size_t(query * tokens + key)];
            largest = std::max(largest, p), smallest = std::min(smallest, p);
            if (p > 0) entropy -= p * std::log2(p) / tokens;
            distance += (query - key) * p / tokens;
            if (key == 0) firstToken += p / tokens;
          }
        SCOPED_TRACE(testing::Message() << tokens << " tokens, layer " << layer << ", head " << head);
        const HeadStatistics& found = (*statistics)[std::size_t(head)];
        EXPECT_EQ(found.largest, static_cast<float>(largest));
        EXPECT_EQ(found.smallest, static_cast<float>(smallest));
        // Sums of up to 4,656 terms in float32.
        EXPECT_NEAR(found.entropyBits, entropy, 1e-4 * (1 + entropy));
        EXPECT_NEAR(found.meanDistance, distance, 1e-4 * (1 + distance));
        EXPECT_NEAR(found.firstTokenMass, firstToken, 1e-5);
      }
    }
  }
}

TEST_P(TraceTest, keepsWhatThePlanNamesAndNothingElse) {
  const CapturePlan plan({{stack, Site::Pattern, 1}, {stack, Site::ResidMid, 0}, {stack, Site::Final}});
  const auto trace = test::pass(*model_, backend(), test::randomIds(10, vocabulary), plan);
  EXPECT_EQ(trace->sites().size(), 3u);
  const CapturePlan every = model_->info()->everySite();
  for (const SiteId id : every.sites()) EXPECT_EQ(trace->find(id) != nullptr, plan.contains(id)) << toString(id);
  EXPECT_EQ(trace->headStatistics(stack, 0), nullptr);
  EXPECT_NE(trace->headStatistics(stack, 1), nullptr);
  EXPECT_EQ(trace->find({StackId::Encoder, Site::Pattern, 1}), nullptr);
  EXPECT_EQ(trace->predictedLogits().size(), std::size_t(vocabulary)) << "the prediction comes with every trace";
  try {
    patternOfHead(*trace, stack, 0, 0);
    FAIL() << "a pattern that was not captured";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("blocks.0.attn.pattern"), std::string::npos) << error.what();
  }
  EXPECT_THROW(patternOfHead(*trace, stack, 1, heads), Error);
  EXPECT_THROW(patternRow(*trace, stack, 1, -1, 0), Error);
  EXPECT_THROW(patternRow(*trace, stack, 1, 0, 10), Error);
  EXPECT_THROW(patternOfHead(*trace, StackId::Encoder, 1, 0), Error);
}

TEST_P(TraceTest, memoryBySite) {
  const int tokens = 70;
  const auto trace = run(tokens);
  const std::size_t flat = std::size_t(tokens) * width * 4;
  for (const auto& [id, rows] : trace->sites()) {
    SCOPED_TRACE(toString(id));
    EXPECT_EQ(rows.rows(), tokens);
    if (id.site == Site::Pattern) {
      const std::size_t dense = (64u * 64 + 6u * 128) * heads * 4;  // less than the square, 70 x 128
      EXPECT_EQ(rows.bytes(), dense);
    } else if (id.site == Site::Logits) {
      EXPECT_GE(rows.bytes(), std::size_t(tokens) * vocabulary * 4);
    } else {
      EXPECT_EQ(rows.bytes(), flat);
    }
  }
}

TEST_P(TraceTest, filesHaveHeadsFirst) {
  const int tokens = 66;
  const auto trace = run(tokens);
  std::vector<int> shape;
  const auto pattern = siteToHost(*trace, {stack, Site::Pattern, 1}, shape);
  EXPECT_EQ(shape, (std::vector<int>{heads, tokens, tokens}));
  for (int head = 0; head < heads; ++head) {
    const auto one = patternOfHead(*trace, stack, 1, head);
    EXPECT_TRUE(std::equal(one.begin(), one.end(), pattern.begin() + head * tokens * tokens));
  }
  siteToHost(*trace, {stack, Site::Query, 0}, shape);
  EXPECT_EQ(shape, (std::vector<int>{tokens, heads, width / heads}));
  siteToHost(*trace, {stack, Site::ResidPost, 0}, shape);
  EXPECT_EQ(shape, (std::vector<int>{tokens, width}));
  const auto logits = siteToHost(*trace, {stack, Site::Logits}, shape);
  EXPECT_EQ(shape, (std::vector<int>{tokens, vocabulary}));
  EXPECT_TRUE(std::equal(trace->predictedLogits().begin(), trace->predictedLogits().end(), logits.end() - vocabulary));
}

TEST_P(TraceTest, isNotChangedByLaterPasses) {
  const auto trace = run(66);
  std::vector<int> shape;
  std::vector<std::vector<float>> before;
  for (const auto& [id, rows] : trace->sites()) before.push_back(siteToHost(*trace, id, shape));
  for (int i = 0; i < 4; ++i) run(96 - i);  // the pool must not hand out what a trace still holds
  std::size_t index = 0;
  for (const auto& [id, rows] : trace->sites())
    EXPECT_EQ(siteToHost(*trace, id, shape), before[index++]) << toString(id);
}

TEST_P(TraceTest, mayBeReadFromAnotherThreadWhileTheNextPassRuns) {
  const auto trace = run(90);
  const auto expected = patternOfHead(*trace, stack, 1, 2);
  std::jthread reader([&](std::stop_token stop) {
    do EXPECT_EQ(patternOfHead(*trace, stack, 1, 2), expected);
    while (!stop.stop_requested());
  });
  for (int i = 0; i < 5; ++i) run(90 - i);
}

TEST_P(TraceTest, timingsNameTheirSection) {
  const auto trace = run(10);
  ASSERT_FALSE(trace->timings().empty());
  std::vector<std::string> sections;
  for (const OpTiming& timing : trace->timings()) {
    EXPECT_GE(timing.milliseconds, 0);
    if (sections.empty() || sections.back() != timing.section) sections.push_back(timing.section);
  }
  EXPECT_EQ(sections, (std::vector<std::string>{"embed", "blocks.0", "blocks.1", "final", "logits"}));
  EXPECT_GT(trace->milliseconds(), 0);
  EXPECT_EQ(trace->device(), backend().deviceName());
}

INSTANTIATE_TEST_SUITE_P(Backends, TraceTest, testing::ValuesIn(test::availableBackends()), test::backendName);

// A trace holds on to what it needs: the model and the backend may go first (Open another model, look at the old
// picture).
TEST(Trace, outlivesModelAndBackend) {
  for (const std::string& device : test::availableBackends()) {
    SCOPED_TRACE(device);
    const test::TemporaryFolder folder;
    test::writeTinyModel(folder.path());
    auto backend = makeBackend(device);
    std::shared_ptr<const Model> model = loadModel(folder.path(), *backend);
    const auto trace = test::pass(*model, *backend, test::randomIds(70, 61));
    const auto before = patternOfHead(*trace, stack, 1, 3);
    model.reset();
    backend.reset();
    EXPECT_EQ(patternOfHead(*trace, stack, 1, 3), before);
    EXPECT_EQ(trace->model().family, "gpt2");
  }
}

}  // namespace
}  // namespace headlight
