// `headlight patch`, on the recorded GPT-2 and on Storyteller (tests/vectors/record_patching.py).
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <sstream>

#include "../engine/io/files.h"
#include "io/safetensors.h"
#include "process.h"
#include "support/shared_data.h"

namespace headlight::test {
namespace {

const std::string clean = "Lily had a red ball. Tom had a blue car. Lily played with her",
                  corrupted = "Lily had a red hat. Tom had a big blue car. Lily played with her";

Finished patched(std::vector<std::string> more, const std::string& model = "storyteller") {
  more.insert(more.begin(), {"patch", model, "--device", "cpu"});
  return runHeadlight(more);
}

std::vector<std::vector<std::string>> lines(const std::string& csv) {
  std::vector<std::vector<std::string>> all;
  std::istringstream in(csv);
  for (std::string line; std::getline(in, line);) {
    all.emplace_back();
    std::istringstream fields(line);
    for (std::string one; std::getline(fields, one, ',');) all.back().push_back(one);
  }
  return all;
}

/// [layers, columns, 2] of the recording.
std::vector<float> recorded(const std::string& site) {
  const auto file = io::SafeTensors::open(vectorsFolder() / "patching" / "expected.safetensors");
  return file.toFloats(*file.find("storyteller." + site));
}

TEST(CliPatch, PrintsWhatPyTorchSays) {
  const Finished finished = patched({"--clean", clean, "--corrupted", corrupted, "--site", "mlp_out"});
  ASSERT_EQ(finished.exitCode, 0) << finished.err;
  const std::vector<float> expected = recorded("mlp_out");
  const auto rows = lines(finished.out);
  ASSERT_EQ(rows.size(), 1U + 6 * 19);
  EXPECT_EQ(rows[0], (std::vector<std::string>{"layer", "row", "token", "clean_row", "clean_token", "log_probability",
                                               "logit_difference", "restored"}));
  for (std::size_t i = 0; i < 6 * 19; ++i) {
    EXPECT_NEAR(std::stof(rows[i + 1][5]), expected[2 * i], 2e-4) << i;
    EXPECT_NEAR(std::stof(rows[i + 1][6]), expected[2 * i + 1], 2e-4) << i;
  }
  EXPECT_EQ(rows[7][1], "6") << "the word that was replaced, beside what replaced it";
  EXPECT_EQ(rows[7][2], "·hat");
  EXPECT_EQ(rows[7][4], "·ball");
  EXPECT_EQ(rows[12][1], "12") << "behind the word that was put in, one row later";
  EXPECT_EQ(rows[12][3], "11");
  EXPECT_NE(finished.err.find("clean: log-probability"), std::string::npos) << finished.err;
}

TEST(CliPatch, WritesAnArray) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "map.npy").string();
  const Finished finished = patched({"--clean", clean, "--corrupted", corrupted, "--site", "attn_out", "--out", out});
  ASSERT_EQ(finished.exitCode, 0) << finished.err;
  const std::string bytes = readFile(out);
  EXPECT_NE(bytes.find("(2, 6, 19)"), std::string::npos);
  const std::vector<float> expected = recorded("attn_out");
  std::vector<float> values(2 * 6 * 19);
  ASSERT_GT(bytes.size(), values.size() * 4);
  std::memcpy(values.data(), bytes.data() + bytes.size() - values.size() * 4, values.size() * 4);
  for (std::size_t i = 0; i < 6 * 19; ++i) {
    EXPECT_NEAR(values[i], expected[2 * i], 2e-4);
    EXPECT_NEAR(values[6 * 19 + i], expected[2 * i + 1], 2e-4);
  }
}

TEST(CliPatch, AnAnswerAndARowCanBeNamed) {
  const Finished finished = patched({"--clean", "Tom had a red ball", "--corrupted", "Tom had a red hat", "--row", "4",
                                     "--answer", " ball", "--instead", " hat"});
  ASSERT_EQ(finished.exitCode, 0) << finished.err;
  EXPECT_NE(finished.err.find("·ball against ·hat"), std::string::npos) << finished.err;
  for (const auto& line : lines(finished.out))
    if (line[0] != "layer") {
      EXPECT_EQ(line.size(), 7U) << "both texts say the same at that row: nothing to restore";
    }
  const Finished masked = patched(
      {"--clean", "She sat by the [MASK].", "--corrupted", "He sat by the [MASK].", "--site", "block_out"}, "fill-in");
  EXPECT_EQ(masked.exitCode, 0) << masked.err;
}

TEST(CliPatch, WhatCannotBePatchedIsRefusedInASentence) {
  const auto refusal = [](std::vector<std::string> more, const std::string& model = "storyteller") {
    more.insert(more.end(), {"--clean", "Tom ran", "--corrupted", "Lily ran"});
    const Finished finished = patched(std::move(more), model);
    EXPECT_EQ(finished.exitCode, 1) << finished.out;
    return finished.err;
  };
  EXPECT_NE(refusal({"--site", "pattern"}).find("rows are tokens"), std::string::npos);
  EXPECT_NE(refusal({"--site", "nothing"}).find("--site: there is no site"), std::string::npos);
  EXPECT_NE(refusal({"--answer", " two words"}).find("--answer: expected one token"), std::string::npos);
  EXPECT_NE(refusal({"--row", "99"}).find("has no row 99"), std::string::npos);
  EXPECT_NE(refusal({}, "translator").find("several inputs"), std::string::npos);
  EXPECT_NE(refusal({"--out", "/nowhere/map.csv"}).find("/nowhere/map.csv: cannot be written"), std::string::npos);
  EXPECT_EQ(patched({"--clean", "a", "--corrupted", "b", "--out", "map.txt"}).exitCode, 2);
  EXPECT_EQ(patched({"--clean", "a"}).exitCode, 2) << "--corrupted is missing";
}

}  // namespace
}  // namespace headlight::test
