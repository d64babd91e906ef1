#include "reference/reference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "reference/llama.h"
#include "reference/partials.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

namespace headlight::reference {
namespace {

const std::filesystem::path vectors = test::vectorsFolder();

/// Largest |a - b| / (1 + |b|).
double distance(const Array& a, const Array& b) {
  EXPECT_EQ(a.shape, b.shape);
  if (a.values.size() != b.values.size()) return INFINITY;
  double worst = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const double d = std::abs(a.values[i] - b.values[i]) / (1 + std::abs(b.values[i]));
    if (!(d <= worst)) worst = d;  // keeps a NaN
  }
  return worst;
}

class Recorded : public testing::TestWithParam<const char*> {};

// PyTorch computed in float64 and stored float32: half a step of float32 is 6e-8 of the value, and nothing else may
// differ.
TEST_P(Recorded, agreesWithPyTorch) {
  const auto folder = vectors / GetParam();
  const Weights weights = loadFolder(folder);
  const auto expected = readSafetensors(folder / "expected.safetensors");
  for (const std::string length : {"1", "7", "70"}) {
    const auto ids = idsOf(expected.at(length + ".ids"));
    const Sites sites = forward(weights, ids);
    for (int layer = 0; layer < weights.config.layers; ++layer) {
      const std::string block = "blocks." + std::to_string(layer), number = "." + std::to_string(layer);
      EXPECT_LT(distance(sites.at(block + ".attn.pattern"), expected.at(length + ".attention" + number)), 1e-7);
      EXPECT_LT(distance(sites.at(block + ".resid_pre"), expected.at(length + ".hidden" + number)), 1e-7);
    }
    EXPECT_EQ(sites.at("embed").values, sites.at("blocks.0.resid_pre").values);
    EXPECT_LT(distance(sites.at("final"), expected.at(length + ".hidden." + std::to_string(weights.config.layers))),
              1e-7);
    EXPECT_LT(distance(sites.at("logits"), expected.at(length + ".logits")), 1e-7);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, Recorded, testing::Values("gpt2-tiny-f32", "gpt2-tiny-f16", "gpt2-tiny-odd"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::erase_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); });
                           return name;
                         });

// Norms, softmax and angles are float32 in transformers, whatever the rest is: some 1e-7 of each, through two layers;
// 3.9e-6 was the most.
TEST(RecordedLlamas, agreeWithPyTorch) {
  for (const char* name : {"llama-gqa", "llama-llama3", "llama-linear", "llama-base", "mistral-window",
                           "mistral-all-keys", "mistral-yarn", "qwen2-tied", "qwen2-window", "qwen2-yarn"}) {
    SCOPED_TRACE(name);
    const Llama model = loadLlama(vectors / name);
    const auto expected = readSafetensors(vectors / name / "expected.safetensors");
    for (const std::string length : {"1", "7", "34"}) {
      const Sites sites = forward(model, idsOf(expected.at(length + ".ids")));
      for (int layer = 0; layer < model.layers; ++layer) {
        const std::string block = "blocks." + std::to_string(layer), number = "." + std::to_string(layer);
        EXPECT_LT(distance(sites.at(block + ".attn.pattern"), expected.at(length + ".attention" + number)), 2e-6);
        EXPECT_LT(distance(sites.at(block + ".resid_pre"), expected.at(length + ".hidden" + number)), 1e-5);
      }
      EXPECT_LT(distance(sites.at("final"), expected.at(length + ".hidden." + std::to_string(model.layers))), 1e-5);
      ASSERT_EQ(sites.contains("logits"), expected.contains(length + ".logits"));
      if (model.head) {
        EXPECT_LT(distance(sites.at("logits"), expected.at(length + ".logits")), 1e-5);
      }
    }
  }
}

// llm-viz recorded float32: sums of 48 to 192 terms, three layers deep, leave about 1e-6.
TEST(Partials, agreeWithNanoGptSort) {
  HEADLIGHT_SHARED_DATA_OR_SKIP(shared);
  const auto folder = shared / "models" / "nano-gpt-sort";
  const Weights weights = loadFolder(folder);
  const auto partials = readPartials(folder / "partials.json");
  for (int input = 0; input < 3; ++input) {
    const Sites sites = forward(weights, idsOf(slice(partials.at("idx"), input)));
    const auto near = [&](const std::string& site, const std::string& name, double tolerance) {
      EXPECT_LT(distance(sites.at(site), slice(partials.at(name), input)), tolerance) << site << ", input " << input;
    };
    near("embed", "x", 1e-6);
    near("blocks.0.attn.pattern", "attSm", 2e-6);
    near("blocks.0.resid_mid", "attnResid", 5e-6);
    near("blocks.0.mlp_out", "mlp", 5e-6);
    near("blocks.0.resid_post", "block0", 5e-6);
    near("blocks.1.resid_post", "block1", 5e-6);
    near("blocks.2.resid_post", "block2", 5e-6);
    near("final", "ln_f", 5e-6);
    near("logits", "lm_head", 5e-6);
  }
}

TEST(TinyModel, keepsWeightsToItsTypesPrecision) {
  const test::TemporaryFolder folder;
  const struct {
    const char* type;
    double step;
  } types[] = {{"F32", 0x1p-24}, {"F16", 0x1p-11}, {"BF16", 0x1p-8}};
  for (const auto& [type, step] : types) {
    test::TinyModel options;
    options.type = type;
    options.masks = true;
    options.prefix = "";
    const Weights rounded = test::writeTinyModel(folder.path() / type, options);
    const Weights exact = randomWeights(rounded.config, options.seed);
    double worst = 0;
    for (std::size_t i = 0; i < exact.tokens.size(); ++i) {
      // Below 2^-14 a half has no more relative precision.
      const double scale = std::max(std::abs(exact.tokens[i]), 0x1p-14);
      worst = std::max(worst, std::abs(exact.tokens[i] - rounded.tokens[i]) / scale);
    }
    EXPECT_LE(worst, step) << type;
    EXPECT_GT(worst, step / 4) << type << " is not rounded to its own precision";
  }
}

TEST(TinyModel, attendsNeitherEvenlyNorToOneKey) {
  const test::TemporaryFolder folder;
  const Weights weights = test::writeTinyModel(folder.path());
  const Sites sites = forward(weights, test::randomIds(64, 61));
  const Array& pattern = sites.at("blocks.1.attn.pattern");
  double meanLargest = 0;
  for (int head = 0; head < 4; ++head) {
    const auto row = pattern.values.begin() + (head * 64 + 63) * 64;
    meanLargest += *std::max_element(row, row + 64) / 4;
  }
  EXPECT_GT(meanLargest, 0.05);
  EXPECT_LT(meanLargest, 0.9);
}

TEST(Reference, refusesWhatIsOutside) {
  const test::TemporaryFolder folder;
  const Weights weights = test::writeTinyModel(folder.path());
  EXPECT_THROW(forward(weights, std::vector<std::int32_t>{61}), std::runtime_error);
  EXPECT_THROW(forward(weights, std::vector<std::int32_t>{-1}), std::runtime_error);
  EXPECT_THROW(forward(weights, std::vector<std::int32_t>(97, 0)), std::runtime_error);
}

}  // namespace
}  // namespace headlight::reference
