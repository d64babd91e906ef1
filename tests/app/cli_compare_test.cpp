// `headlight render --view compare`: two inputs, or two heads, as a figure.
#include <gtest/gtest.h>

#include "../engine/io/files.h"
#include "process.h"
#include "support/shared_data.h"

namespace headlight::test {
namespace {

Finished rendered(std::vector<std::string> more, const std::string& out) {
  more.insert(more.begin(), {"render", "storyteller", "--device", "cpu", "--text", "Tom had a red hat", "--out", out});
  return runHeadlight(more, {.environment = {{"QT_QPA_PLATFORM", "offscreen"}}});
}

TEST(CliCompare, DrawsAnotherInputOrAnotherHead) {
#ifndef HEADLIGHT_WITH_GUI
  GTEST_SKIP() << "built without the GUI";
#endif
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "figure.svg").string();
  Finished finished = rendered({"--view", "compare", "--against", "Tom had a big red ball", "--layer", "3"}, out);
  ASSERT_EQ(finished.exitCode, 0) << finished.err;
  const std::string figure = readFile(out);
  for (const char* words : {"B − A", "ball → hat", "− big", "What is said"})
    EXPECT_NE(figure.find(words), std::string::npos) << words;
  finished = rendered({"--view", "compare", "--beside", "4,1"}, out);
  ASSERT_EQ(finished.exitCode, 0) << finished.err;
  EXPECT_NE(readFile(out).find("B · L4H1"), std::string::npos);
}

TEST(CliCompare, SaysWhatIsMissing) {
#ifndef HEADLIGHT_WITH_GUI
  GTEST_SKIP() << "built without the GUI";
#endif
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "figure.svg").string();
  const auto refusal = [&](std::vector<std::string> more) {
    const Finished finished = rendered(std::move(more), out);
    EXPECT_EQ(finished.exitCode, 1) << finished.out;
    return finished.err;
  };
  EXPECT_NE(refusal({"--view", "compare"}).find("--against TEXT"), std::string::npos);
  EXPECT_NE(refusal({"--view", "compare", "--beside", "9,0"}).find("layers 0 to 5"), std::string::npos);
  EXPECT_NE(refusal({"--view", "compare", "--beside", "x"}).find("expected LAYER,HEAD"), std::string::npos);
  EXPECT_NE(refusal({"--view", "matrix", "--against", "x"}).find("of --view compare"), std::string::npos);
}

}  // namespace
}  // namespace headlight::test
