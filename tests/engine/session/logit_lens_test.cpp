#include "session/logit_lens.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "../session/recorder.h"
#include "base/error.h"
#include "models/load_model.h"
#include "reference/reference.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

namespace headlight {
namespace {

const std::filesystem::path vectors = test::vectorsFolder();

std::vector<double> softmax(std::span<const double> logits) {
  const double most = *std::ranges::max_element(logits);
  std::vector<double> shares;
  for (const double logit : logits) shares.push_back(std::exp(logit - most));
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
  return shares;
}

double entropyOf(const std::vector<double>& shares) {
  double sum = 0;
  for (const double p : shares)
    if (p > 0) sum -= p * std::log2(p);
  return sum;
}

std::vector<int> everyRow(int rows) {
  std::vector<int> all(static_cast<std::size_t>(rows));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

class Lens : public test::OnBackends {
 protected:
  Loaded onBackend(const std::filesystem::path& folder) {
    auto own = makeBackend(GetParam(), 1);
    std::shared_ptr<const Model> model = loadModel(folder, *own);
    return {std::move(own), std::move(model)};
  }
  static std::shared_ptr<const Trace> passOf(const Loaded& loaded, Inputs inputs,
                                             std::vector<Intervention> changes = {}, CapturePlan plan = {}) {
    return runModel(*loaded.model, *loaded.backend, Request{1, std::move(inputs), std::move(plan), std::move(changes)});
  }
};

Inputs recordedInputs(const std::map<std::string, reference::Array>& recorded, const std::string& name) {
  const auto ids = [&](const std::string& key) {
    const auto& values = recorded.at(name + "." + key).values;
    return TokenInput{std::vector<std::int32_t>(values.begin(), values.end())};
  };
  if (recorded.contains(name + ".source")) return std::vector<Input>{ids("source"), ids("target")};
  if (!recorded.contains(name + ".pixels")) return ids("ids");
  const reference::Array& pixels = recorded.at(name + ".pixels");
  return test::pictureOf(pixels.shape.at(1), pixels.shape.at(2), pixels.values);
}

// GPT-2, Llama's RMS norm, a masked language model through its transform, a classifier's pooler, a picture's [CLS], a
// decoder of two stacks: each as PyTorch's own modules say it.
TEST_P(Lens, isWhatPyTorchReadsOfEveryLayer) {
  const auto expected = reference::readSafetensors(vectors / "logit_lens" / "expected.safetensors");
  int cases = 0;
  for (const auto& [key, logits] : expected) {
    SCOPED_TRACE(key);
    const std::string::size_type split = key.find('.');
    const std::string folder = key.substr(0, split), name = key.substr(split + 1, key.rfind('.') - split - 1);
    const Loaded loaded = onBackend(vectors / folder);
    const auto recorded = reference::readSafetensors(vectors / folder / "expected.safetensors");
    const auto trace = passOf(loaded, recordedInputs(recorded, name));
    const int layers = logits.shape.at(0), rows = logits.shape.at(1), width = logits.shape.at(2);
    const LogitLens lens = logitLens(*loaded.model, *loaded.backend, {.trace = trace, .rows = everyRow(rows)});
    ASSERT_EQ(lens.layers, layers);
    ASSERT_EQ(static_cast<int>(lens.readings.size()), rows);
    for (int row = 0; row < rows; ++row) {
      ASSERT_TRUE(lens.has(row));
      const auto at = [&](int layer) {
        return softmax(
            std::span(logits.values)
                .subspan(static_cast<std::size_t>((layer * rows + row) * width), static_cast<std::size_t>(width)));
      };
      const std::vector<double> end = at(layers - 1);
      const auto answer = static_cast<std::size_t>(std::ranges::max_element(end) - end.begin());
      for (int layer = 0; layer < layers; ++layer) {
        const LensReading& reading = lens.readings[static_cast<std::size_t>(row)][static_cast<std::size_t>(layer)];
        const std::vector<double> shares = at(layer);
        std::vector<double> sorted = shares;
        std::ranges::sort(sorted, std::greater<>());
        for (std::size_t i = 0; i < std::min(reading.top.size(), sorted.size()); ++i) {
          EXPECT_NEAR(reading.top[i].probability, sorted[i], 1e-4) << row << ' ' << layer << ' ' << i;
          ASSERT_GE(reading.top[i].id, 0);
          EXPECT_NEAR(shares[static_cast<std::size_t>(reading.top[i].id)], sorted[i], 1e-4) << "its own number";
        }
        EXPECT_NEAR(reading.answer, shares[answer], 1e-4) << row << ' ' << layer;
        EXPECT_NEAR(reading.entropyBits, entropyOf(shares), 2e-3) << row << ' ' << layer;
      }
    }
    ++cases;
  }
  EXPECT_EQ(cases, 12);
}

TEST_P(Lens, ofTheLastLayerIsTheModelsOwnWordAndSaysHowLikelyEachTokenWas) {
  const Loaded loaded = onBackend(vectors / "gpt2-tiny-f32");
  const std::vector<std::int32_t> ids = test::randomIds(9, 61);
  const SiteId logits{StackId::Decoder, Site::Logits};
  const auto trace = passOf(loaded, TokenInput{ids}, {ScaleHead{StackId::Decoder, 1, 2, 0}}, CapturePlan({logits}));
  const LogitLens lens = logitLens(*loaded.model, *loaded.backend, {.trace = trace, .rows = everyRow(9)});
  std::vector<int> shape;
  const std::vector<float> own = siteToHost(*trace, logits, shape);
  EXPECT_TRUE(std::isnan(lens.surprise[0])) << "nothing stands before it";
  for (std::size_t row = 0; row < 9; ++row) {
    const std::span<const float> said = std::span(own).subspan(row * 61, 61);
    EXPECT_EQ(lens.readings[row].back(), readingOf(said, LabelKind::OneOf, -1)) << "to the bit, row " << row;
    if (row + 1 == 9) break;
    const std::vector<double> wide(said.begin(), said.end());
    EXPECT_NEAR(lens.surprise[row + 1], -std::log2(softmax(wide)[static_cast<std::size_t>(ids[row + 1])]), 1e-4);
  }
}

TEST_P(Lens, ReadsWhatIsAskedAndKeepsWhatAnEditLeaves) {
  const Loaded loaded = onBackend(vectors / "gpt2-tiny-f32");
  std::vector<std::int32_t> ids = test::randomIds(8, 61);
  const auto before = passOf(loaded, TokenInput{ids});
  const auto known = std::make_shared<const LogitLens>(
      logitLens(*loaded.model, *loaded.backend, {.trace = before, .rows = {5, 2, 99, -1, 2}}));
  for (int row = 0; row < 8; ++row) EXPECT_EQ(known->has(row), row == 2 || row == 5) << row;
  ids[4] = (ids[4] + 1) % 61;
  const auto after = passOf(loaded, TokenInput{ids});
  int told = 0;
  const LogitLens kept = logitLens(
      *loaded.model, *loaded.backend,
      {.trace = after, .rows = {2}, .known = known, .before = before, .read = [&](const LogitLens&, int left) {
         ++told;
         EXPECT_EQ(left, 0);
       }});
  EXPECT_EQ(told, 1) << "nothing was left to read";
  EXPECT_EQ(kept.readings[2], known->readings[2]);
  EXPECT_FALSE(kept.has(5)) << "it stands behind the edit";
  EXPECT_EQ(logitLens(*loaded.model, *loaded.backend, {.trace = after, .rows = {2}}).readings[2], known->readings[2])
      << "and rightly so";
  const LogitLens last = logitLens(*loaded.model, *loaded.backend, {.trace = after, .rows = {3}, .byLayer = false});
  EXPECT_EQ(last.readings[3].size(), 1U);
  EXPECT_FALSE(std::isnan(last.surprise[4]));
}

INSTANTIATE_TEST_SUITE_P(Backends, Lens, testing::ValuesIn(test::availableBackends()), test::backendName);

TEST(LensReadingTest, OfThreeTokensByHand) {
  const std::vector<float> logits{0, std::log(2.0F), std::log(5.0F)};  // 1/8, 2/8, 5/8
  const LensReading reading = readingOf(logits, LabelKind::OneOf, 1);
  EXPECT_EQ(reading.top[0].id, 2);
  EXPECT_FLOAT_EQ(reading.top[0].probability, 0.625F);
  EXPECT_FLOAT_EQ(reading.top[1].probability, 0.25F);
  EXPECT_FLOAT_EQ(reading.top[2].probability, 0.125F);
  EXPECT_EQ(reading.top[3].id, -1) << "there are three";
  EXPECT_FLOAT_EQ(reading.answer, 0.25F);
  EXPECT_NEAR(reading.entropyBits, 0.625 * std::log2(1.6) + 0.25 * 2 + 0.125 * 3, 1e-6);
  const LensReading any = readingOf(logits, LabelKind::AnyOf, -1);
  EXPECT_FLOAT_EQ(any.top[0].probability, 5.0F / 6);
  EXPECT_TRUE(std::isnan(any.entropyBits));
  EXPECT_EQ(readingOf(std::vector<float>{1, 1, 1}, LabelKind::OneOf, -1).top[0].id, 0) << "of equal ones the first";
}

TEST(LensReadingTest, WhereItIsNotDefinedASentenceSaysWhy) {
  ModelInfo model;
  model.name = "one";
  model.stacks = {{.stack = StackId::Encoder, .layers = 2}};
  EXPECT_NE(whyNoLens(model).find("no head"), std::string::npos);
  model.outputs = {{Says::Answer, StackId::Encoder, 2}};
  EXPECT_NE(whyNoLens(model).find("comparing all rows"), std::string::npos);
  model.outputs = {{Says::Label, StackId::Encoder, 1, LabelKind::Number}};
  EXPECT_NE(whyNoLens(model).find("number"), std::string::npos);
  model.outputs = {{Says::Label, StackId::Encoder, 3}};
  EXPECT_EQ(whyNoLens(model), "");
  model.stacks.front().recurrent = true;
  EXPECT_NE(whyNoLens(model).find("recurrent"), std::string::npos);
}

}  // namespace
}  // namespace headlight
