#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model_folder.h"
#include "npz_reader.h"
#include "process.h"
#include "support/shared_data.h"

// `headlight predict` and `trace` of two texts as one input (--pair), on the models of tests/vectors/record_pairs.py.
namespace headlight::test {
namespace {

using nlohmann::json;

class CliPairs : public testing::Test {
 protected:
  /// A recorded model with a vocabulary of its size: 41 tokens, [PAD] to [MASK], then letters and a few words.
  std::string modelOf(const std::string& name) {
    const std::filesystem::path folder = folder_.path() / name;
    if (std::filesystem::exists(folder)) return folder.string();
    std::filesystem::copy(test::vectorsFolder() / "pairs" / name, folder);
    std::string vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
    for (char letter = 'a'; letter <= 'z'; ++letter) vocabulary += std::string(1, letter) + "\n";
    for (int word = 0; word < 10; ++word) vocabulary += "word" + std::to_string(word) + "\n";
    writeFile(folder / "vocab.txt", vocabulary);
    return folder.string();
  }
  json predictJson(const std::string& name, std::vector<std::string> more) {
    more.insert(more.begin(), {"predict", modelOf(name), "--device", "cpu", "--json"});
    const Finished finished = runHeadlight(more);
    EXPECT_EQ(finished.exitCode, 0) << finished.err;
    return finished.exitCode == 0 ? json::parse(finished.out) : json();
  }
  test::TemporaryFolder folder_;
};

TEST_F(CliPairs, RowsSayWhichTextTheyBelongTo) {
  const json all = predictJson("bert-next-sentence", {"--text", "a b", "--pair", "c d"});
  EXPECT_EQ(all.at("output"), "next_sentence_prediction");
  const json& tokens = all.at("tokens");
  ASSERT_EQ(tokens.size(), 7u) << "[CLS] a b [SEP] c d [SEP]";
  const std::vector<std::string> expected{"", "A", "A", "", "B", "B", ""};
  for (std::size_t row = 0; row < tokens.size(); ++row)
    EXPECT_EQ(tokens[row].value("segment", ""), expected[row]) << row;
  ASSERT_EQ(all.at("labels").size(), 2u);
  for (const json& label : all.at("labels"))
    EXPECT_EQ(label.at("label"), label.at("id") == 0 ? "follows" : "does not follow");
  EXPECT_NE(all.at("labels"), predictJson("bert-next-sentence", {"--ids", "2,5,6,3,7,8,3"}).at("labels"))
      << "without token types";
}

TEST_F(CliPairs, ASecondOutputSaysHowTheTextsGoTogether) {
  const json all = predictJson("bert-pretraining", {"--text", "a [MASK]", "--pair", "c d"});
  EXPECT_EQ(all.at("output"), "masked_lm");
  EXPECT_EQ(all.at("row"), 2);
  EXPECT_EQ(all.at("sentences").at(0).at("label"), "follows");
  EXPECT_NEAR(all.at("sentences").at(0).at("probability").get<double>() +
                  all.at("sentences").at(1).at("probability").get<double>(),
              1, 1e-9);
  const json alone = predictJson("bert-pretraining", {"--text", "a b", "--pair", "c d"});
  EXPECT_TRUE(alone.contains("sentences"));
  EXPECT_FALSE(alone.contains("predictions")) << "no token is masked";
  EXPECT_FALSE(predictJson("bert-pretraining", {"--text", "a [MASK]"}).contains("sentences")) << "there is one text";
  const Finished shown = runHeadlight({"predict", modelOf("bert-pretraining"), "--text", "a [MASK]", "--pair", "c"});
  EXPECT_TRUE(contains(shown.out, "second text: does not follow")) << shown.out << shown.err;
}

TEST_F(CliPairs, AnswersLieInTheSecondText) {
  const json all = predictJson("bert-answers", {"--text", "a b c", "--pair", "d e f g", "--top", "50"});
  ASSERT_EQ(all.at("answers").size(), 10u) << "of 4 tokens";
  for (const json& answer : all.at("answers")) {
    EXPECT_GE(answer.at("first"), 5);
    EXPECT_LE(answer.at("last"), 8);
  }
  EXPECT_EQ(all.at("tokens").at(2).at("start").at("probability"), 0.0) << "of the question";
}

TEST_F(CliPairs, ATraceHasTheTypesOfTokens) {
  const std::filesystem::path out = folder_.path() / "trace.npz";
  const Finished finished = runHeadlight(
      {"trace", modelOf("bert-answers"), "--text", "a b", "--pair", "c", "--device", "cpu", "--out", out.string()});
  ASSERT_EQ(finished.exitCode, 0) << finished.err;
  const auto members = readNpz(readFile(out));
  EXPECT_EQ(members.at("token_type_ids").integers(), (std::vector<std::int32_t>{0, 0, 0, 0, 1, 1}));
  const json about = json::parse(members.at("headlight.json").data);
  EXPECT_EQ(about.at("pair"), "c");
  EXPECT_EQ(about.at("pair_tokens"), json({4, 5}));
}

TEST_F(CliPairs, IdsTakeNoPair) {
  const Finished finished = runHeadlight({"predict", modelOf("bert-answers"), "--ids", "1,2", "--pair", "c"});
  EXPECT_EQ(finished.exitCode, 1);
  EXPECT_TRUE(contains(finished.err, "--pair: is the second text beside --text or --text-file")) << finished.err;
}

}  // namespace
}  // namespace headlight::test
