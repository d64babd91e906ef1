#include <gtest/gtest.h>

#include "compare.h"
#include "models/load_model.h"
#include "support/backends.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

namespace headlight {
namespace {

class Gpt2 : public test::OnBackends {
 protected:
  /// Every site of random texts of these lengths against the oracle.
  void check(const test::TinyModel& options, const std::vector<int>& lengths) {
    const test::TemporaryFolder folder;
    const reference::Weights weights = test::writeTinyModel(folder.path(), options);
    const auto model = loadModel(folder.path(), backend());
    for (const int length : lengths) {
      SCOPED_TRACE(testing::Message() << length << " tokens");
      const auto ids = test::randomIds(length, options.vocabulary, options.seed + 100);
      const auto trace = test::pass(*model, backend(), ids);
      const reference::Sites expected = reference::forward(weights, ids);
      EXPECT_EQ(trace->sites().size(), expected.size()) << "a site that the oracle does not know";
      test::expectAgrees(*trace, expected);
      const auto& logits = expected.at("logits").values;
      ASSERT_EQ(trace->predictedLogits().size(), std::size_t(options.vocabulary));
      for (int v = 0; v < options.vocabulary; ++v)
        EXPECT_NEAR(trace->predictedLogits()[v], logits[std::size_t(length - 1) * options.vocabulary + v], 2e-3);
    }
  }
};

// 1 row has a path of its own; 64 is one block of rows, 65 a second block of one row; 96 fills the context.
TEST_P(Gpt2, everySiteAgreesAtEveryLength) { check({}, {1, 2, 7, 63, 64, 65, 96}); }

TEST_P(Gpt2, oddWidths) {
  test::TinyModel odd;
  odd.layers = 3, odd.heads = 3, odd.width = 21, odd.vocabulary = 53, odd.positions = 131, odd.inner = 50;
  odd.activation = "gelu", odd.tied = false, odd.prefix = "", odd.masks = true, odd.seed = 2;
  check(odd, {1, 7, 129, 131});
}

TEST_P(Gpt2, oneHeadOfWidthOne) {
  test::TinyModel narrow;
  narrow.layers = 1, narrow.heads = 1, narrow.width = 1, narrow.vocabulary = 2, narrow.positions = 65, narrow.seed = 3;
  check(narrow, {1, 65});
}

TEST_P(Gpt2, headsOfWidthOneAndManyLayers) {
  test::TinyModel deep;
  deep.layers = 7, deep.heads = 5, deep.width = 5, deep.vocabulary = 17, deep.positions = 70, deep.seed = 4;
  deep.activation = "relu";
  check(deep, {3, 70});
}

TEST_P(Gpt2, wideAsStoryteller) {
  test::TinyModel wide;
  wide.layers = 2, wide.heads = 8, wide.width = 256, wide.vocabulary = 400, wide.positions = 256, wide.seed = 5;
  check(wide, {1, 64, 200});
}

TEST_P(Gpt2, scoresDividedByTheLayersNumber) {
  test::TinyModel mistralOfStanford;
  mistralOfStanford.layers = 4, mistralOfStanford.scaledByLayer = true, mistralOfStanford.seed = 8;
  check(mistralOfStanford, {1, 65});
}

TEST_P(Gpt2, everyActivationOfTransformers) {
  for (const char* name : {"gelu_10", "gelu_accurate", "gelu_fast", "gelu_python", "gelu_python_tanh",
                           "gelu_pytorch_tanh", "hardswish", "laplace", "leaky_relu", "linear", "mish", "quick_gelu",
                           "relu2", "relu6", "sigmoid", "silu", "sqrtsoftplus", "swish", "tanh"}) {
    SCOPED_TRACE(name);
    test::TinyModel model;
    model.activation = name;
    check(model, {5});
  }
}

TEST_P(Gpt2, halfPrecisionWeights) {
  for (const char* type : {"F16", "BF16"}) {
    SCOPED_TRACE(type);
    test::TinyModel half;
    half.type = type, half.seed = 6;
    check(half, {1, 65});
  }
}

TEST_P(Gpt2, thePlanIsKeptToAndChangesNothing) {
  const test::TemporaryFolder folder;
  test::writeTinyModel(folder.path());
  const auto model = loadModel(folder.path(), backend());
  const auto ids = test::randomIds(70, 61);
  const auto all = test::pass(*model, backend(), ids);
  const CapturePlan every = model->info()->everySite();
  for (const SiteId id : every.sites()) {
    SCOPED_TRACE(toString(id));
    const auto one = test::pass(*model, backend(), ids, CapturePlan({id}));
    ASSERT_EQ(one->sites().size(), 1u);
    std::vector<int> shape;
    // Bit for bit on both backends: the same work in the same order, whoever looks. Logits of every row are another
    // product than those of the last row alone, but are the same per row on the CPU only.
    EXPECT_EQ(siteToHost(*one, id, shape), siteToHost(*all, id, shape));
  }
  const auto none = test::pass(*model, backend(), ids, CapturePlan{});
  EXPECT_TRUE(none->sites().empty());
  for (std::size_t v = 0; v < 61; ++v) EXPECT_NEAR(none->predictedLogits()[v], all->predictedLogits()[v], 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Backends, Gpt2, testing::ValuesIn(test::availableBackends()), test::backendName);

// The two backends at each site: both are within the tolerance of the oracle, so within twice of each other; here they
// are held to one, on one model, as the two are to agree.
TEST(Backends, agreeAtEachSite) {
  if (test::availableBackends().size() < 2) GTEST_SKIP() << "only one backend here";
  const test::TemporaryFolder folder;
  test::writeTinyModel(folder.path());
  const auto ids = test::randomIds(96, 61);
  std::vector<std::shared_ptr<const Trace>> traces;
  for (const std::string& device : test::availableBackends()) {
    const auto backend = makeBackend(device);
    traces.push_back(test::pass(*loadModel(folder.path(), *backend), *backend, ids));
  }
  for (const auto& [id, rows] : traces[0]->sites()) {
    reference::Array other;
    const auto values = siteToHost(*traces[0], id, other.shape);
    other.values.assign(values.begin(), values.end());
    test::expectSiteAgrees(*traces[1], toString(id), other);
  }
}

}  // namespace
}  // namespace headlight
