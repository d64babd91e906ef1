#include <gtest/gtest.h>

#include "compare.h"
#include "info/check_input.h"
#include "models/load_model.h"
#include "reference/partials.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_llama.h"
#include "support/tiny_model.h"

namespace headlight {
namespace {

constexpr const char* recorded[] = {"llama-gqa",      "llama-llama3",     "llama-linear", "llama-base",
                                    "mistral-window", "mistral-all-keys", "mistral-yarn", "qwen2-tied",
                                    "qwen2-window",   "qwen2-yarn"};

std::filesystem::path vectorFolder(const std::string& name) { return test::vectorsFolder() / name; }

class LlamaTest : public test::OnBackends {
 protected:
  /// Every site of random texts of these lengths against the oracle.
  void check(const test::TinyLlama& options, const std::vector<int>& lengths) {
    const test::TemporaryFolder folder;
    const reference::Llama oracle = test::writeTinyLlama(folder.path(), options);
    const auto model = loadModel(folder.path(), backend());
    for (const int length : lengths) {
      SCOPED_TRACE(testing::Message() << length << " tokens");
      const auto ids = test::randomIds(length, options.vocabulary, options.seed + 100);
      const auto trace = test::pass(*model, backend(), ids);
      const reference::Sites expected = reference::forward(oracle, ids);
      EXPECT_EQ(trace->sites().size(), expected.size()) << "a site that the oracle does not know";
      test::expectAgrees(*trace, expected);
      const auto& logits = expected.at("logits").values;
      ASSERT_EQ(trace->predictedLogits().size(), std::size_t(options.vocabulary));
      for (int v = 0; v < options.vocabulary; ++v)
        EXPECT_NEAR(trace->predictedLogits()[v], logits[std::size_t(length - 1) * options.vocabulary + v], 2e-3);
    }
  }
};

// What PyTorch computed from the same (rounded) weights.
TEST_P(LlamaTest, agreesWithWhatTransformersComputed) {
  for (const std::string name : recorded) {
    SCOPED_TRACE(name);
    const auto expected = reference::readSafetensors(vectorFolder(name) / "expected.safetensors");
    const auto model = loadModel(vectorFolder(name), backend());
    const int layers = model->info()->stack(StackId::Decoder).layers;
    for (const std::string length : {"1", "7", "34"}) {
      SCOPED_TRACE(length + " tokens");
      const auto ids = reference::idsOf(expected.at(length + ".ids"));
      const auto trace = test::pass(*model, backend(), ids);
      for (int layer = 0; layer < layers; ++layer) {
        const std::string block = "blocks." + std::to_string(layer), number = "." + std::to_string(layer);
        test::expectSiteAgrees(*trace, block + ".attn.pattern", expected.at(length + ".attention" + number));
        test::expectSiteAgrees(*trace, block + ".resid_pre", expected.at(length + ".hidden" + number));
      }
      test::expectSiteAgrees(*trace, "final", expected.at(length + ".hidden." + std::to_string(layers)));
      if (name == "llama-base") {
        EXPECT_EQ(trace->find({StackId::Decoder, Site::Logits, -1}), nullptr);
        EXPECT_TRUE(trace->predictedLogits().empty());
      } else {
        test::expectSiteAgrees(*trace, "logits", expected.at(length + ".logits"));
      }
      test::expectAgrees(*trace, reference::forward(reference::loadLlama(vectorFolder(name)), ids));
    }
  }
}

// 1 row has a path of its own; 64 is one block of rows, 65 a second block of one row; 160 fills the context.
TEST_P(LlamaTest, everySiteAgreesAtEveryLength) { check({}, {1, 2, 7, 63, 64, 65, 160}); }

TEST_P(LlamaTest, everySharingOfKeys) {
  for (const int kvHeads : {1, 2, 3, 6}) {
    SCOPED_TRACE(testing::Message() << "6 heads over " << kvHeads);
    test::TinyLlama model;
    model.heads = 6, model.kvHeads = kvHeads, model.headWidth = 6, model.seed = 2;
    model.biases = kvHeads == 3, model.tied = kvHeads != 2;
    check(model, {1, 70});
  }
}

TEST_P(LlamaTest, oddWidths) {
  test::TinyLlama odd;
  odd.layers = 3, odd.heads = 3, odd.kvHeads = 1, odd.headWidth = 10, odd.width = 21, odd.inner = 37,
  odd.vocabulary = 53;
  odd.tied = false, odd.prefix = "", odd.biases = true, odd.seed = 3;
  check(odd, {1, 7, 129, 131});
}

TEST_P(LlamaTest, narrowestHeads) {
  test::TinyLlama narrow;
  narrow.layers = 1, narrow.heads = 1, narrow.kvHeads = 1, narrow.headWidth = 2, narrow.width = 1, narrow.inner = 1;
  narrow.vocabulary = 2, narrow.seed = 4;
  check(narrow, {1, 65});
}

TEST_P(LlamaTest, slidingWindows) {
  for (const auto& [family, config] :
       {std::pair{"mistral", R"({"sliding_window": 9})"},
        {"mistral", R"({"sliding_window": 64})"},
        {"mistral", R"({"sliding_window": 1})"},
        {"qwen2", R"({"use_sliding_window": true, "sliding_window": 70, "max_window_layers": 1})"}}) {
    SCOPED_TRACE(config);
    test::TinyLlama model;
    model.family = family, model.config = config, model.seed = 5;
    check(model, {3, 65, 140});
  }
}

/// layer_types: the Mistral that transformers calls a Ministral.
TEST_P(LlamaTest, windowsInSomeLayers) {
  test::TinyLlama model;
  model.family = "mistral", model.layers = 3, model.seed = 7;
  model.config =
      R"({"sliding_window": 9, "layer_types": ["sliding_attention", "full_attention", "sliding_attention"]})";
  check(model, {3, 65, 140});
}

TEST_P(LlamaTest, bothDirections) {
  test::TinyLlama model;
  model.config = R"({"is_causal": false})", model.seed = 8;
  check(model, {1, 65, 140});
}

/// Longer than max_position_embeddings: it runs, and says so.
TEST_P(LlamaTest, longerThanItWasMadeFor) {
  test::TinyLlama model;
  model.positions = 60, model.seed = 9;
  check(model, {60, 61, 130});
  const test::TemporaryFolder folder;
  test::writeTinyLlama(folder.path(), model);
  const auto info = loadModel(folder.path(), backend())->info();
  EXPECT_EQ(warningOf(*info, TokenInput{test::randomIds(60, 61)}), "");
  const std::string warning = warningOf(*info, TokenInput{test::randomIds(61, 61)});
  EXPECT_NE(warning.find("61 tokens"), std::string::npos) << warning;
  EXPECT_NE(warning.find("was made for 60"), std::string::npos) << warning;
}

TEST_P(LlamaTest, rotaryScalings) {
  for (const char* config :
       {R"({"rope_parameters": {"rope_type": "linear", "factor": 3.0, "rope_theta": 800.0}})",
        R"({"rope_theta": 5000, "rope_scaling": {"type": "linear", "factor": 2}})",
        R"({"max_position_embeddings": 50, "rope_scaling": {"type": "dynamic", "factor": 3.0}})",
        R"({"rope_scaling": {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 40}})",
        R"({"rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                             "original_max_position_embeddings": 100}, "rope_theta": 500000.0})",
        R"({"rope_parameters": {"rope_type": "longrope", "original_max_position_embeddings": 50,
                                "short_factor": [1, 1.1, 1.2, 1.3, 1.5, 2], "long_factor": [1, 2, 4, 6, 8, 9]}})",
        R"({"rope_parameters": {"rope_type": "proportional", "partial_rotary_factor": 0.6, "factor": 2}})"}) {
    SCOPED_TRACE(config);
    test::TinyLlama model;
    model.headWidth = 12, model.config = config, model.seed = 6;
    check(model, {1, 50, 51, 120});
  }
}

// The table of turns grows while a model is open, and serves short texts as well as before.
TEST_P(LlamaTest, longTextsAfterShortOnes) {
  test::TinyLlama model;
  model.layers = 1, model.heads = 2, model.kvHeads = 1, model.width = 16, model.inner = 20, model.positions = 2000;
  model.family = "mistral", model.config = R"({"sliding_window": 300})", model.seed = 9;
  check(model, {5, 513, 1100, 7});
}

TEST_P(LlamaTest, halfPrecisionWeights) {
  for (const char* type : {"F16", "BF16"}) {
    SCOPED_TRACE(type);
    test::TinyLlama half;
    half.type = type, half.tied = false, half.seed = 7;
    check(half, {1, 65});
  }
}

// A file's own type holds each of its weights, so keeping them in it changes no bit.
TEST_P(LlamaTest, weightsKeptAsTheFileHasThem) {
  for (const auto& [type, storage] : {std::pair{"F16", WeightStorage::F16}, {"BF16", WeightStorage::BF16}}) {
    SCOPED_TRACE(type);
    const test::TemporaryFolder folder;
    test::TinyLlama options;
    options.type = type, options.seed = 8;
    const reference::Llama oracle = test::writeTinyLlama(folder.path(), options);
    const auto ids = test::randomIds(70, options.vocabulary);
    const auto kept = makeBackend(GetParam(), 0, storage);
    const auto trace = test::pass(*loadModel(folder.path(), *kept), *kept, ids);
    test::expectAgrees(*trace, reference::forward(oracle, ids));
    const auto wide = test::pass(*loadModel(folder.path(), backend()), backend(), ids);
    EXPECT_TRUE(test::sameBits(trace->predictedLogits(), wide->predictedLogits()));
  }
}

TEST_P(LlamaTest, thePlanIsKeptToAndChangesNothing) {
  const test::TemporaryFolder folder;
  test::writeTinyLlama(folder.path());
  const auto model = loadModel(folder.path(), backend());
  const auto ids = test::randomIds(70, 61);
  const auto all = test::pass(*model, backend(), ids);
  const CapturePlan every = model->info()->everySite();
  for (const SiteId id : every.sites()) {
    SCOPED_TRACE(toString(id));
    const auto one = test::pass(*model, backend(), ids, CapturePlan({id}));
    ASSERT_EQ(one->sites().size(), 1u);
    std::vector<int> shape;
    EXPECT_EQ(siteToHost(*one, id, shape), siteToHost(*all, id, shape));
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, LlamaTest, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
