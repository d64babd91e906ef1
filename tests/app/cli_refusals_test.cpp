#include <gtest/gtest.h>

#include <functional>

#include "model_folder.h"
#include "process.h"
#include "support/shared_data.h"

namespace headlight::test {
namespace {

class CliRefusalsTest : public ::testing::Test {
 protected:
  /// Exit code 1, nothing on standard output, one line on standard error with `part` in it.
  void expectRefusal(const std::vector<std::string>& arguments, const std::string& part,
                     const Surroundings& here = {}) {
    const Finished finished = runHeadlight(arguments, here);
    SCOPED_TRACE(finished.err);
    EXPECT_EQ(finished.exitCode, 1);
    EXPECT_EQ(finished.out, "");
    EXPECT_TRUE(contains(finished.err, part));
    EXPECT_TRUE(finished.err.starts_with("headlight: "));
    EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1);
    EXPECT_TRUE(finished.err.ends_with('\n'));
  }
  void expectRefused(const std::string& part, const std::string& text = "a") {
    expectRefusal({"predict", model_.path(), "--text", text, "--device", "cpu"}, part);
  }

  TemporaryFolder folder_;
  ModelFolder model_{folder_.path() / "letters"};
};

TEST_F(CliRefusalsTest, UsageErrorsExitWith2) {
  model_.write();
  const std::vector<std::vector<std::string>> wrong = {
      {"predict"},
      {"predict", model_.path()},
      {"predict", model_.path(), "--text", "a", "--ids", "1"},
      {"predict", model_.path(), "--text", "a", "--input", "text=a"},
      {"predict", model_.path(), "--input", "a"},
      {"predict", model_.path(), "--text", "a", "--top", "0"},
      {"predict", model_.path(), "--text", "a", "--top", "many"},
      {"predict", model_.path(), "--text", "a", "--unknown"},
      {"predict", model_.path(), "another", "--text", "a"},
      {"trace", model_.path(), "--text", "a"},
#ifdef HEADLIGHT_WITH_GUI  // a build without pictures knows no view
      {"render", model_.path(), "--text", "a", "--view", "hands", "--out", "a.png"},
#endif
      {"render", model_.path(), "--text", "a", "--out", "a.jpg"},
      {"render", model_.path(), "--text", "a", "--layer", "-1", "--out", "a.png"},
      {"paint"},
      {"devices", "models"},
  };
  for (const std::vector<std::string>& arguments : wrong) {
    const Finished finished = runHeadlight(arguments);
    EXPECT_EQ(finished.exitCode, 2) << testing::PrintToString(arguments) << finished.out;
    EXPECT_EQ(finished.out, "");
    EXPECT_NE(finished.err, "");
  }
}

TEST_F(CliRefusalsTest, ModelsThatAreNotThere) {
  expectRefusal({"predict", "/nowhere/gpt2", "--text", "a"}, "/nowhere/gpt2");
  expectRefusal({"predict", folder_.path().string(), "--text", "a"}, "config.json: is missing");
  const std::filesystem::path adapter = folder_.path() / "adapter";
  std::filesystem::create_directories(adapter);
  writeFile(adapter / "adapter_config.json", R"({"peft_type": "LORA", "base_model_name_or_path": "org/base"})");
  expectRefusal({"predict", adapter.string(), "--ids", "1"}, "it is a LoRA adapter of the model \"org/base\"");
  expectRefusal({"trace", "gpt5", "--ids", "1", "--out", (folder_.path() / "t.npz").string()}, "\"gpt5\"");
}

TEST_F(CliRefusalsTest, DevicesThatAreNotThere) {
  model_.write();
  for (const char* device : {"tpu", "vulkan:77", "vulkan:-1", "cpu:1", ""})
    expectRefusal({"predict", model_.path(), "--text", "a", "--device", device}, "cpu");
  expectRefusal({"devices", "--device", "tpu"}, "tpu");
  expectRefusal({"models", "--device", "tpu"}, "tpu");
}

TEST_F(CliRefusalsTest, TextsThatAreNone) {
  model_.write();
  expectRefused("not UTF-8: byte 0xFF at offset 2", "ab\xff");
  expectRefused("at least one token", "");
  expectRefused("17 tokens", std::string(17, 'a'));
  expectRefused("takes 16", std::string(5000, 'a'));
  expectRefusal({"predict", model_.path(), "--text-file", "/nowhere/text"}, "/nowhere/text");
  expectRefusal({"predict", model_.path(), "--text", "-"}, "not UTF-8", {.standardInput = "\xc3"});
}

TEST_F(CliRefusalsTest, IdsThatAreNone) {
  model_.write();
  for (const char* ids : {"", "1,", "1,,2", "a", "1;2", "-1", "1.5", "99999999999"})
    expectRefusal({"predict", model_.path(), "--ids", ids}, "--ids: expected whole numbers");
  expectRefusal({"predict", model_.path(), "--ids", "1,256", "--device", "cpu"}, "256");
  model_.write(false);
  std::filesystem::remove(folder_.path() / "letters" / "vocab.json");
  expectRefused("no tokenizer");
}

TEST_F(CliRefusalsTest, ConfigsThatAreWrong) {
  model_.config["model_type"] = "mamba";
  model_.write();
  expectRefused("model_type is \"mamba\"");
  model_.config["model_type"] = "gpt2";
  model_.config["n_embd"] = -8;
  model_.write();
  expectRefused("\"n_embd\" should be a whole number from 1 to 1048576, found -8");
  writeFile(folder_.path() / "letters" / "config.json", "{\"model_type\": ");
  expectRefused("config.json: is not JSON");
  writeFile(folder_.path() / "letters" / "config.json", "{}");
  expectRefused("model_type");
}

TEST_F(CliRefusalsTest, WeightsThatAreWrong) {
  const std::filesystem::path weights = folder_.path() / "letters" / "model.safetensors";
  model_.write();
  const std::string good = readFile(weights);

  writeFile(weights, good.substr(0, good.size() - 100));
  expectRefused("truncated");
  writeFile(weights, good.substr(0, 5));
  expectRefused("only 5 bytes");
  std::string lies = good;
  lies.replace(lies.find("[0,8192]"), 8, "[8,8192]");  // wte.weight's bytes
  writeFile(weights, lies);
  expectRefused("\"wte.weight\"");
  lies = good;
  lies[6] = '\x7f';  // the header's length
  writeFile(weights, lies);
  expectRefused("says that its header has");
  std::filesystem::remove(weights);
  expectRefused("model.safetensors");

  model_.tensor("h.0.mlp.c_fc.weight").values[33] = std::numeric_limits<float>::quiet_NaN();
  model_.write();
  expectRefused("\"h.0.mlp.c_fc.weight\" (ours: \"blocks.0.mlp.in.weight\") holds NaN at [1, 1]");

  model_.tensor("h.0.mlp.c_fc.weight").name = "h.0.mlp.gate.weight";
  model_.write();
  expectRefused("has no tensor \"h.0.mlp.c_fc.weight\"");
}

TEST_F(CliRefusalsTest, AModelWithShapesOrTensorsOfAnother) {
  model_.config["n_inner"] = 31;
  model_.write();
  expectRefused("should have the shape [8, 31] by config.json, found [8, 32]");
  model_.config.erase("n_inner");
  model_.tensors.push_back({"h.0.attn.rotary.weight", {2}, {1, 2}});
  model_.write();
  expectRefused("\"h.0.attn.rotary.weight\"");
}

TEST_F(CliRefusalsTest, PlacesThatCannotBeWrittenTo) {
  model_.write();
  expectRefusal({"trace", model_.path(), "--text", "a", "--device", "cpu", "--out", "/nowhere/t.npz"},
                "/nowhere/t.npz: cannot be written");
  expectRefusal({"trace", model_.path(), "--text", "a", "--device", "cpu", "--out", folder_.path().string()},
                "found a folder");
}

}  // namespace
}  // namespace headlight::test
