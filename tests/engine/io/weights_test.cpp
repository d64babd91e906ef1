#include "io/weights.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "files.h"
#include "io/half.h"
#include "support/shared_data.h"

namespace headlight::io {
namespace {

using test::contains;
using test::sentenceOf;

constexpr WeightRule rules[] = {
    {"embed.weight", "wte.weight"},
    {"blocks.{i}.attn.query.weight", "h.{i}.attn.c_attn.weight", Stored::InOut, 0, 3},
    {"blocks.{i}.attn.key.weight", "h.{i}.attn.c_attn.weight", Stored::InOut, 1, 3},
    {"blocks.{i}.attn.value.weight", "h.{i}.attn.c_attn.weight", Stored::InOut, 2, 3},
    {"blocks.{i}.attn.query.bias", "h.{i}.attn.c_attn.bias", Stored::OutIn, 0, 3},
    {"blocks.{i}.attn.key.bias", "h.{i}.attn.c_attn.bias", Stored::OutIn, 1, 3},
    {"blocks.{i}.attn.value.bias", "h.{i}.attn.c_attn.bias", Stored::OutIn, 2, 3},
    {"fused.a", "fused", Stored::OutIn, 0, 2},
    {"fused.b", "fused", Stored::OutIn, 1, 2},
    {"unembed.weight", "lm_head.weight", Stored::OutIn, 0, 1, mayBeTied},
};
static_assert(rulesAreSound(rules));
constexpr std::string_view ignorable[] = {"h.{i}.attn.bias"};
constexpr std::string_view prefixes[] = {"transformer."};
constexpr WeightNames names{rules, ignorable, prefixes};

struct Written {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

class WeightsTest : public ::testing::Test {
 protected:
  Weights open(const std::vector<Written>& tensors, bool halves = false) {
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    std::string data;
    for (const Written& tensor : tensors) {
      const std::size_t begin = data.size();
      if (halves) {
        std::vector<std::uint16_t> narrow;
        for (float value : tensor.values) narrow.push_back(floatToHalf(value));
        data += test::bytesOf(narrow);
      } else {
        data += test::bytesOf(tensor.values);
      }
      header[tensor.name] = {
          {"dtype", halves ? "F16" : "F32"}, {"shape", tensor.shape}, {"data_offsets", {begin, data.size()}}};
    }
    path_ = folder_.path() / "model.safetensors";
    test::writeFile(path_, test::safetensorsBytes(header.dump(), data));
    return {SafeTensors::open(path_), names};
  }

  test::TemporaryFolder folder_;
  std::filesystem::path path_;
};

std::vector<float> counting(std::size_t count) {
  std::vector<float> values(count);
  std::iota(values.begin(), values.end(), 0.0f);
  return values;
}

TEST_F(WeightsTest, TakesAMatrixAsItIsStored) {
  const Weights weights = open({{"transformer.wte.weight", {3, 2}, counting(6)}});
  EXPECT_TRUE(weights.has("embed.weight"));
  EXPECT_FALSE(weights.has("unembed.weight"));
  EXPECT_EQ(weights.matrix("embed.weight", 3, 2), counting(6));
  EXPECT_TRUE(weights.finish().empty());
}

TEST_F(WeightsTest, CutsAndTransposesAFusedConv1D) {
  // Stored [in 2, 3 x out 2]: element (i, o) is 6 i + o.
  for (bool halves : {false, true}) {
    const Weights weights =
        open({{"h.11.attn.c_attn.weight", {2, 6}, counting(12)}}, halves).sub("blocks.11").sub("attn");
    EXPECT_EQ(weights.matrix("query.weight", 2, 2), (std::vector<float>{0, 6, 1, 7}));
    EXPECT_EQ(weights.matrix("key.weight", 2, 2), (std::vector<float>{2, 8, 3, 9}));
    EXPECT_EQ(weights.matrix("value.weight", 2, 2), (std::vector<float>{4, 10, 5, 11}));
    EXPECT_TRUE(weights.finish().empty());
  }
}

TEST_F(WeightsTest, TransposesAtSizesThatNoTileDivides) {
  const int out = 67, in = 45;
  std::vector<float> stored(static_cast<std::size_t>(3 * out * in));
  for (std::size_t i = 0; i < stored.size(); ++i) stored[i] = static_cast<float>(i);
  const std::vector<float> key =
      open({{"h.0.attn.c_attn.weight", {in, 3 * out}, stored}}).matrix("blocks.0.attn.key.weight", out, in);
  for (int o = 0; o < out; ++o)
    for (int i = 0; i < in; ++i)
      ASSERT_EQ(key[static_cast<std::size_t>(o * in + i)], static_cast<float>(i * 3 * out + out + o));
}

TEST_F(WeightsTest, AReaderGivesPiecesOfWhatMatrixGives) {
  const int out = 67, in = 45;
  const std::vector<float> stored = counting(static_cast<std::size_t>(3 * out * in));
  for (bool halves : {false, true}) {
    const Weights weights =
        open({{"h.0.attn.c_attn.weight", {in, 3 * out}, stored}, {"fused", {4, 2}, counting(8)}}, halves);
    const std::vector<float> whole = weights.matrix("blocks.0.attn.key.weight", out, in);
    const MatrixReader reader = weights.reader("blocks.0.attn.key.weight", out, in);
    std::vector<float> piece(66 * 7);
    ASSERT_TRUE(reader.read(1, 66, 38, 7, piece));
    for (std::size_t row = 0; row < 66; ++row)
      for (std::size_t column = 0; column < 7; ++column)
        ASSERT_EQ(piece[row * 7 + column], whole[(row + 1) * 45 + column + 38]);
    EXPECT_NO_THROW(reader.check());
    piece.resize(2);
    ASSERT_TRUE(weights.reader("fused.b", 2, 2).read(1, 1, 0, 2, piece));
    EXPECT_EQ(piece, (std::vector<float>{6, 7}));
  }
}

// Each tensor once, however often and in how many parts it is read; what is only looked at does not count.
TEST_F(WeightsTest, CountsWhatIsTaken) {
  const Weights weights = open({{"wte.weight", {3, 2}, counting(6)},
                                {"lm_head.weight", {3, 2}, counting(6)},
                                {"fused", {4, 2}, counting(8)},
                                {"h.0.attn.c_attn.bias", {6}, counting(6)}});
  EXPECT_EQ(weights.elementsTaken(), 0U);
  std::vector<float> piece(2);
  ASSERT_TRUE(weights.peek("unembed.weight", 3, 2).read(0, 1, 0, 2, piece));
  EXPECT_EQ(weights.elementsTaken(), 0U);
  weights.matrix("embed.weight", 3, 2);
  weights.reader("embed.weight", 3, 2);
  EXPECT_EQ(weights.elementsTaken(), 6U);
  weights.reader("fused.a", 2, 2);
  weights.reader("fused.b", 2, 2);
  EXPECT_EQ(weights.elementsTaken(), 14U);
  for (const char* part : {"query", "key", "value"}) weights.vector(std::string("blocks.0.attn.") + part + ".bias", 2);
  EXPECT_EQ(weights.elementsTaken(), 20U);
  EXPECT_TRUE(weights.finish().empty()) << "what was looked at is used";
}

TEST_F(WeightsTest, AReaderFindsWhatIsNoNumberAndRefusesLikeMatrix) {
  std::vector<float> values = counting(12);
  values[8] = std::nanf("");
  const Weights weights = open({{"h.0.attn.c_attn.weight", {2, 6}, values}});
  std::vector<float> piece(4);
  const MatrixReader query = weights.reader("blocks.0.attn.query.weight", 2, 2);
  query.read(0, 2, 0, 2, piece);
  EXPECT_NO_THROW(query.check());
  const MatrixReader key = weights.reader("blocks.0.attn.key.weight", 2, 2);
  key.read(0, 2, 0, 2, piece);
  EXPECT_TRUE(contains(sentenceOf([&] { key.check(); }), "holds NaN at [1, 2]"));
  EXPECT_TRUE(
      contains(sentenceOf([&] { weights.reader("blocks.0.attn.value.weight", 3, 2); }), "[2, 9] by config.json"));
  EXPECT_TRUE(contains(sentenceOf([&] { weights.reader("embed.weight", 3, 2); }), "has no tensor \"wte.weight\""));
}

TEST_F(WeightsTest, AStopEndsTheReading) {
  open({{"wte.weight", {3, 2}, counting(6)}});
  std::stop_source stop;
  const Weights weights(SafeTensors::open(path_), names, stop.get_token());
  const MatrixReader reader = weights.reader("embed.weight", 3, 2);
  std::vector<float> piece(6);
  EXPECT_TRUE(reader.read(0, 3, 0, 2, piece));
  EXPECT_FALSE(weights.stopped());
  stop.request_stop();
  EXPECT_FALSE(reader.read(0, 3, 0, 2, piece));
  EXPECT_TRUE(weights.stopped());
}

TEST_F(WeightsTest, CutsFusedVectorsAndRowsOfOutIn) {
  const Weights weights = open({{"fused", {4, 2}, counting(8)}, {"h.0.attn.c_attn.bias", {6}, counting(6)}});
  EXPECT_EQ(weights.matrix("fused.b", 2, 2), (std::vector<float>{4, 5, 6, 7}));
  EXPECT_EQ(weights.matrix("fused.a", 2, 2), (std::vector<float>{0, 1, 2, 3}));
  EXPECT_EQ(weights.vector("blocks.0.attn.value.bias", 2), (std::vector<float>{4, 5}));
  EXPECT_EQ(weights.vector("blocks.0.attn.query.bias", 2), (std::vector<float>{0, 1}));
  EXPECT_EQ(weights.vector("blocks.0.attn.key.bias", 2), (std::vector<float>{2, 3}));
  EXPECT_TRUE(weights.finish().empty());
}

TEST_F(WeightsTest, AMissingTensorIsNamedAsTheFileWouldCallIt) {
  const Weights weights = open({{"transformer.wte.weight", {3, 2}, counting(6)}});
  EXPECT_EQ(
      sentenceOf([&] { weights.matrix("blocks.1.attn.key.weight", 2, 4); }),
      path_.string() +
          ": has no tensor \"transformer.h.1.attn.c_attn.weight\" (ours: \"blocks.1.attn.key.weight\", expected shape "
          "[4, 6]); the file does not fit its config.json");
}

TEST_F(WeightsTest, AWrongShapeNamesBothNamesAndBothShapes) {
  const Weights weights =
      open({{"transformer.h.0.attn.c_attn.weight", {2, 6}, counting(12)}, {"wte.weight", {6}, counting(6)}});
  EXPECT_EQ(
      sentenceOf([&] { weights.matrix("blocks.0.attn.query.weight", 2, 3); }),
      path_.string() +
          ": tensor \"transformer.h.0.attn.c_attn.weight\" (ours: \"blocks.0.attn.query.weight\") should have the "
          "shape [3, 6] by config.json, found [2, 6]");
  EXPECT_TRUE(contains(sentenceOf([&] { weights.matrix("embed.weight", 3, 2); }), "[3, 2] by config.json, found [6]"));
  EXPECT_TRUE(contains(sentenceOf([&] { weights.vector("embed.weight", 7); }), "[7] by config.json, found [6]"));
}

TEST_F(WeightsTest, ShapesLargerThanAnIntAreRefusedNotWrapped) {
  const Weights weights = open({{"h.0.attn.c_attn.bias", {6}, counting(6)}});
  EXPECT_TRUE(contains(sentenceOf([&] { weights.vector("blocks.0.attn.key.bias", std::numeric_limits<int>::max()); }),
                       "[6442450941]"));
}

TEST_F(WeightsTest, ValuesThatAreNoNumbersAreFound) {
  std::vector<float> values = counting(12);
  values[8] = std::nanf("");
  values[9] = std::nanf("");
  EXPECT_TRUE(contains(sentenceOf([&] {
                         open({{"h.0.attn.c_attn.weight", {2, 6}, values}}).matrix("blocks.0.attn.query.weight", 2, 2);
                       }),
                       "\"h.0.attn.c_attn.weight\" (ours: \"blocks.0.attn.query.weight\") holds NaN at [1, 2]"));
  values = counting(6);
  values[5] = -std::numeric_limits<float>::infinity();
  for (bool halves : {false, true})
    EXPECT_TRUE(contains(sentenceOf([&] {
                           open({{"wte.weight", {3, 2}, values}}, halves).matrix("embed.weight", 3, 2);
                         }),
                         "holds infinity at [2, 1]"));
}

TEST_F(WeightsTest, UnusedTensorsInsideABlockThatIsUsedRefuseTheModel) {
  for (const auto& [layer, name] : {std::pair<std::string, std::string>{"7", "transformer.h.7.attn.q_norm.weight"},
                                    {"0", "h.0.attn.c_attn.weight"},
                                    {"12", "h.12.ln_1.weight"}}) {
    const Weights weights = open({{"h." + layer + ".attn.c_attn.bias", {6}, counting(6)}, {name, {1, 3}, counting(3)}});
    for (const char* part : {"query", "key", "value"}) weights.vector("blocks." + layer + ".attn." + part + ".bias", 2);
    const std::string sentence = sentenceOf([&] { weights.finish(); });
    EXPECT_TRUE(contains(sentence, "\"" + name + "\" of shape [1, 3] is not used"));
  }
}

/// config.json may count fewer layers than the file has, as in transformers.
TEST_F(WeightsTest, BlocksThatAreNotUsedAtAllAreListed) {
  const Weights weights = open({{"h.1.attn.c_attn.bias", {6}, counting(6)},
                                {"h.11.attn.c_attn.bias", {6}, counting(6)},
                                {"h.2.ln_1.weight", {3}, counting(3)}});
  for (const char* part : {"query", "key", "value"}) weights.vector(std::string("blocks.1.attn.") + part + ".bias", 2);
  EXPECT_EQ(weights.finish(), (std::vector<std::string>{"h.11.attn.c_attn.bias", "h.2.ln_1.weight"}));
}

TEST_F(WeightsTest, NamesMayHaveTwoNumbers) {
  static constexpr WeightRule two[] = {{"blocks.{i}.{j}.weight", "groups.{i}.layers.{j}.weight"}};
  static_assert(rulesAreSound(two));
  static constexpr WeightRule halfSaid[] = {{"blocks.{i}.weight", "groups.{i}.layers.{j}.weight"}};
  static_assert(!rulesAreSound(halfSaid));
  open({{"groups.3.layers.10.weight", {2}, {5, 6}}, {"groups.3.layers.1.weight", {2}, {7, 8}}});
  const Weights weights(SafeTensors::open(path_), WeightNames{two});
  EXPECT_EQ(weights.vector("blocks.3.10.weight", 2), (std::vector<float>{5, 6}));
  EXPECT_TRUE(weights.has("blocks.3.1.weight"));
  EXPECT_FALSE(weights.has("blocks.1.3.weight"));
  EXPECT_THROW(weights.has("blocks.3.weight"), Error);
}

TEST_F(WeightsTest, UnusedTensorsOutsideTheBlocksAreListed) {
  const Weights weights = open({{"transformer.wte.weight", {3, 2}, counting(6)},
                                {"transformer.h.0.attn.bias", {1}, {1}},  // ignorable
                                {"score.weight", {1}, {1}},
                                {"transformer.h.norm", {1}, {1}},  // no layer: outside
                                {"lm_head.weight", {3, 2}, counting(6)}});
  weights.matrix("embed.weight", 3, 2);
  EXPECT_EQ(weights.finish(), (std::vector<std::string>{"transformer.h.norm", "lm_head.weight", "score.weight"}));
}

TEST_F(WeightsTest, AFusedTensorMustBeUsedInAllItsParts) {
  const Weights weights = open({{"h.0.attn.c_attn.bias", {6}, counting(6)}});
  weights.vector("blocks.0.attn.query.bias", 2);
  weights.vector("blocks.0.attn.key.bias", 2);
  EXPECT_TRUE(contains(sentenceOf([&] { weights.finish(); }), "only 2 of 3 parts"));
}

TEST_F(WeightsTest, TheSameWeightWithAndWithoutPrefixIsOneTooMany) {
  EXPECT_TRUE(contains(sentenceOf([&] {
                         open({{"transformer.wte.weight", {1}, {1}}, {"wte.weight", {1}, {1}}});
                       }),
                       "are the same weight"));
}

TEST_F(WeightsTest, WhatWrapsAModuleIsNoPartOfANameOfItsOwn) {
  for (const std::string wrapper :
       {"module.", "_orig_mod.", "base_model.model.", "module._orig_mod.", "_orig_mod.module.", "module.module.",
        "_fsdp_wrapped_module._checkpoint_wrapped_module.", "module.base_model.model._orig_mod."}) {
    SCOPED_TRACE(wrapper);
    const Weights weights = open({{wrapper + "transformer.wte.weight", {3, 2}, counting(6)},
                                  {wrapper + "lm_head.weight", {3, 2}, counting(6)},
                                  {"n_averaged", {1}, counting(1)}});
    EXPECT_EQ(weights.matrix("embed.weight", 3, 2), counting(6));
    EXPECT_EQ(weights.matrix("unembed.weight", 3, 2), counting(6));
    EXPECT_EQ(weights.finish(), std::vector<std::string>{"n_averaged"});
  }
  // Blocks are compiled one by one.
  const Weights compiled = open({{"transformer.h.0._orig_mod.attn.c_attn.bias", {6}, counting(6)}});
  EXPECT_EQ(compiled.vector("blocks.0.attn.key.bias", 2), (std::vector<float>{2, 3}));
  EXPECT_TRUE(contains(sentenceOf([&] {
                         open({{"module.wte.weight", {1, 1}, counting(1)}, {"wte.weight", {1, 1}, counting(1)}});
                       }),
                       "are the same weight"));
}

TEST_F(WeightsTest, WhatIsMissingIsExplainedByWhatIsThere) {
  const auto missing = [&](const std::string& there) {
    const Weights weights = open({{there, {1, 1}, counting(1)}});
    return sentenceOf([&] { weights.matrix("blocks.0.attn.query.weight", 1, 1); });
  };
  EXPECT_TRUE(contains(missing("transformer.h.0.attn.c_attn.qweight"),
                       "found \"h.0.attn.c_attn.qweight\": the weights are quantised; download"));
  EXPECT_TRUE(contains(missing("transformer.h.0.attn.c_attn.base_layer.weight"), "an adapter's weights are among"));
  EXPECT_TRUE(contains(missing("base_model.model.transformer.h.0.attn.c_attn.lora_A.default.weight"), "merge it"));
  EXPECT_TRUE(contains(missing("layers.0.wq.weight"),
                       "none of its 1 tensors is named as in this family, the first is \"layers.0.wq.weight\""));
  EXPECT_TRUE(contains(missing("transformer.wte.weight"), "; the file does not fit its config.json"));
}

TEST_F(WeightsTest, AMissingHeadIsNamedWithoutThePrefixAndMayBeTied) {
  const Weights weights =
      open({{"transformer.wte.weight", {1, 1}, counting(1)}, {"transformer.h.0.attn.c_attn.bias", {3}, counting(3)}});
  const std::string head = sentenceOf([&] { weights.matrix("unembed.weight", 1, 1); });
  EXPECT_TRUE(contains(head, "has no tensor \"lm_head.weight\" (ours"));
  EXPECT_TRUE(contains(head, "\"tie_word_embeddings\": true"));
  EXPECT_TRUE(contains(sentenceOf([&] { weights.vector("blocks.1.attn.key.bias", 1); }),
                       "has no tensor \"transformer.h.1.attn.c_attn.bias\""));
}

TEST_F(WeightsTest, ANameOutsideTheTableIsAMistakeOfOurs) {
  const Weights weights = open({});
  EXPECT_TRUE(contains(sentenceOf([&] { weights.has("blocks.x.attn.key.weight"); }), "no weight called"));
  EXPECT_TRUE(contains(sentenceOf([&] { weights.vector("blocks.00.attn.key.bias", 2); }), "no weight called"));
}

TEST(WeightRulesTest, UnsoundTablesAreFound) {
  constexpr WeightRule twice[] = {{"a", "x"}, {"a", "y"}};
  constexpr WeightRule missingPart[] = {{"a", "x", Stored::OutIn, 0, 3}, {"b", "x", Stored::OutIn, 1, 3}};
  constexpr WeightRule samePart[] = {{"a", "x", Stored::OutIn, 0, 2}, {"b", "x", Stored::OutIn, 0, 2}};
  constexpr WeightRule shared[] = {{"a", "x"}, {"b", "x"}};
  constexpr WeightRule mixed[] = {{"a", "x", Stored::OutIn, 0, 2}, {"b", "x", Stored::InOut, 1, 2}};
  constexpr WeightRule noLayer[] = {{"blocks.{i}.a", "x"}};
  constexpr WeightRule badPart[] = {{"a", "x", Stored::OutIn, 1, 1}};
  static_assert(!rulesAreSound(twice) && !rulesAreSound(missingPart) && !rulesAreSound(samePart) &&
                !rulesAreSound(shared));
  static_assert(!rulesAreSound(mixed) && !rulesAreSound(noLayer) && !rulesAreSound(badPart));
  constexpr WeightRule again[] = {{"a", "x"}, {.ours = "b", .inFile = "x", .again = true}};
  constexpr WeightRule againAlone[] = {{.ours = "b", .inFile = "x", .again = true}};
  constexpr WeightRule againInParts[] = {
      {"a", "x", Stored::OutIn, 0, 2}, {"b", "x", Stored::OutIn, 1, 2}, {"c", "x", Stored::OutIn, 0, 2, {}, true}};
  static_assert(rulesAreSound(again) && !rulesAreSound(againAlone) && !rulesAreSound(againInParts));
  EXPECT_TRUE(rulesAreSound(std::span<const WeightRule>{}));
}

}  // namespace
}  // namespace headlight::io
