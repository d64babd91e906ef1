// What the files may say, beside what the recorded vectors cover.
#include <gtest/gtest.h>

#include <fstream>

#include "small_tokenizer.h"
#include "support/shared_data.h"

namespace headlight::text {
namespace {

using nlohmann::json;
using test::idsOf;
using Ids = std::vector<std::int32_t>;

class TokenizerFiles : public testing::Test {
 protected:
  std::shared_ptr<const Tokenizer> loadJson(const json& file) {
    test::writeFile(folder_.path(), "tokenizer.json", file.dump());
    return loadTokenizer(folder_.path());
  }
  /// vocab.json + merges.txt with the same tokens as the small tokenizer.
  std::shared_ptr<const Tokenizer> loadPair(const std::string& firstLine = "#version: 0.2\n",
                                            const std::string& end = "\n") {
    const json file = test::smallTokenizerJson();
    test::writeFile(folder_.path(), "vocab.json", file["model"]["vocab"].dump());
    std::string merges = firstLine;
    for (const json& merge : file["model"]["merges"]) {
      merges += merge[0].get<std::string>() + " " + merge[1].get<std::string>() + end;
    }
    test::writeFile(folder_.path(), "merges.txt", merges);
    return loadTokenizer(folder_.path());
  }
  test::TemporaryFolder folder_;
};

TEST_F(TokenizerFiles, HasTokenizerLooksForTheFiles) {
  EXPECT_FALSE(hasTokenizer(folder_.path()));
  EXPECT_FALSE(hasTokenizer(folder_.path() / "nowhere"));
  test::writeFile(folder_.path(), "vocab.json", "{}");
  EXPECT_FALSE(hasTokenizer(folder_.path()));
  test::writeFile(folder_.path(), "merges.txt", "");
  EXPECT_TRUE(hasTokenizer(folder_.path()));
}

TEST_F(TokenizerFiles, OldWritersGaveTheModelNoType) {
  json file = test::smallTokenizerJson();
  const Ids expected = idsOf(loadJson(file)->encode("hello you"));
  file["model"].erase("type");
  EXPECT_EQ(idsOf(loadJson(file)->encode("hello you")), expected);
  file["model"]["type"] = nullptr;
  EXPECT_EQ(idsOf(loadJson(file)->encode("hello you")), expected);
  for (json& merge : file["model"]["merges"]) merge = merge[0].get<std::string>() + " " + merge[1].get<std::string>();
  EXPECT_EQ(idsOf(loadJson(file)->encode("hello you")), expected);
}

TEST_F(TokenizerFiles, OldWritersGaveNoModelAType) {
  const std::filesystem::path kinds = test::vectorsFolder() / "tokenizers";
  for (const char* kind : {"bert", "albert", "llama2"}) {
    const auto tokenizer = loadTokenizer(kinds / kind);
    std::ifstream stream(kinds / kind / "tokenizer.json", std::ios::binary);
    json file = json::parse(stream);
    file["model"]["type"] = nullptr;
    const auto untyped = loadJson(file);
    EXPECT_EQ(untyped->kind(), tokenizer->kind());
    EXPECT_EQ(untyped->encode("Hello you, \u4E2D"), tokenizer->encode("Hello you, \u4E2D")) << kind;
  }
}

TEST_F(TokenizerFiles, TheTemplateFramesTheText) {
  json file = test::smallTokenizerJson();
  file["post_processor"]["single"].push_back({{"SpecialToken", {{"id", "<eos>"}, {"type_id", 0}}}});
  file["post_processor"]["special_tokens"]["<eos>"] = {{"id", "<eos>"}, {"ids", {1}}, {"tokens", {"<eos>"}}};
  const auto tokenizer = loadJson(file);
  const auto tokens = tokenizer->encode("hello");
  EXPECT_EQ(tokens, (std::vector<Token>{{0, 0, 0, true}, {261, 0, 5, false}, {1, 5, 5, true}}));
  EXPECT_EQ(tokenizer->encode("hello", false), (std::vector<Token>{{261, 0, 5, false}}));
  EXPECT_EQ(tokenizer->encode("").size(), 2u);
  EXPECT_EQ(tokenizer->encode("<eos>", false), (std::vector<Token>{{1, 0, 5, true}}))
      << "typed, it is the special token";
  EXPECT_EQ(tokenizer->bos(), 0);
  EXPECT_EQ(tokenizer->eos(), 1);
}

TEST_F(TokenizerFiles, ThePrefixSpaceHasNoBytesOfTheText) {
  json file = test::smallTokenizerJson();
  file["pre_tokenizer"]["add_prefix_space"] = true;
  const auto tokenizer = loadJson(file);
  EXPECT_EQ(tokenizer->encode("hello", false), (std::vector<Token>{{262, 0, 5, false}}));
  EXPECT_EQ(tokenizer->encode(" hello", false), (std::vector<Token>{{262, 0, 6, false}}));
  EXPECT_EQ(tokenizer->encode("x", false), (std::vector<Token>{{2 + ' ', 0, 0, false}, {2 + 'x', 0, 1, false}}));
  EXPECT_EQ(tokenizer->encode("", false), std::vector<Token>{});
  EXPECT_EQ(tokenizer->encode("<eos>hello", false), (std::vector<Token>{{1, 0, 5, true}, {262, 5, 10, false}}));
}

TEST_F(TokenizerFiles, AddedTokensMayStandBehindTheVocabularyAndNeedNotBeSpecial) {
  json file = test::smallTokenizerJson();
  file["added_tokens"].push_back({{"id", 264}, {"content", "é中"}, {"special", false}, {"normalized", false}});
  const auto tokenizer = loadJson(file);
  EXPECT_EQ(tokenizer->vocabularySize(), 265);
  EXPECT_EQ(tokenizer->encode("aé中", false), (std::vector<Token>{{2 + 'a', 0, 1, false}, {264, 1, 6, false}}));
  EXPECT_EQ(tokenizer->bytesOf(264), "é中");
  EXPECT_EQ(tokenizer->idOf("é中"), 264);
  EXPECT_FALSE(tokenizer->isSpecial(264));
}

TEST_F(TokenizerFiles, IdsOutsideTheVocabularyAddNothing) {
  const auto tokenizer = test::smallTokenizer();
  EXPECT_EQ(tokenizer->vocabularySize(), 264);
  EXPECT_EQ(tokenizer->decode(Ids{261, 264, -1, 1000000, 262}), "hello hello");
  EXPECT_EQ(tokenizer->bytesOf(-1), "");
  EXPECT_EQ(tokenizer->bytesOf(264), "");
  EXPECT_FALSE(tokenizer->isSpecial(-1));
  EXPECT_EQ(tokenizer->idOf("nothing like it"), std::nullopt);
  EXPECT_EQ(tokenizer->idOf(""), std::nullopt);
}

TEST_F(TokenizerFiles, VocabAndMergesWithOrWithoutTheVersionLine) {
  for (const char* end : {"\n", "\r\n"}) {
    for (const char* first : {"", "#version: 0.2\n"}) {
      const auto tokenizer = loadPair(first, end);
      EXPECT_EQ(idsOf(tokenizer->encode("hello hello")), (Ids{261, 262})) << "nothing is put in front unasked";
    }
  }
}

TEST_F(TokenizerFiles, TheConfigurationNamesSpecialTokensOfVocabAndMerges) {
  EXPECT_GT(loadPair()->encode("<bos>").size(), 1u) << "nobody said that this is a token";
  test::writeFile(
      folder_.path(), "tokenizer_config.json",
      R"({"bos_token": {"content": "<bos>"}, "eos_token": "<eos>", "unk_token": null, "add_bos_token": true})");
  const auto tokenizer = loadPair();
  EXPECT_EQ(tokenizer->encode("a<eos>"),
            (std::vector<Token>{{0, 0, 0, true}, {2 + 'a', 0, 1, false}, {1, 1, 6, true}}));
  EXPECT_EQ(tokenizer->bos(), 0);
  EXPECT_EQ(tokenizer->eos(), 1);
}

TEST_F(TokenizerFiles, AVocabularyOfAnotherClassIsRefusedByItsName) {
  const auto refused = [&] { return test::refusalOf(folder_.path()); };
  loadPair();
  test::writeFile(folder_.path(), "config.json", R"({"model_type": "bert", "tokenizer_class": "HerbertTokenizer"})");
  EXPECT_NE(refused().find("tokenizer_class is HerbertTokenizer"), std::string::npos) << refused();
  test::writeFile(folder_.path(), "tokenizer_config.json", R"({"tokenizer_class": "CTRLTokenizer"})");
  EXPECT_NE(refused().find("tokenizer_class is CTRLTokenizer"), std::string::npos) << refused();
  for (const char* name : {"vocab.json", "merges.txt"}) std::filesystem::remove(folder_.path() / name);
  test::writeFile(folder_.path(), "vocab.txt", "[UNK]\n[CLS]\n[SEP]\na\n");
  for (const char* name : {"BertJapaneseTokenizer", "PhobertTokenizerFast"}) {
    test::writeFile(folder_.path(), "tokenizer_config.json", std::string(R"({"tokenizer_class": ")") + name + "\"}");
    EXPECT_NE(refused().find("tokenizer_class is " + std::string(name).substr(0, 16)), std::string::npos) << refused();
  }
}

TEST_F(TokenizerFiles, AddedTokensJsonBesideVocabAndMerges) {
  test::writeFile(folder_.path(), "added_tokens.json", R"({"<pad>": 264})");
  test::writeFile(folder_.path(), "tokenizer_config.json", R"({"pad_token": "<pad>"})");
  const auto tokenizer = loadPair();
  EXPECT_EQ(tokenizer->encode("<pad>"), (std::vector<Token>{{264, 0, 5, true}}));
}

}  // namespace
}  // namespace headlight::text
