#include "derived/answer_spans.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "../io/files.h"
#include "compare.h"
#include "models/load_model.h"
#include "models/model_preview.h"
#include "reference/partials.h"
#include "support/backends.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

// Heads for question answering of every family against transformers (tests/vectors/record_answers.py).
namespace headlight {
namespace {

namespace fs = std::filesystem;

const char* const families[] = {"bert", "roberta", "distilbert", "albert", "gpt2", "llama", "mistral", "qwen2"};

fs::path recorded(const std::string& family) { return test::vectorsFolder() / "answers" / family; }

class Answers : public test::OnBackends {
 protected:
  void expectAnswers(const fs::path& folder, const std::string& family) {
    SCOPED_TRACE(family);
    const auto expected = reference::readSafetensors(recorded(family) / "expected.safetensors");
    const auto model = loadModel(folder, backend());
    ASSERT_TRUE(model->info()->says(Says::Answer));
    EXPECT_EQ(model->info()->headNotRun, "");
    EXPECT_TRUE(model->info()->notUsed.empty());
    for (int text = 0; expected.contains(std::to_string(text) + ".ids"); ++text) {
      SCOPED_TRACE(testing::Message() << "text " << text);
      const std::string number = std::to_string(text);
      const auto trace = test::pass(*model, backend(), reference::idsOf(expected.at(number + ".ids")));
      test::expectSiteAgrees(*trace, "logits", expected.at(number + ".logits"));
      ASSERT_EQ(trace->predictedLogits().size(), 2u);
      std::vector<int> shape;
      const auto logits = siteToHost(*trace, {model->info()->output()->stack, Site::Logits, -1}, shape);
      const reference::Array &spans = expected.at(number + ".answers"), &scores = expected.at(number + ".scores");
      const auto found = derived::answerSpans(derived::answerEnds(logits), static_cast<int>(scores.values.size()));
      ASSERT_EQ(found.size(), scores.values.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(found[i].first, static_cast<int>(spans.values[2 * i])) << i;
        EXPECT_EQ(found[i].last, static_cast<int>(spans.values[2 * i + 1])) << i;
        EXPECT_NEAR(found[i].probability(), scores.values[i], 1e-4 * scores.values[i]) << i;
      }
    }
  }
  test::TemporaryFolder folder_;
};

TEST_P(Answers, areWhatTransformersFinds) {
  for (const std::string family : families) expectAnswers(recorded(family), family);
}

TEST_P(Answers, ofFilesWithoutArchitecturesTheWeightsDecide) {
  for (const std::string family : families) {
    fs::copy(recorded(family), folder_.path() / family, fs::copy_options::recursive);
    test::setConfig(folder_.path() / family, "architectures", "null");
    expectAnswers(folder_.path() / family, family);
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, Answers, testing::ValuesIn(test::availableBackends()), test::backendName);

TEST(AnswerFolders, sayWhatTheyAre) {
  const auto backend = makeBackend("cpu", 1);
  const auto model = loadModel(recorded("bert"), *backend);
  EXPECT_STREQ(model->info()->task(), "question_answering");
  EXPECT_EQ(model->info()->output()->labels, (std::vector<std::string>{"start", "end"}));
  EXPECT_EQ(previewModel(recorded("llama")).head, "an answer in the text");
}

TEST(AnswerSpans, areInOrderAndTheBestFirst) {
  // start: 0 0.5 0.5 0; end: 0.25 each.
  const float none = -1000;
  const std::vector<float> logits{none, 0, 0, 0, 0, 0, none, 0};
  const derived::AnswerEnds ends = derived::answerEnds(logits);
  EXPECT_NEAR(ends.start[1], 0.5, 1e-12);
  EXPECT_NEAR(ends.end[3], 0.25, 1e-12);
  const auto spans = derived::answerSpans(ends, 100);
  ASSERT_EQ(spans.size(), 10u) << "first <= last of 4 rows";
  EXPECT_EQ(spans[0].first, 1);
  EXPECT_EQ(spans[0].last, 1) << "ties by place";
  EXPECT_EQ(spans[4].first, 2);
  EXPECT_EQ(spans[4].last, 3);
  EXPECT_NEAR(spans[4].probability(), 0.125, 1e-12);
  EXPECT_EQ(spans[5].probability(), 0);
  EXPECT_EQ(derived::answerSpans(ends, 3), std::vector(spans.begin(), spans.begin() + 3));
  EXPECT_TRUE(derived::answerSpans(derived::answerEnds({}), 3).empty());
}

}  // namespace
}  // namespace headlight
