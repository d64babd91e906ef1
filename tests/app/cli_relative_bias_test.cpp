// --relative-bias, on the recorded T5 models.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "model_folder.h"
#include "npz_reader.h"
#include "process.h"
#include "support/shared_data.h"

namespace headlight::test {
namespace {

const std::string encoder = (vectorsFolder() / "t5" / "encoder").string();

class CliRelativeBias : public testing::Test {
 protected:
  /// The arrays of a trace of five tokens with those options.
  std::map<std::string, NpzMember> traced(std::vector<std::string> more) {
    const std::string out = (folder_.path() / "trace.npz").string();
    std::vector<std::string> all{"trace", encoder, "--ids", "4,9,6,12,7", "--device", "cpu", "--out", out};
    all.insert(all.end(), more.begin(), more.end());
    const Finished finished = runHeadlight(all);
    EXPECT_EQ(finished.exitCode, 0) << finished.err;
    return readNpz(readFile(out));
  }
  static std::string refusal(const std::string& model, const std::string& asked) {
    const Finished finished =
        runHeadlight({"predict", model, "--ids", "4,5", "--device", "cpu", "--relative-bias", asked});
    EXPECT_EQ(finished.exitCode, 1) << finished.out;
    return finished.err;
  }
  TemporaryFolder folder_;
};

TEST_F(CliRelativeBias, ScalesTheModelOrOneLayerAndTheFileSaysSo) {
  const auto pattern = [](const std::map<std::string, NpzMember>& arrays, int layer) {
    return arrays.at("blocks." + std::to_string(layer) + ".attn.pattern").floats();
  };
  const auto plain = traced({}), whole = traced({"--relative-bias", "0"}), second = traced({"--relative-bias", "1=0"});
  EXPECT_NE(pattern(whole, 0), pattern(plain, 0));
  EXPECT_EQ(pattern(second, 0), pattern(plain, 0)) << "the layer before the changed one";
  EXPECT_NE(pattern(second, 1), pattern(plain, 1));
  EXPECT_EQ(pattern(traced({"--relative-bias", "1"}), 1), pattern(plain, 1)) << "times 1 changes nothing";
  const auto said = [](const std::map<std::string, NpzMember>& arrays) {
    return nlohmann::json::parse(arrays.at("headlight.json").data).at("what_ifs");
  };
  EXPECT_TRUE(said(plain).empty());
  ASSERT_EQ(said(second).size(), 1u);
  EXPECT_EQ(said(second)[0].at("kind"), "relative_bias");
  EXPECT_EQ(said(second)[0].at("layer"), 1);
  EXPECT_EQ(said(second)[0].at("factor"), 0);
}

TEST_F(CliRelativeBias, WhatCannotBeScaledIsRefused) {
  for (const char* asked : {"", "x", "1=", "=0", "1=x", "-1=0", "nan", "encoder."})
    EXPECT_NE(refusal(encoder, asked).find("--relative-bias: expected FACTOR"), std::string::npos) << asked;
  EXPECT_NE(refusal(encoder, "9=0").find("has one in"), std::string::npos);
  EXPECT_NE(refusal(encoder, "decoder=0").find("has one in"), std::string::npos);
  EXPECT_NE(refusal((vectorsFolder() / "gpt2-tiny-f32").string(), "0").find("adds no relative bias"),
            std::string::npos);
}

}  // namespace
}  // namespace headlight::test
