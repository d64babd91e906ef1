#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "base/error.h"
#include "models/load_model.h"
#include "recorder.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

namespace headlight {
namespace {

using test::Recorder;

Session::Loader opens(const std::filesystem::path& folder) {
  return [folder](const LoadProgress& progress, std::stop_token stop) {
    Loaded loaded{makeBackend("cpu", 2), nullptr};
    loaded.model = loadModel(folder, *loaded.backend, progress, stop);
    return loaded;
  };
}

// The UI's situation: somebody types while views read the last trace, and models come and go. For TSan.
TEST(SessionWithAModel, tracesAreReadWhileTheWorkerComputesAndAfterTheModelIsGone) {
  const test::TemporaryFolder folder;
  const auto weights = test::writeTinyModel(folder.path());
  const auto ids = test::randomIds(90, 61);
  std::shared_ptr<const Trace> trace;
  {
    Recorder recorder;
    Session session(opens(folder.path()), recorder.callbacks());
    ASSERT_TRUE(recorder.waitForNote("loaded"));
    const StackInfo stack{StackId::Decoder, 2, 4, 4, 9, 36, true};
    const CapturePlan plan({{StackId::Decoder, Site::Pattern, 0}, {StackId::Decoder, Site::Pattern, 1}});
    for (int length = 1; length <= 90; ++length) {
      const std::vector<std::int32_t> text(ids.begin(), ids.begin() + length);
      session.submit({static_cast<std::uint64_t>(length), TokenInput{text}, plan});
      const auto outcomes = recorder.outcomes();
      if (outcomes.empty()) continue;
      trace = outcomes.back().trace;
      ASSERT_TRUE(trace) << outcomes.back().error;
      for (int head = 0; head < stack.heads; ++head) {
        const auto row = patternRow(*trace, StackId::Decoder, 1, head, trace->rows(StackId::Decoder) - 1);
        double sum = 0;
        for (const float weight : row) sum += weight;
        EXPECT_NEAR(sum, 1, 1e-5);
      }
    }
    ASSERT_TRUE(recorder.waitForRevision(90));
    trace = recorder.outcomes().back().trace;
    for (const auto& outcome : recorder.outcomes()) EXPECT_EQ(outcome.error, "");
    ASSERT_TRUE(trace);
  }
  // The session, its model and its backend are gone; the trace is not.
  const auto expected = reference::forward(weights, ids).at("blocks.1.attn.pattern");
  const auto pattern = patternOfHead(*trace, StackId::Decoder, 1, 3);
  ASSERT_EQ(pattern.size(), 90u * 90u);
  for (std::size_t i = 0; i < pattern.size(); ++i) EXPECT_NEAR(pattern[i], expected.values[3 * 90 * 90 + i], 2e-5);
}

// "The previous state stays": what cannot be computed leaves the last trace and a session that goes on.
TEST(SessionWithAModel, badInputLeavesThePreviousTrace) {
  const test::TemporaryFolder folder;
  test::writeTinyModel(folder.path());
  Recorder recorder;
  Session session(opens(folder.path()), recorder.callbacks());
  const CapturePlan plan({{StackId::Decoder, Site::Pattern, 0}});
  const std::vector<std::vector<std::int32_t>> texts{{1, 2, 3}, {},      std::vector<std::int32_t>(5000, 1),
                                                     {1, 61},   {1, -1}, {1, 2, 3}};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    session.submit({i, TokenInput{texts[i]}, plan});
    ASSERT_TRUE(recorder.waitForRevision(i));
  }
  const auto outcomes = recorder.outcomes();
  for (std::size_t i = 1; i + 1 < texts.size(); ++i) {
    EXPECT_FALSE(outcomes[i].trace);
    EXPECT_NE(outcomes[i].error, "");
  }
  ASSERT_TRUE(outcomes.front().trace && outcomes.back().trace);
  EXPECT_EQ(patternOfHead(*outcomes.front().trace, StackId::Decoder, 0, 0),
            patternOfHead(*outcomes.back().trace, StackId::Decoder, 0, 0));
}

TEST(SessionWithAModel, aDamagedFolderIsASentence) {
  const test::TemporaryFolder folder;
  test::writeTinyModel(folder.path());
  test::setConfig(folder.path(), "model_type", "\"mamba\"");
  Recorder recorder;
  Session session(opens(folder.path()), recorder.callbacks());
  std::string sentence;
  try {
    loadModel(folder.path(), *makeBackend("cpu", 1));
  } catch (const Error& error) {
    sentence = error.what();
  }
  EXPECT_NE(sentence.find("\"mamba\""), std::string::npos) << sentence;
  EXPECT_TRUE(recorder.waitForNote("load failed: " + sentence)) << testing::PrintToString(recorder.notes());
}

}  // namespace
}  // namespace headlight
