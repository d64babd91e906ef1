#include "derived/attention_scores.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "models/load_model.h"
#include "support/backends.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_llama.h"
#include "support/tiny_model.h"

namespace headlight::derived {
namespace {

class AttentionScores : public test::OnBackends {
 protected:
  static constexpr int tokens = 21;

  void run(const std::filesystem::path& path, std::vector<Intervention> changes = {}) {
    model = loadModel(path, backend());
    Request request{1, TokenInput{test::randomIds(tokens, 60)}, model->info()->everySite()};
    request.changes = std::move(changes);
    trace = runModel(*model, backend(), request);
  }
  std::vector<float> weights(int layer, int head, int row) const {
    const HostRows pattern(*trace->find({StackId::Decoder, Site::Pattern, layer}));
    std::vector<float> whole(tokens, 0.0F);
    std::ranges::copy(pattern.head(row, head, whole.size()), whole.begin());
    return whole;
  }
  std::vector<float> scores(int layer, int head, int row) const {
    const StackInfo& stack = model->info()->stack(StackId::Decoder);
    const HostRows queries(*trace->find({StackId::Decoder, Site::Query, layer}));
    const HostRows keys(*trace->find({StackId::Decoder, Site::Key, layer}));
    const auto width = static_cast<std::size_t>(stack.headWidth);
    return attentionScores(queries.row(row).subspan(static_cast<std::size_t>(head) * width, width), keys,
                           head / (stack.heads / stack.kvHeads), weights(layer, head, row));
  }
  /// Softmax of every row's scores is the row, whatever the head.
  void expectSoftmaxIsThePattern() {
    const StackInfo& stack = model->info()->stack(StackId::Decoder);
    for (int layer = 0; layer < stack.layers; ++layer)
      for (int head = 0; head < stack.heads; ++head)
        for (int row = 1; row < tokens; ++row) {
          const std::vector<float> found = scores(layer, head, row), wanted = weights(layer, head, row);
          ASSERT_EQ(found.size(), wanted.size()) << layer << " " << head << " " << row;
          double sum = 0;
          for (int key = 0; key <= row; ++key)
            sum += std::exp(static_cast<double>(found[static_cast<std::size_t>(key)]));
          for (int key = 0; key <= row; ++key)
            EXPECT_NEAR(std::exp(static_cast<double>(found[static_cast<std::size_t>(key)])) / sum,
                        wanted[static_cast<std::size_t>(key)], 1e-4);
          for (int key = row + 1; key < tokens; ++key) EXPECT_TRUE(std::isnan(found[static_cast<std::size_t>(key)]));
        }
  }

  test::TemporaryFolder folder;
  std::unique_ptr<Model> model;
  std::shared_ptr<const Trace> trace;
};

TEST_P(AttentionScores, softmaxOfThemIsThePattern) {
  test::writeTinyModel(folder.path());
  run(folder.path());
  expectSoftmaxIsThePattern();
}

TEST_P(AttentionScores, withRotationAndSharedKeysToo) {
  test::writeTinyLlama(folder.path());
  run(folder.path());
  expectSoftmaxIsThePattern();
}

TEST_P(AttentionScores, whatTheModelDidNotUseIsNoScore) {
  test::TinyModel scaled;
  scaled.scaledByLayer = true;
  test::writeTinyModel(folder.path(), scaled);
  run(folder.path());
  EXPECT_FALSE(scores(0, 0, 20).empty());
  EXPECT_TRUE(scores(1, 0, 20).empty()) << "divided by the layer's number as well";
  run(folder.path(), {AttentionTemperature{StackId::Decoder, 0, 2}});
  EXPECT_TRUE(scores(0, 0, 20).empty()) << "divided by a temperature";
  run(folder.path());
  EXPECT_TRUE(scores(0, 0, 0).empty()) << "one key: nothing tells the score";
  const HostRows keys(*trace->find({StackId::Decoder, Site::Key, 0}));
  EXPECT_THROW(attentionScores(keys.row(0).first(9), keys, 0, std::vector<float>(tokens + 1, 1.0F)), Error);
}

INSTANTIATE_TEST_SUITE_P(Backends, AttentionScores, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight::derived
