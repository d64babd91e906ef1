#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "model_folder.h"
#include "process.h"
#include "support/shared_data.h"

namespace headlight::test {
namespace {

const std::string tiny = (test::vectorsFolder() / "gpt2-tiny-f32").string();

nlohmann::json jsonOf(const Finished& finished) {
  EXPECT_EQ(finished.exitCode, 0) << finished.err;
  EXPECT_EQ(finished.err, "");
  return nlohmann::json::parse(finished.out);
}

class CliTest : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
  ModelFolder model_{folder_.path() / "letters"};
};

TEST_F(CliTest, PredictPrintsProbabilitiesThatSumToOne) {
  model_.write();
  const nlohmann::json all =
      jsonOf(runHeadlight({"predict", model_.path(), "--text", "Tom", "--top", "256", "--json", "--device", "cpu"}));
  EXPECT_EQ(all["model"], "letters");
  ASSERT_EQ(all["tokens"].size(), 3u);
  EXPECT_EQ(all["tokens"][0]["text"], "T");
  EXPECT_EQ(all["tokens"][0]["id"], 'T');
  ASSERT_EQ(all["predictions"].size(), 256u);
  double sum = 0, before = 1;
  for (const auto& choice : all["predictions"]) {
    const double probability = choice["probability"].get<double>();
    EXPECT_LE(probability, before);
    before = probability;
    sum += probability;
  }
  EXPECT_NEAR(sum, 1, 1e-12);  // printed with 17 digits
  // Probabilities of two tokens differ as their logits say.
  const auto& first = all["predictions"][0];
  const auto& last = all["predictions"][255];
  EXPECT_NEAR(std::log(first["probability"].get<double>() / last["probability"].get<double>()),
              first["logit"].get<double>() - last["logit"].get<double>(), 1e-4);
}

TEST_F(CliTest, PredictAsTextListsTheTop) {
  model_.write();
  const Finished finished = runHeadlight({"predict", model_.path(), "--text", "Tom", "--top", "3", "--device", "cpu"});
  EXPECT_EQ(finished.exitCode, 0) << finished.err;
  EXPECT_EQ(std::count(finished.out.begin(), finished.out.end(), '\n'), 4);
  EXPECT_TRUE(contains(finished.out, "letters on "));
  EXPECT_TRUE(contains(finished.out, "3 tokens"));
  EXPECT_TRUE(contains(finished.out, " %  "));
}

TEST_F(CliTest, TextComesFromArgumentStandardInputOrFile) {
  model_.write();
  writeFile(folder_.path() / "text.txt", "-T \xe9\xaa\xa8\n");
  const auto ids = [](const nlohmann::json& all) {
    std::string list;
    for (const auto& token : all["tokens"]) list += std::to_string(token["id"].get<int>()) + " ";
    return list;
  };
  const std::vector<std::string> start{"predict", model_.path(), "--json", "--device", "cpu"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), start.begin(), start.end());
    return more;
  };
  const std::string wanted = "45 84 32 233 170 168 ";
  EXPECT_EQ(ids(jsonOf(runHeadlight(with({"--text", "-T \xe9\xaa\xa8"})))), wanted);
  EXPECT_EQ(ids(jsonOf(runHeadlight(with({"--text", "-"}), {.standardInput = "-T \xe9\xaa\xa8\n"}))), wanted);
  EXPECT_EQ(ids(jsonOf(runHeadlight(with({"--text-file", (folder_.path() / "text.txt").string()})))), wanted);
  EXPECT_EQ(ids(jsonOf(runHeadlight(with({"--input", "text=-T \xe9\xaa\xa8"})))), wanted);
  EXPECT_EQ(ids(jsonOf(runHeadlight(with({"--ids", "45, 84,32,233,170,168"})))), wanted);
}

TEST_F(CliTest, TextsThatLookLikeSomethingElseArriveUnchanged) {
  model_.write();
  for (const std::string text :
       {"[a, b]", "'a'", "\"a\"", "a\\nb", "--json", "-h", "{\"a\":1}", "%s", "a=b", "$HOME", "a\nb", " a "}) {
    const nlohmann::json all =
        jsonOf(runHeadlight({"predict", model_.path(), "--text", text, "--json", "--device", "cpu"}));
    std::string read;
    for (const auto& token : all["tokens"]) read += token["text"].get<std::string>();
    EXPECT_EQ(read, text);
  }
}

TEST_F(CliTest, AByteThatIsNoCharacterHasNoText) {
  model_.write();
  const nlohmann::json all =
      jsonOf(runHeadlight({"predict", model_.path(), "--text", "\xe9\xaa\xa8", "--json", "--device", "cpu"}));
  EXPECT_TRUE(all["tokens"][0]["text"].is_null());
  EXPECT_EQ(all["tokens"][0]["token"], "\\xE9");
}

TEST_F(CliTest, AFolderWithoutTokenizerTakesIds) {
  const nlohmann::json all = jsonOf(runHeadlight({"predict", tiny, "--ids", "2,1,0", "--json", "--device", "cpu"}));
  EXPECT_EQ(all["tokens"].size(), 3u);
  EXPECT_EQ(all["tokens"][0]["token"], "#2");
  EXPECT_EQ(all["predictions"].size(), 10u);
}

TEST_F(CliTest, DevicesNamesTheCpuAndWhatAutoTakes) {
  const nlohmann::json list = jsonOf(runHeadlight({"devices", "--json"}));
  int automatic = 0;
  for (const auto& device : list) automatic += device["auto"].get<bool>();
  EXPECT_EQ(automatic, 1);
  EXPECT_EQ(list[0]["device"], "cpu");
  EXPECT_TRUE(contains(runHeadlight({"devices"}).out, "cpu"));
  EXPECT_TRUE(contains(runHeadlight({"devices", "--device", "cpu"}).out, "--device cpu takes "));
}

TEST_F(CliTest, ModelsListsWhatIsBundled) {
  const ModelFolder bundled(folder_.path() / "assets" / "models" / "letters");
  bundled.write();
  const std::filesystem::path hub = folder_.path() / "hub", snapshot = hub / "models--org--tiny" / "snapshots" / "0a1b";
  const Surroundings here{
      .environment = {{"HEADLIGHT_ASSETS", (folder_.path() / "assets").string()}, {"HF_HUB_CACHE", hub.string()}}};
  const nlohmann::json list = jsonOf(runHeadlight({"models", "--json"}, here));
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["name"], "letters");
  EXPECT_EQ(list[0]["dtype"], "f32");
  EXPECT_EQ(list[0]["heads"], 2);
  EXPECT_TRUE(contains(runHeadlight({"models"}, here).out, "letters  gpt2, 1 layers of 2 heads"));
  const nlohmann::json all =
      jsonOf(runHeadlight({"predict", "Letters", "--text", "a", "--json", "--device", "cpu"}, here));
  EXPECT_EQ(all["model"], "letters");

  // What huggingface_hub downloaded stands beside it and goes by its id; a file goes by its path.
  const ModelFolder cached(snapshot);
  cached.write();
  std::filesystem::rename(snapshot / "vocab.json", snapshot / "vocab.txt.gone");
  const nlohmann::json both = jsonOf(runHeadlight({"models", "--json"}, here));
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[1]["name"], "org/tiny");
  EXPECT_EQ(both[1]["from"], "hugging_face_cache");
  for (const std::string& model : {std::string("org/tiny"), (snapshot / "model.safetensors").string()})
    EXPECT_EQ(jsonOf(runHeadlight({"predict", model, "--ids", "1", "--json", "--device", "cpu"}, here))["model"],
              "tiny");
  std::filesystem::remove(snapshot / "model.safetensors");
  EXPECT_TRUE(contains(runHeadlight({"models"}, here).out, "org/tiny  cannot be opened: "));
}

TEST_F(CliTest, AnInstalledProgramFindsItsAssets) {
  std::filesystem::create_directories(folder_.path() / "bin");
  const std::filesystem::path program = folder_.path() / "bin" / "headlight";
  std::filesystem::copy_file(HEADLIGHT_PROGRAM, program);
  const ModelFolder bundled(folder_.path() / "share" / "headlight" / "models" / "installed");
  bundled.write();
  const nlohmann::json list = jsonOf(runHeadlight(
      {"models", "--json"},
      {.environment = {{"HEADLIGHT_ASSETS", ""}, {"HF_HUB_CACHE", "/nowhere"}}, .program = program.string()}));
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["name"], "installed");
}

TEST_F(CliTest, BothBackendsSayTheSame) {
  bool software = false;
  for (const auto& device : jsonOf(runHeadlight({"devices", "--json"}))) software |= device["device"] == "vulkan:0";
  if (!software) {
    ASSERT_EQ(std::getenv("HEADLIGHT_REQUIRE_VULKAN"), nullptr) << "a Vulkan device is required here";
    GTEST_SKIP() << "no Vulkan device here";
  }
  model_.write();
  const auto predictions = [&](const std::string& device) {
    return jsonOf(
        runHeadlight({"predict", model_.path(), "--text", "once upon", "--json", "--device", device}))["predictions"];
  };
  const nlohmann::json cpu = predictions("cpu"), gpu = predictions("vulkan:0");
  ASSERT_EQ(cpu.size(), gpu.size());
  for (std::size_t i = 0; i < cpu.size(); ++i)
    EXPECT_NEAR(cpu[i]["logit"].get<double>(), gpu[i]["logit"].get<double>(),
                1e-4 * std::fabs(cpu[0]["logit"].get<double>()));
}

TEST_F(CliTest, HelpAndVersionSucceed) {
  const Finished help = runHeadlight({"--help"});
  EXPECT_EQ(help.exitCode, 0);
  for (const char* command : {"predict", "trace", "render", "devices", "models"})
    EXPECT_TRUE(contains(help.out, command));
  EXPECT_TRUE(contains(runHeadlight({"predict", "--help"}).out, "--text"));
  EXPECT_TRUE(contains(runHeadlight({"--version"}).out, "headlight 0."));
}

}  // namespace
}  // namespace headlight::test
