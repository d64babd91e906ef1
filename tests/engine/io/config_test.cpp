#include "io/config.h"

#include <gtest/gtest.h>

#include "files.h"
#include "support/shared_data.h"

namespace headlight::io {
namespace {

using test::contains;
using test::sentenceOf;

Config parsed(const std::string& text) { return Config::parse(text, "M/config.json"); }

TEST(ConfigTest, ReadsEveryKindOfValue) {
  const Config config = parsed(
      R"({"model_type":"gpt2","n_layer":12,"n_embd":48.0,"layer_norm_epsilon":1e-5,"tie_word_embeddings":false,"n_inner":null,"architectures":["GPT2LMHeadModel"]})");
  EXPECT_EQ(config.modelType(), "gpt2");
  EXPECT_EQ(config.integer("n_layer"), 12);
  EXPECT_EQ(config.integer("n_embd"), 48);
  EXPECT_DOUBLE_EQ(config.number("layer_norm_epsilon"), 1e-5);
  EXPECT_FALSE(config.flag("tie_word_embeddings"));
  EXPECT_EQ(config.texts("architectures"), std::vector<std::string>{"GPT2LMHeadModel"});
  EXPECT_TRUE(config.has("n_layer"));
}

TEST(ConfigTest, NullCountsAsAbsent) {
  const Config config = parsed(R"({"n_inner":null})");
  EXPECT_FALSE(config.has("n_inner"));
  EXPECT_EQ(config.integerOr("n_inner", 192), 192);
  EXPECT_EQ(config.numberOr("n_inner", 0.5), 0.5);
  EXPECT_EQ(config.textOr("n_inner", "x"), "x");
  EXPECT_TRUE(config.flagOr("other", true));
  EXPECT_TRUE(config.texts("n_inner").empty());
}

TEST(ConfigTest, OneNumberStandsForBothOfAPair) {
  const Config config = parsed(R"({"one":16,"two":[24,32],"three":[1,2,3],"half":[1,0.5]})");
  EXPECT_EQ(config.pairOr("one", 8), (std::pair{16, 16}));
  EXPECT_EQ(config.pairOr("two", 8), (std::pair{24, 32}));
  EXPECT_EQ(config.pairOr("none", 8), (std::pair{8, 8}));
  EXPECT_EQ(sentenceOf([&] { config.pairOr("three", 8); }),
            "M/config.json: \"three\" should be a whole number or a list of two, found a list");
  EXPECT_TRUE(contains(sentenceOf([&] { config.pairOr("half", 8); }), "found 0.5"));
  EXPECT_TRUE(contains(sentenceOf([&] { config.pairOr("two", 8, 1, 30); }), "from 1 to 30, found 32"));
}

TEST(ConfigTest, RefusalsNameFileKeyExpectedAndFound) {
  const Config config = parsed(
      R"({"zero":0,"many":99999999999,"half":1.5,"word":"twelve","list":[1],"big":1e300,"n":3,"flag":1,"model_type":7})");
  EXPECT_EQ(sentenceOf([&] { config.integer("zero"); }),
            "M/config.json: \"zero\" should be a whole number from 1, found 0");
  EXPECT_EQ(sentenceOf([&] { config.integer("many", 1, 1000); }),
            "M/config.json: \"many\" should be a whole number from 1 to 1000, found 99999999999");
  EXPECT_TRUE(contains(sentenceOf([&] { config.integer("many"); }), "found 99999999999"));
  EXPECT_TRUE(contains(sentenceOf([&] { config.integer("half"); }), "found 1.5"));
  EXPECT_TRUE(contains(sentenceOf([&] { config.integerOr("word", 3); }), "found \"twelve\""));
  EXPECT_TRUE(contains(sentenceOf([&] { config.integer("list"); }), "found a list"));
  EXPECT_TRUE(contains(sentenceOf([&] { config.integer("absent"); }), "has no \"absent\" (expected a whole number)"));
  EXPECT_TRUE(contains(sentenceOf([&] { config.integer("big"); }), "found 1e+300"));
  EXPECT_TRUE(contains(sentenceOf([&] { config.number("word"); }), "should be a number"));
  EXPECT_TRUE(contains(sentenceOf([&] { config.number("n", 0, 1); }), "from 0 to 1, found 3"));
  EXPECT_TRUE(contains(sentenceOf([&] { config.flag("flag"); }), "true or false, found 1"));
  EXPECT_TRUE(contains(sentenceOf([&] { config.modelType(); }), "\"model_type\" should be a text, found 7"));
  EXPECT_TRUE(contains(sentenceOf([&] { config.texts("list"); }), "should be a text, found 1"));
}

TEST(ConfigTest, AnObjectIsAConfigOfItsOwn) {
  const Config config = parsed(R"({"rope": {"factor": 2, "kind": null}, "flat": 3})");
  const Config rope = config.object("rope");
  EXPECT_EQ(rope.number("factor"), 2);
  EXPECT_TRUE(rope.contains("kind") && !rope.has("kind"));
  EXPECT_FALSE(rope.contains("flat"));
  EXPECT_EQ(sentenceOf([&] { rope.text("type"); }), "M/config.json: rope: has no \"type\" (expected a text)");
  EXPECT_EQ(sentenceOf([&] { config.object("flat"); }), "M/config.json: \"flat\" should be an object, found 3");
  EXPECT_EQ(sentenceOf([&] { config.object("none"); }), "M/config.json: has no \"none\" (expected an object)");
}

TEST(ConfigTest, RefusesWhatIsNoJsonObject) {
  EXPECT_EQ(sentenceOf([&] { parsed("{\"n_embd\": 4,"); }), "M/config.json: is not JSON (near byte 14 of 13)");
  EXPECT_TRUE(contains(sentenceOf([&] { parsed(""); }), "is not JSON"));
  EXPECT_TRUE(contains(sentenceOf([&] { parsed("\"gpt2\""); }), "expected a JSON object, found \"gpt2\""));
  EXPECT_TRUE(contains(sentenceOf([&] { parsed("{\"a\":\"\xff\"}"); }), "is not JSON"));
  EXPECT_TRUE(contains(sentenceOf([&] { parsed(std::string(200000, '[')); }), "is not JSON"));
  EXPECT_EQ(sentenceOf([&] { parsed("{\"a\":1e400}"); }), "M/config.json: holds a number that is out of range");
  EXPECT_TRUE(contains(sentenceOf([&] { Config::read("/nowhere/config.json"); }), "/nowhere/config.json"));
}

TEST(ConfigTest, ReadsARealOne) {
  HEADLIGHT_SHARED_DATA_OR_SKIP(data);
  const Config config = Config::read(data / "models" / "nano-gpt-sort" / "config.json");
  EXPECT_EQ(config.modelType(), "gpt2");
  EXPECT_EQ(config.integer("n_embd"), 48);
  EXPECT_EQ(config.text("activation_function"), "gelu_new");
}

TEST(ConfigTest, AnAliasIsReadAsItsKeyAndNamedAsTheFileHasIt) {
  const Config file =
      Config::parse(R"({"n_embd": 48, "hidden_size": 36, "num_hidden_layers": 0, "n_head": null})", "m");
  constexpr KeyAlias aliases[] = {{"hidden_size", "n_embd"}, {"num_hidden_layers", "n_layer"}, {"heads", "n_head"}};
  const Config config = file.withAliases(aliases);
  EXPECT_EQ(config.integer("n_embd"), 36) << "an alias goes first, as in transformers";
  EXPECT_EQ(file.integer("n_embd"), 48);
  EXPECT_EQ(config.spelling("n_embd"), "hidden_size");
  EXPECT_EQ(config.spelling("n_head"), "n_head");
  try {
    config.integerIfThere("n_layer", 12);
    ADD_FAILURE() << "0 is no number of layers";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("\"num_hidden_layers\""), std::string::npos) << error.what();
  }
  EXPECT_THROW(config.integerIfThere("n_head", 12), Error) << "a null is no number";
  EXPECT_EQ(config.integerIfThere("n_positions", 1024), 1024);
}

}  // namespace
}  // namespace headlight::io
