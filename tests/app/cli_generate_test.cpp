// headlight generate, of a translator and of a decoder, and --attention of predict and trace.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "model_folder.h"
#include "process.h"
#include "support/shared_data.h"

namespace headlight::test {
namespace {

const std::string translator = (vectorsFolder() / "generation" / "translator").string();

nlohmann::json jsonOf(const std::vector<std::string>& arguments) {
  const Finished finished = runHeadlight(arguments);
  EXPECT_EQ(finished.exitCode, 0) << finished.err;
  return nlohmann::json::parse(finished.out);
}

std::string refusalOf(const std::vector<std::string>& arguments) {
  const Finished finished = runHeadlight(arguments);
  EXPECT_NE(finished.exitCode, 0) << finished.out;
  return finished.err;
}

std::vector<int> idsOf(const nlohmann::json& tokens) {
  std::vector<int> ids;
  for (const auto& token : tokens) ids.push_back(token["id"]);
  return ids;
}

TEST(CliGenerate, translatesWithoutATarget) {
  const Finished finished = runHeadlight({"translate", translator, "--source", "the cat is on the mat"});
  EXPECT_EQ(finished.exitCode, 0) << finished.err;
  const auto all = jsonOf({"generate", translator, "--input", "source=the cat is on the mat", "--json"});
  EXPECT_EQ(finished.out, all["text"].get<std::string>() + "\n") << "the same command";
  EXPECT_EQ(idsOf(all["inputs"]["target"]), std::vector<int>{2}) << "decoder_start_token_id";
  ASSERT_GT(all["written"].size(), 1u);
  EXPECT_EQ(all["limit"], 40);
  for (const auto& token : all["written"]) {
    EXPECT_GT(token["probability"], 0);
    EXPECT_LE(token["probability"], 1);
  }
}

TEST(CliGenerate, goesOnFromATypedTarget) {
  const auto free = jsonOf({"generate", translator, "--source", "the cat is on the mat", "--json"});
  const auto forced = jsonOf({"generate", translator, "--source", "the cat is on the mat", "--target", "it", "--json"});
  const std::vector<int> prompt = idsOf(forced["inputs"]["target"]);
  ASSERT_GT(prompt.size(), 1u);
  EXPECT_EQ(prompt.front(), 2);
  EXPECT_NE(prompt.back(), 0) << "no end token before what is written";
  EXPECT_EQ(forced["text"].get<std::string>().substr(0, 2), "it");
}

TEST(CliGenerate, beamsAreATreeThatIsShown) {
  const auto all = jsonOf({"generate", translator, "--source", "a cat", "--beams", "4", "--length-penalty", "0.6",
                           "--early-stopping", "true", "--json"});
  const auto& hypotheses = all["beams"]["hypotheses"];
  ASSERT_FALSE(hypotheses.empty());
  for (std::size_t i = 1; i < hypotheses.size(); ++i) EXPECT_GE(hypotheses[i - 1]["score"], hypotheses[i]["score"]);
  int place = 0, pruned = 0;
  for (const auto& node : all["beams"]["tree"]) {
    EXPECT_LT(node["parent"], place++) << "parents first";
    pruned += node["state"] == "pruned";
  }
  EXPECT_GT(pruned, 0);
  const Finished steps = runHeadlight({"generate", translator, "--source", "a cat", "--beams", "2", "--steps"});
  EXPECT_NE(steps.out.find("beam 1"), std::string::npos) << steps.out;
  EXPECT_NE(steps.out.find(" %  "), std::string::npos) << steps.out;
}

TEST(CliGenerate, stopsAtItsLimitAndSaysSo) {
  const Finished finished = runHeadlight({"generate", translator, "--source", "the cat", "--max-new-tokens", "1"});
  EXPECT_EQ(finished.exitCode, 0);
  EXPECT_NE(finished.err.find("stopped at its limit of 2 tokens"), std::string::npos) << finished.err;
}

TEST(CliGenerate, drawsTheSameOfTheSameSeed) {
  const auto drawn = [](const char* seed) {
    return idsOf(jsonOf({"generate", translator, "--source", "the cat is on the mat", "--seed", seed, "--temperature",
                         "1.5", "--json"})["written"]);
  };
  EXPECT_EQ(drawn("1"), drawn("1"));
  EXPECT_NE(drawn("1"), drawn("2"));
}

TEST(CliGenerate, decodersWriteOnTheirText) {
  TemporaryFolder folder;
  ModelFolder letters(folder.path() / "letters");
  letters.write();
  const auto all = jsonOf({"generate", letters.path(), "--text", "Tom", "--max-new-tokens", "5", "--json"});
  EXPECT_EQ(idsOf(all["inputs"]["text"]), (std::vector<int>{'T', 'o', 'm'}));
  EXPECT_EQ(all["written"].size(), 5u);
  EXPECT_TRUE(all["stopped_at_limit"].get<bool>());
}

TEST(CliGenerate, whatIsWrongIsOneSentence) {
  EXPECT_NE(refusalOf({"generate", translator, "--target", "it"}).find("\"source\" is missing"), std::string::npos);
  EXPECT_NE(refusalOf({"generate", translator, "--source", "a", "--source", "b"}).find("source"), std::string::npos);
  EXPECT_NE(refusalOf({"generate", translator, "--source", "a", "--beams", "9"}).find("--beams"), std::string::npos);
  EXPECT_NE(refusalOf({"generate", translator, "--source", "a", "--length-penalty", "2"}).find("--beams N"),
            std::string::npos);
  EXPECT_NE(refusalOf({"generate", translator, "--source", "a", "--beams", "2", "--seed", "1"}).find("do_sample"),
            std::string::npos);
  const std::string bert = (vectorsFolder() / "bert-tiny-mlm").string();
  EXPECT_NE(refusalOf({"generate", bert, "--ids", "2,5,3"}).find("cannot write on"), std::string::npos);
}

TEST(CliAttention, predictSaysWhereATokenLooks) {
  const auto all =
      jsonOf({"predict", translator, "--source", "the cat", "--target", "it", "--attention", "cross", "--json"});
  const auto& row = all["attention"];
  EXPECT_EQ(row["site"], "decoder.blocks.0.cross_attn.pattern");
  double sum = 0;
  for (const auto& key : row["keys"]) sum += key["weight"].get<double>();
  EXPECT_NEAR(sum, 1, 1e-5);
  const auto source = jsonOf({"generate", translator, "--source", "the cat", "--json"});
  EXPECT_EQ(row["keys"].size(), source["inputs"]["source"].size()) << "keys are the source";
  EXPECT_NE(refusalOf({"predict", translator, "--source", "a", "--target", "it", "--attention", "both"})
                .find("encoder.attn, decoder.attn, decoder.cross_attn"),
            std::string::npos);
}

TEST(CliHeads, sayOfEveryHeadWhereItsWeightLies) {
  const Finished finished = runHeadlight({"heads", "storyteller", "--text",
                                          "One day Tom Silver met an owl in the mill. The owl told Tom Silver a joke, "
                                          "and Tom"});
  ASSERT_EQ(finished.exitCode, 0) << finished.err;
  std::istringstream lines(finished.out);
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line,
            "attention,layer,head,previous_token,next_token,duplicate_token,induction,first_token,same_position,local,"
            "alignment,broad,said");
  int heads = 0;
  std::string previous;
  for (; std::getline(lines, line); ++heads)
    if (line.starts_with("attn,2,1,")) previous = line;
  EXPECT_EQ(heads, 48);
  EXPECT_NEAR(std::stod(previous.substr(9)), 0.9798, 1e-3) << "heads.json of the model";
  EXPECT_TRUE(previous.ends_with(",previous_token")) << previous;
  const Finished cross =
      runHeadlight({"heads", translator, "--source", "the cat", "--target", "it", "--attention", "cross"});
  ASSERT_EQ(cross.exitCode, 0) << cross.err;
  EXPECT_NE(cross.out.find("\ndecoder.cross_attn,0,0,,,,,"), std::string::npos) << cross.out;
}

TEST(CliAttention, traceWritesThatOneAlone) {
  TemporaryFolder folder;
  const std::string file = (folder.path() / "cross.npz").string();
  const Finished finished = runHeadlight(
      {"trace", translator, "--source", "the cat", "--target", "it", "--attention", "cross", "--out", file});
  ASSERT_EQ(finished.exitCode, 0) << finished.err;
  EXPECT_NE(finished.out.find("6 sites"), std::string::npos) << finished.out;
}

}  // namespace
}  // namespace headlight::test
