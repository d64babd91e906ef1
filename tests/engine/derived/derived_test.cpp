#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <numeric>

#include "base/error.h"
#include "derived/attention_distance.h"
#include "derived/label_probabilities.h"
#include "derived/positions.h"
#include "derived/rollout.h"
#include "derived/token_norms.h"
#include "models/load_model.h"
#include "support/backends.h"
#include "support/derived_maps.h"
#include "support/near.h"

namespace headlight::derived {
namespace {

using test::derivedMaps;
using test::near;
using test::RecordedCase;
using test::recordedCases;

constexpr std::pair<const char*, HeadFusion> fusions[] = {
    {"mean", HeadFusion::Mean}, {"max", HeadFusion::Max}, {"min", HeadFusion::Min}};
constexpr std::pair<const char*, double> discards[] = {{"0", 0}, {"0.3", 0.3}, {"0.9", 0.9}};

/// A trace of a picture whose patterns are these, [layers] of [heads, tokens, tokens].
std::shared_ptr<const Trace> traceOf(Backend& backend, std::shared_ptr<const ModelInfo> model, PictureInput picture,
                                     const std::vector<reference::Array>& patterns) {
  Trace::Contents contents;
  contents.model = std::move(model);
  contents.inputs = std::move(picture);
  for (std::size_t layer = 0; layer < patterns.size(); ++layer) {
    const int heads = patterns[layer].shape.at(0), tokens = patterns[layer].shape.at(1), keys = (tokens + 63) / 64 * 64;
    std::vector<Tensor> blocks;
    for (int first = 0; first < tokens; first += Rows::blockRows) {
      const int rows = std::min(Rows::blockRows, tokens - first);
      std::vector<float> data(static_cast<std::size_t>(rows * heads * keys), 0.0f);
      for (int r = 0; r < rows; ++r)
        for (int head = 0; head < heads; ++head)
          for (int k = 0; k < tokens; ++k)
            data[static_cast<std::size_t>((r * heads + head) * keys + k)] = static_cast<float>(
                patterns[layer].values[static_cast<std::size_t>((head * tokens + first + r) * tokens + k)]);
      Tensor block = backend.allocate({rows, heads, keys}, DType::F32);
      backend.write(block, std::as_bytes(std::span(data)));
      blocks.push_back(std::move(block));
    }
    contents.sites.emplace(SiteId{StackId::Encoder, Site::Pattern, static_cast<int>(layer)}, Rows(std::move(blocks)));
  }
  backend.wait(backend.flush());
  return std::make_shared<const Trace>(std::move(contents));
}

class Derived : public test::OnBackends {
 protected:
  std::shared_ptr<const Trace> passOf(const RecordedCase& which) {
    model_ = loadModel(test::vectors / which.folder, backend());
    return test::picturePass(*model_, backend(), test::recordedPicture(which));
  }
  /// Of the attentions exactly as they were recorded, so that discarding meets the same numbers.
  std::shared_ptr<const Trace> recordedTrace(const RecordedCase& which) {
    model_ = loadModel(test::vectors / which.folder, backend());
    const auto recorded = reference::readSafetensors(test::vectors / which.folder / "expected.safetensors");
    std::vector<reference::Array> patterns;
    for (int layer = 0; layer < model_->info()->stacks.front().layers; ++layer)
      patterns.push_back(recorded.at(which.size + ".attention." + std::to_string(layer)));
    return traceOf(backend(), model_->info(), test::recordedPicture(which), patterns);
  }
  std::shared_ptr<const Model> model_;
};

TEST_P(Derived, rolloutIsWhatNumPyComputes) {
  for (const RecordedCase& which : recordedCases) {
    SCOPED_TRACE(which.key(""));
    const auto trace = recordedTrace(which);
    const auto tokens = static_cast<std::size_t>(trace->rows(StackId::Encoder));
    for (const auto& [fusionName, fusion] : fusions)
      for (const auto& [discardName, discard] : discards) {
        const RolloutOptions options{fusion, discard};
        const auto& expected =
            derivedMaps().at(which.key(std::string("rollout.") + fusionName + "." + discardName)).values;
        const std::vector<float> all = attentionRollout(*trace, StackId::Encoder, options);
        EXPECT_TRUE(near(all, expected, 1e-6)) << fusionName << " " << discardName;
        for (std::size_t i = 0; i < tokens; i += 3) {
          const std::vector<float> row = rolloutRow(*trace, StackId::Encoder, static_cast<int>(i), options);
          const std::vector<float> column = rolloutColumn(*trace, StackId::Encoder, static_cast<int>(i), options);
          for (std::size_t k = 0; k < tokens; ++k) {
            EXPECT_NEAR(row[k], all[i * tokens + k], 1e-6);
            EXPECT_NEAR(column[k], all[k * tokens + i], 1e-6);
          }
          EXPECT_NEAR(std::accumulate(row.begin(), row.end(), 0.0), 1, 1e-5);
        }
      }
    EXPECT_TRUE(near(attentionRollout(*trace, StackId::Encoder, {HeadFusion::Mean, 0, 0}),
                     derivedMaps().at(which.key("rollout.mean.0.layer0")).values, 1e-6));
  }
}

TEST_P(Derived, ofAPassTooNotOnlyOfWhatWasRecorded) {
  for (const RecordedCase& which : recordedCases) {
    SCOPED_TRACE(which.key(""));
    const auto trace = passOf(which);
    for (const auto& [fusionName, fusion] : fusions)
      EXPECT_TRUE(near(attentionRollout(*trace, StackId::Encoder, {fusion}),
                       derivedMaps().at(which.key(std::string("rollout.") + fusionName + ".0")).values, 2e-5));
    const double side = std::max(trace->picture()->height, trace->picture()->width);
    for (int layer = 0; layer < trace->model().stacks.front().layers; ++layer) {
      const std::string number = "." + std::to_string(layer);
      EXPECT_TRUE(near(meanAttentionDistance(*trace, layer), derivedMaps().at(which.key("distance" + number)).values,
                       2e-5 * side));
      EXPECT_TRUE(near(meanAttentionDistance(*trace, layer, {false}),
                       derivedMaps().at(which.key("distance_all" + number)).values, 2e-5 * side));
      const auto& norms = derivedMaps().at(which.key("norms" + number)).values;
      EXPECT_TRUE(near(tokenNorms(*trace, {StackId::Encoder, Site::ResidPost, layer}), norms,
                       1e-5 * *std::max_element(norms.begin(), norms.end())));
    }
    const PatchPositions positions = readPatchPositions(trace->model());
    EXPECT_TRUE(near(positionSimilarity(positions), derivedMaps().at(which.folder + ".positions").values, 1e-6));
  }
}

TEST_P(Derived, refusesWhatMakesNoSense) {
  const auto trace = passOf({"vit-tiny", "24x24"});
  EXPECT_THROW(attentionRollout(*trace, StackId::Encoder, {HeadFusion::Mean, 0, 2}), Error);
  EXPECT_THROW(attentionRollout(*trace, StackId::Encoder, {HeadFusion::Mean, 1.5}), Error);
  EXPECT_THROW(attentionRollout(*trace, StackId::Encoder, {HeadFusion::Mean, std::nan("")}), Error);
  EXPECT_THROW(rolloutRow(*trace, StackId::Encoder, 10), Error);
  EXPECT_THROW(rolloutColumn(*trace, StackId::Encoder, -1), Error);
  EXPECT_THROW(meanAttentionDistance(*trace, 2), Error);
  EXPECT_THROW(tokenNorms(*trace, {StackId::Encoder, Site::Pattern, 0}), Error);
  EXPECT_THROW(tokenNorms(*trace, {StackId::Encoder, Site::ResidPost, 7}), Error);
  EXPECT_THROW(readPatchPositions(ModelInfo{}), Error);
  const auto sparse = test::recordedPicture({"vit-tiny", "24x24"});
  const auto lacking =
      runModel(*model_, backend(), Request{1, sparse, CapturePlan({{StackId::Encoder, Site::Pattern, 0}})});
  EXPECT_NO_THROW(attentionRollout(*lacking, StackId::Encoder, {HeadFusion::Mean, 0, 0}));
  EXPECT_THROW(attentionRollout(*lacking, StackId::Encoder), Error);
}

INSTANTIATE_TEST_SUITE_P(Backends, Derived, testing::ValuesIn(test::availableBackends()), test::backendName);

// Two patches side by side, 4 x 6 pixels each, and one special token; by hand.
TEST(AttentionDistance, byHand) {
  const auto backend = makeBackend("cpu", 1);
  auto model = std::make_shared<ModelInfo>();
  model->stacks = {{.stack = StackId::Encoder, .layers = 1, .heads = 2, .causal = false}};
  model->inputs = {imageInput({3, 4, 12, 4, 6, {"[CLS]"}, false})};
  const PictureInput picture = test::pictureOf(4, 12, std::vector<float>(3 * 48));
  // Head 0: patch 0 gives .5 to [CLS], .2 to itself, .3 to its neighbour; patch 1 all to itself. Head 1: all to [CLS].
  const reference::Array pattern{{2, 3, 3}, {1, 0, 0, .5, .2, .3, 0, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0}};
  const auto trace = traceOf(*backend, model, picture, {pattern});
  const std::vector<float> own = meanAttentionDistance(*trace, 0), all = meanAttentionDistance(*trace, 0, {false});
  EXPECT_NEAR(own[0], (6 * .3 / .5 + 0) / 2, 1e-6);
  EXPECT_TRUE(std::isnan(own[1])) << "nothing goes to patches";
  EXPECT_NEAR(all[0], (6 * .3 + 0) / 2, 1e-6);
}

TEST(LabelProbabilities, byKind) {
  const std::vector<float> logits{1, 3, -1000};
  const std::vector<double> one = labelProbabilities(logits, LabelKind::OneOf);
  EXPECT_NEAR(one[1], 1 / (1 + std::exp(-2.0)), 1e-12);
  EXPECT_NEAR(one[0] + one[1] + one[2], 1, 1e-12);
  EXPECT_NEAR(labelProbabilities(logits, LabelKind::AnyOf)[0], 1 / (1 + std::exp(-1.0)), 1e-12);
  EXPECT_EQ(labelProbabilities(logits, LabelKind::Number)[1], 3);
  EXPECT_TRUE(labelProbabilities({}, LabelKind::OneOf).empty());
}

// By hand, on a quiet machine: --gtest_also_run_disabled_tests. Strokes are followed when a row takes a few ms.
TEST(Rollout, DISABLED_Times) {
  const auto backend = makeBackend("cpu", 1);
  for (const auto& [name, side, layers, heads] :
       {std::tuple{"Doodles, 8 x 8", 8, 6, 6}, {"ViT-B/16, 14 x 14", 14, 12, 12}}) {
    auto model = std::make_shared<ModelInfo>();
    model->stacks = {{.stack = StackId::Encoder, .layers = layers, .heads = heads, .causal = false}};
    model->inputs = {imageInput({3, side * 8, side * 8, 8, 8, {"[CLS]"}, false})};
    const int tokens = side * side + 1;
    reference::Array pattern{{heads, tokens, tokens},
                             std::vector<double>(static_cast<std::size_t>(heads * tokens * tokens))};
    for (std::size_t i = 0; i < pattern.values.size(); ++i)
      pattern.values[i] = static_cast<double>(i * 2654435761U % 1000 + 1) / (500.0 * tokens);
    const auto trace =
        traceOf(*backend, model,
                test::pictureOf(side * 8, side * 8, std::vector<float>(static_cast<std::size_t>(3 * 64 * side * side))),
                std::vector<reference::Array>(static_cast<std::size_t>(layers), pattern));
    const auto best = [](const auto& work) {
      double least = 1e9;
      for (int i = 0; i < 9; ++i) {
        const std::clock_t begin = std::clock();
        work();
        least = std::min(least, 1e3 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
      }
      return least;
    };
    for (const double discard : {0.0, 0.9})
      std::printf("%s, discarding %.1f: row %.2f ms, column %.2f ms, all %.2f ms\n", name, discard, best([&] {
                    rolloutRow(*trace, StackId::Encoder, 0, {HeadFusion::Mean, discard});
                  }),
                  best([&] {
                    rolloutColumn(*trace, StackId::Encoder, 0, {HeadFusion::Mean, discard});
                  }),
                  best([&] {
                    attentionRollout(*trace, StackId::Encoder, {HeadFusion::Mean, discard});
                  }));
  }
}

}  // namespace
}  // namespace headlight::derived
