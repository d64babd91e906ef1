#include "derived/attention_steps.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "models/load_model.h"
#include "support/backends.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_llama.h"
#include "support/tiny_model.h"
#include "support/tiny_seq2seq.h"
#include "trace/host_rows.h"

namespace headlight::derived {
namespace {

class AttentionStepsTest : public test::OnBackends {
 protected:
  /// Of every head of every row that sees two keys: softmax of the scores is the pattern, scores are products times
  /// `scale` of the layer and what is added, and the weighted values are the head's output.
  static void expectEveryStep(const Trace& trace, const std::vector<double>& scales) {
    for (const AttentionInfo& info : trace.model().attentions())
      for (int layer = 0; layer < trace.model().stack(info.id.stack).layers; ++layer) {
        const HostRows outputs(*trace.find({info.id.stack, Site::HeadOut, layer, info.id.which}));
        for (int head = 0; head < info.heads; ++head)
          for (int row = 0; row < trace.rows(info.id.stack); row += 3) {
            const AttentionSteps steps = attentionSteps(trace, info.id, layer, head, row);
            const std::string where = trace.model().siteName(patternSite(info.id, layer)) + " head " +
                                      std::to_string(head) + " row " + std::to_string(row);
            ASSERT_EQ(steps.weights.size(), static_cast<std::size_t>(trace.keys(info.id))) << where;
            const std::vector<float> weights = patternRow(trace, info.id, layer, head, row);
            ASSERT_EQ(steps.weights, weights) << where;
            const auto width = steps.output.size();
            for (std::size_t i = 0; i < width; ++i)
              ASSERT_NEAR(steps.output[i],
                          static_cast<double>(outputs.row(row)[static_cast<std::size_t>(head) * width + i]), 1e-5)
                  << where;
            if (std::count(steps.seen.begin(), steps.seen.end(), true) < 2) {
              EXPECT_TRUE(steps.scores.empty()) << where << ": nothing tells";
              continue;
            }
            ASSERT_FALSE(steps.scores.empty()) << where;
            EXPECT_NEAR(steps.scale, scales[static_cast<std::size_t>(layer) % scales.size()], 2e-3) << where;
            double sum = 0;
            for (std::size_t key = 0; key < weights.size(); ++key) {
              EXPECT_EQ(steps.seen[key], weights[key] > 0) << where;
              EXPECT_EQ(std::isnan(steps.scores[key]), !steps.seen[key]) << where;
              if (steps.seen[key]) sum += std::exp(steps.scores[key]);
            }
            for (std::size_t key = 0; key < weights.size(); ++key) {
              if (!steps.seen[key]) continue;
              EXPECT_NEAR(std::exp(steps.scores[key]) / sum, static_cast<double>(weights[key]), 1e-4) << where;
            }
          }
      }
  }
  std::shared_ptr<const Trace> ofFolder(const std::filesystem::path& path, int tokens,
                                        std::vector<Intervention> changes = {}) {
    model_ = loadModel(path, backend());
    Request request{1, TokenInput{test::randomIds(tokens, 60)}, model_->info()->everySite()};
    request.changes = std::move(changes);
    return runModel(*model_, backend(), request);
  }

  test::TemporaryFolder folder_;
  std::unique_ptr<Model> model_;
};

TEST_P(AttentionStepsTest, leadFromQueryAndKeysToTheHeadsOutput) {
  const test::TinyModel tiny;
  test::writeTinyModel(folder_.path(), tiny);
  const auto trace = ofFolder(folder_.path(), 21);
  const double root = std::sqrt(static_cast<double>(trace->model().stacks.front().headWidth));
  expectEveryStep(*trace, {1 / root});
}

TEST_P(AttentionStepsTest, ofSharedKeysRotationAndAnotherScaleToo) {
  test::writeTinyLlama(folder_.path());
  const auto rotary = ofFolder(folder_.path(), 21);
  expectEveryStep(*rotary, {1 / std::sqrt(static_cast<double>(rotary->model().stacks.front().headWidth))});
  test::TemporaryFolder other;
  test::TinyModel scaled;
  scaled.scaledByLayer = true;
  test::writeTinyModel(other.path(), scaled);
  const auto byLayer = ofFolder(other.path(), 21);
  const double root = std::sqrt(static_cast<double>(byLayer->model().stacks.front().headWidth));
  std::vector<double> scales;
  for (int layer = 0; layer < byLayer->model().stacks.front().layers; ++layer)
    scales.push_back(1 / (root * (layer + 1)));
  // Found from the weights, as nothing says it; row 0 sees one key and row 1 two, through which a line always goes.
  for (int row = 2; row < 21; ++row) {
    const AttentionSteps steps = attentionSteps(*byLayer, StackId::Decoder, 1, 0, row);
    ASSERT_FALSE(steps.scores.empty()) << row;
    EXPECT_NEAR(steps.scale, scales[1], 2e-3) << row;
  }
}

TEST_P(AttentionStepsTest, ofTwoStacksWithWhatDistancesAdd) {
  for (const bool relativeBias : {false, true}) {
    const test::Seq2seqPair pair = test::makeTinySeq2seq(backend(), {.relativeBias = relativeBias});
    Request request;
    request.revision = 1;
    request.inputs = std::vector<Input>{TokenInput{test::randomIds(12, 60)}, TokenInput{test::randomIds(9, 60)}};
    request.plan = pair.model->info()->everySite();
    const auto trace = runModel(*pair.model, backend(), request);
    const double root = std::sqrt(static_cast<double>(trace->model().stacks.front().headWidth));
    expectEveryStep(*trace, {1 / root});
    EXPECT_EQ(attentionSteps(*trace, StackId::Encoder, 0, 0, 3).added.empty(), !relativeBias);
    if (!relativeBias) continue;
    // What-ifs of the bias and of the temperature are known: the scores still lead to the weights.
    request.changes = {AttentionTemperature{StackId::Encoder, everyLayer, 2}, ScaleRelativeBias{StackId::Encoder, 0, 0},
                       ScaleRelativeBias{StackId::Encoder, 1, 0.5F}};
    const auto changed = runModel(*pair.model, backend(), request);
    for (int layer = 0; layer < 2; ++layer) {
      const AttentionSteps before = attentionSteps(*trace, StackId::Encoder, layer, 1, 3),
                           after = attentionSteps(*changed, StackId::Encoder, layer, 1, 3);
      ASSERT_FALSE(after.scores.empty()) << layer;
      EXPECT_NEAR(after.scale, 0.5 / root, 1e-3);
      for (std::size_t key = 0; key < after.added.size(); ++key)
        EXPECT_NEAR(after.added[key], before.added[key] * (layer == 0 ? 0 : 0.25), 1e-6);
    }
  }
}

TEST_P(AttentionStepsTest, aMaskedKeyHasNoScoreAndBadPlacesAreRefused) {
  test::writeTinyModel(folder_.path());
  const auto trace = ofFolder(folder_.path(), 9);
  const AttentionSteps steps = attentionSteps(*trace, StackId::Decoder, 0, 1, 4);
  for (std::size_t key = 5; key < 9; ++key) {
    EXPECT_FALSE(steps.seen[key]);
    EXPECT_TRUE(std::isnan(steps.products[key]));
  }
  EXPECT_THROW(attentionSteps(*trace, StackId::Decoder, 0, 99, 4), Error);
  EXPECT_THROW(attentionSteps(*trace, StackId::Decoder, 0, 1, 9), Error);
  const auto bare = test::pass(*model_, backend(), test::randomIds(9, 60), CapturePlan{});
  EXPECT_THROW(attentionSteps(*bare, StackId::Decoder, 0, 1, 4), Error);
}

TEST_P(AttentionStepsTest, weightsThatAWhatIfWroteAreNotExplained) {
  test::writeTinyModel(folder_.path());
  const auto cut = ofFolder(folder_.path(), 9, {CutEdge{StackId::Decoder, 0, 1, 6, 2}});
  const AttentionSteps steps = attentionSteps(*cut, StackId::Decoder, 0, 1, 6);
  EXPECT_EQ(steps.weights[2], 0);
  EXPECT_FALSE(steps.scores.empty()) << "those of the other keys lead to their weights as before";
  const auto tempered = ofFolder(folder_.path(), 9, {AttentionTemperature{StackId::Decoder, 0, 2}});
  const AttentionSteps half = attentionSteps(*tempered, StackId::Decoder, 0, 1, 6);
  ASSERT_FALSE(half.scores.empty());
  EXPECT_NEAR(half.scale, 0.5 / std::sqrt(static_cast<double>(half.query.size())), 1e-3);
}

INSTANTIATE_TEST_SUITE_P(Backends, AttentionStepsTest, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight::derived
