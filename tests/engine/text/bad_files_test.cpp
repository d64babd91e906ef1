// Every bad file ends in one clear sentence that names it, and none in a crash.
#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "small_tokenizer.h"
#include "support/shared_data.h"

namespace headlight::text {
namespace {

using nlohmann::json;
using testing::PrintToString;

class BadFiles : public testing::Test {
 protected:
  std::string refusedJson(const std::string& content) {
    test::writeFile(folder_.path(), "tokenizer.json", content);
    return relative(test::refusalOf(folder_.path()));
  }
  std::string refusedJson(const json& file) { return refusedJson(file.dump()); }
  /// The small tokenizer with one change.
  std::string refused(const char* pointer, const json& value) {
    json file = test::smallTokenizerJson();
    file[json::json_pointer(pointer)] = value;
    return refusedJson(file);
  }
  std::string refusedPair(const std::string& vocab, const std::string& merges) {
    test::writeFile(folder_.path(), "vocab.json", vocab);
    test::writeFile(folder_.path(), "merges.txt", merges);
    return relative(test::refusalOf(folder_.path()));
  }
  /// The sentence must name the file by its path; the rest is compared without it.
  std::string relative(const std::string& sentence) const {
    const std::string path = folder_.path().string() + "/";
    EXPECT_TRUE(sentence.starts_with(path) || sentence.starts_with(folder_.path().string() + ":")) << sentence;
    EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
    return sentence.starts_with(path) ? sentence.substr(path.size()) : sentence.substr(folder_.path().string().size());
  }
  test::TemporaryFolder folder_;
};

TEST_F(BadFiles, NoneAtAll) {
  EXPECT_EQ(
      relative(test::refusalOf(folder_.path())),
      ": no tokenizer here; expected tokenizer.json, vocab.json with merges.txt, tokenizer.model, spiece.model or "
      "vocab.txt");
  test::writeFile(folder_.path(), "vocab.json", "{}");
  EXPECT_EQ(relative(test::refusalOf(folder_.path())),
            ": found vocab.json, but no merges.txt beside it and no tokenizer.json");
}

TEST_F(BadFiles, BrokenJson) {
  EXPECT_EQ(refusedJson(std::string()), "tokenizer.json: the file is empty");
  EXPECT_EQ(refusedJson(std::string("{\"version\": \"1.0\",\n \"model\": {")),
            "tokenizer.json: broken JSON: the file ends in the middle, at line 2");
  EXPECT_EQ(refusedJson(std::string("{\n  \"a\": oops}")), "tokenizer.json: broken JSON at line 2, column 8");
  EXPECT_EQ(refusedJson(std::string("{\"a\": \"\xFF\"}")), "tokenizer.json: broken JSON at line 1, column 8");
  EXPECT_EQ(refusedJson(std::string("[1, 2]")), "tokenizer.json: expected a JSON object, found an array");
  EXPECT_EQ(refusedJson(std::string("{\"a\": 1e999}")).substr(0, 27), "tokenizer.json: broken JSON");
  EXPECT_EQ(refusedJson(std::string("{}")), "tokenizer.json: \"model\" is missing");
}

TEST_F(BadFiles, AModelThatIsNotRead) {
  EXPECT_EQ(refused("/model/type", "Words"),
            "tokenizer.json: model: found type Words; expected BPE, WordPiece, WordLevel or Unigram");
  EXPECT_EQ(refused("/model/type", 3), "tokenizer.json: model: \"type\" must be a string, got the number 3");
  EXPECT_EQ(refused("/model", json::array()), "tokenizer.json: model: expected an object, found an array");
  EXPECT_EQ(refused("/model", json{{"vocab", json::object()}}),
            "tokenizer.json: model: found no type and not both \"vocab\" and \"merges\"; expected BPE, WordPiece, "
            "WordLevel or Unigram");
  EXPECT_EQ(refused("/model/type", "WordPiece"),
            "tokenizer.json: the pre_tokenizer ByteLevel goes with a BPE model, found WordPiece");
  EXPECT_EQ(refused("/model/end_of_word_suffix", "</w>"),
            "tokenizer.json: model: \"end_of_word_suffix\" is \"</w>\"; byte-level BPE has none");
  EXPECT_EQ(refused("/model/dropout", 0.1),
            "tokenizer.json: model: \"dropout\" is 0.1; only deterministic encoding (null) is offered");
}

TEST_F(BadFiles, ComponentsThatAreNotRead) {
  EXPECT_EQ(refused("/normalizer", {{"type", "Cyrillic"}}),
            "tokenizer.json: normalizer: found Cyrillic; expected BertNormalizer, NFC, NFD, NFKC, NFKD, Lowercase, "
            "StripAccents, Strip, Replace, Prepend, Nmt, Precompiled or a Sequence of these");
  EXPECT_EQ(
      refused("/normalizer", {{"type", "Replace"}, {"content", ""}, {"pattern", {{"Regex", "a(b"}}}}),
      "tokenizer.json: normalizer: the pattern (?m)a(b does not compile: missing closing parenthesis at offset 7");
  EXPECT_EQ(refused("/normalizer", {{"type", "Replace"}, {"content", ""}, {"pattern", "x"}}),
            "tokenizer.json: normalizer: pattern: expected an object, found a string");
  EXPECT_EQ(refused("/pre_tokenizer", {{"type", "UnicodeScripts"}}),
            "tokenizer.json: pre_tokenizer: found UnicodeScripts; expected ByteLevel, BertPreTokenizer, Metaspace, "
            "Whitespace, WhitespaceSplit, Punctuation, Digits, FixedLength, Split or a Sequence of these");
  const json byteLevel = {{"type", "ByteLevel"}};
  EXPECT_EQ(refused("/pre_tokenizer", {{"type", "Sequence"}, {"pretokenizers", {byteLevel, byteLevel}}}),
            "tokenizer.json: pre_tokenizer: found ByteLevel behind ByteLevel, which must stand last");
  EXPECT_EQ(refused("/pre_tokenizer", {{"type", "Sequence"}, {"pretokenizers", 4}}),
            "tokenizer.json: pre_tokenizer: \"pretokenizers\" must be an array, got the number 4");
  EXPECT_EQ(refused("/pre_tokenizer", {{"type", "Metaspace"}, {"prepend_scheme", "last"}}),
            "tokenizer.json: pre_tokenizer: \"prepend_scheme\" is \"last\"; expected always, first or never");
  EXPECT_EQ(refused("/pre_tokenizer", {{"type", "Split"}, {"pattern", {{"String", "a"}}}, {"behavior", "Lost"}}),
            "tokenizer.json: pre_tokenizer: \"behavior\" is \"Lost\"; expected Removed, Isolated, Contiguous, "
            "MergedWithPrevious or MergedWithNext");
  EXPECT_EQ(refused("/post_processor", {{"type", "Frame"}}),
            "tokenizer.json: post_processor: found Frame; expected null, ByteLevel, TemplateProcessing, "
            "BertProcessing, RobertaProcessing or a Sequence of these");
  EXPECT_EQ(refused("/post_processor", {{"type", "BertProcessing"}, {"cls", 7}}),
            "tokenizer.json: post_processor: \"cls\" must be a token and its id, got the number 7");
  EXPECT_EQ(
      refused("/decoder", {{"type", "CTC"}}),
      "tokenizer.json: decoder: found CTC; expected ByteLevel, WordPiece, Metaspace, ByteFallback, Fuse, Replace, "
      "Strip, BPEDecoder or a Sequence of these");
  EXPECT_EQ(refused("/post_processor/special_tokens", json::object()),
            "tokenizer.json: post_processor: special_tokens: \"<bos>\" is missing, which the template puts in");
  EXPECT_EQ(refused("/post_processor/special_tokens/<bos>/ids", {264}),
            "tokenizer.json: the post-processor adds id 264, outside the vocabulary of 264 tokens");
  EXPECT_EQ(refused("/post_processor/single", json::array()),
            "tokenizer.json: post_processor: \"single\" has no place for the text (Sequence A)");
}

TEST_F(BadFiles, ABrokenCharsmap) {
  const auto charsmap = [&](const std::string& base64) {
    return refused("/normalizer", {{"type", "Precompiled"}, {"precompiled_charsmap", base64}});
  };
  EXPECT_EQ(charsmap("AA=="), "tokenizer.json: normalizer: the charsmap has 1 bytes; expected a table");
  EXPECT_EQ(charsmap("?"), "tokenizer.json: normalizer: the charsmap is not base64: found byte 63");
  EXPECT_EQ(charsmap("AAQAAAAAAAA="),
            "tokenizer.json: normalizer: the charsmap says that its table has 1024 bytes, but 4 follow");
  EXPECT_EQ(charsmap("BAAAAAAAAAA="), "tokenizer.json: normalizer: the charsmap's table leads to entry 255 of 1");
  EXPECT_EQ(charsmap("BAAAAAAAAAD//w=="), "tokenizer.json: normalizer: the charsmap's last replacement has no end");
}

TEST_F(BadFiles, AWordPieceThatIsNone) {
  json file = {{"added_tokens", json::array()}, {"model", {{"type", "WordPiece"}, {"vocab", {{"a", 0}, {"##b", 1}}}}}};
  EXPECT_EQ(refusedJson(file), "tokenizer.json: the unknown token \"[UNK]\" is not in the vocabulary");
  file["model"]["unk_token"] = "a";
  file["model"]["max_input_chars_per_word"] = -1;
  EXPECT_EQ(refusedJson(file), "tokenizer.json: model: \"max_input_chars_per_word\" is -1; expected 0 or more");
}

TEST_F(BadFiles, AUnigramThatIsNone) {
  json file = {
      {"model", {{"type", "Unigram"}, {"unk_id", 2}, {"vocab", json::parse(R"([["a", -1.0], ["b", -2.0]])")}}}};
  EXPECT_EQ(refusedJson(file), "tokenizer.json: the unknown token has id 2, outside the vocabulary of 2 tokens");
  file["model"]["vocab"][1] = "b";
  EXPECT_EQ(refusedJson(file), "tokenizer.json: model: entry 1 of \"vocab\" must be [\"token\", score], got a string");
  file["model"]["vocab"] = {{"a", 0}};
  EXPECT_EQ(refusedJson(file), "tokenizer.json: model: \"vocab\" must be an array, got an object");
}

TEST_F(BadFiles, VocabTxt) {
  const auto refusedText = [&](const std::string& content) {
    test::writeFile(folder_.path(), "vocab.txt", content);
    return relative(test::refusalOf(folder_.path()));
  };
  EXPECT_EQ(refusedText(""), "vocab.txt: the file is empty");
  EXPECT_EQ(refusedText("[CLS]\n[SEP]\na\n"), "vocab.txt: the unknown token \"[UNK]\" is not in the vocabulary");
  EXPECT_EQ(refusedText("[UNK]\n[SEP]\na\n"), "vocab.txt: the token in front, \"[CLS]\" is not in the vocabulary");
  EXPECT_EQ(refusedText("[UNK]\n\xFF\xFE\n"), "vocab.txt: line 2 is not UTF-8; expected one token a line");
}

TEST_F(BadFiles, SentencePieceModels) {
  const auto refusedModel = [&](const std::string& content) {
    test::writeFile(folder_.path(), "tokenizer.model", content);
    return relative(test::refusalOf(folder_.path()));
  };
  const std::string start = "tokenizer.model: not a whole SentencePiece model (";
  EXPECT_EQ(refusedModel(""), "tokenizer.model: the file is empty");
  EXPECT_EQ(refusedModel("no model").substr(0, start.size()), start);
  std::ifstream file(test::vectorsFolder() / "tokenizers" / "llama-model" / "tokenizer.model", std::ios::binary);
  std::string whole((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  ASSERT_GT(whole.size(), 1000u);
  for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{100}}) {
    EXPECT_EQ(refusedModel(whole.substr(0, size)).substr(0, start.size()), start) << size << " bytes";
  }
}

TEST_F(BadFiles, AVocabularyThatIsNone) {
  EXPECT_EQ(refused("/model/vocab", json::object()), "tokenizer.json: the vocabulary is empty");
  EXPECT_EQ(refused("/model/vocab", {1, 2}),
            "tokenizer.json: model: vocab: expected an object of tokens and ids, found an array");
  EXPECT_EQ(refused("/model/vocab/hello", "x"),
            "tokenizer.json: model: vocab: the id of token \"hello\" must be a whole number, got a string");
  EXPECT_EQ(refused("/model/vocab/hello", 1.5),
            "tokenizer.json: model: vocab: the id of token \"hello\" must be a whole number, got the number 1.5");
  EXPECT_EQ(refused("/model/vocab/hello", 2147483648),
            "tokenizer.json: token \"hello\" has id 2147483648; ids must lie between 0 and 2147483646");
  EXPECT_EQ(refused("/model/vocab/hello", 18446744073709551615u),
            "tokenizer.json: model: vocab: the id of token \"hello\" is out of range: 18446744073709551615");
  EXPECT_EQ(refused("/model/vocab/hello", -1),
            "tokenizer.json: token \"hello\" has id -1; ids must lie between 0 and 2147483646");
  EXPECT_EQ(refused("/model/vocab/hello", 2000000000),
            "tokenizer.json: token \"hello\" has id 2000000000, but there are only 266 tokens; ids must start at 0 and "
            "leave no gap");
  EXPECT_EQ(refused("/model/vocab/hello", 265),
            "tokenizer.json: no token has id 261; 264 tokens must have the ids 0 to 263 without a gap");
  EXPECT_EQ(refused("/model/vocab/hello", 260), "tokenizer.json: both \"hell\" and \"hello\" have id 260");
}

TEST_F(BadFiles, MergesThatDoNotFit) {
  EXPECT_EQ(refused("/model/merges/1", {"l", "zz"}),
            "tokenizer.json: merge 2 (\"l\" + \"zz\") takes \"zz\", which is not in the vocabulary");
  EXPECT_EQ(refused("/model/merges/1", {"l", "z"}),
            "tokenizer.json: merge 2 (\"l\" + \"z\") makes \"lz\", which is not in the vocabulary");
  EXPECT_EQ(refused("/model/merges/1", "l l l"),
            "tokenizer.json: model: merge 2 must be \"left right\" or [\"left\", \"right\"], got \"l l l\"");
  EXPECT_EQ(refused("/model/merges/1", {"l"}),
            "tokenizer.json: model: merge 2 must be \"left right\" or [\"left\", \"right\"], got an array");
  EXPECT_EQ(refused("/model/merges", 7), "tokenizer.json: model: \"merges\" must be an array, got the number 7");
  EXPECT_EQ(refused("/model/unk_token", "<unk>"),
            "tokenizer.json: the unknown token \"<unk>\" is not in the vocabulary");
}

TEST_F(BadFiles, AddedTokensThatDoNotFit) {
  EXPECT_EQ(refused("/added_tokens/0/id", 5),
            "tokenizer.json: the added token \"<bos>\" has id 5, but the vocabulary gives it id 0");
  EXPECT_EQ(refused("/added_tokens/0/content", "<new>"), "tokenizer.json: both \"<bos>\" and \"<new>\" have id 0");
  EXPECT_EQ(refused("/added_tokens/0", "x"), "tokenizer.json: added_tokens: expected an object, found a string");
  EXPECT_EQ(refused("/added_tokens/0/lstrip", "yes"),
            "tokenizer.json: added_tokens: \"lstrip\" must be true or false, got a string");
}

TEST_F(BadFiles, VocabAndMerges) {
  EXPECT_EQ(refusedPair("", "a b\n"), "vocab.json: the file is empty");
  EXPECT_EQ(refusedPair("{\"a\": 0,", "a b\n"), "vocab.json: broken JSON: the file ends in the middle, at line 1");
  EXPECT_EQ(refusedPair("[]", "a b\n"), "vocab.json: expected a JSON object, found an array");
  EXPECT_EQ(refusedPair("{\"a\": 0, \"b\": 2, \"c\": 3}", "#version\n"),
            "vocab.json: token \"c\" has id 3, but there are only 3 tokens; ids must start at 0 and leave no gap");
  EXPECT_EQ(refusedPair("{\"a\": 0, \"b\": 1}", ""), "merges.txt: the file is empty");
  EXPECT_EQ(refusedPair("{\"a\": 0, \"b\": 1}", "#version\na b\n"),
            "merges.txt: merge 1 (\"a\" + \"b\") makes \"ab\", which is not in the vocabulary");
  EXPECT_EQ(refusedPair("{\"a\": 0, \"b\": 1}", "#version\nab\n"),
            "merges.txt: line 2 is no merge: expected two tokens with one space between, got \"ab\"");
  std::string garbage = "#version\n";
  for (int i = 255; i > 127; --i) garbage.push_back(static_cast<char>(i));
  EXPECT_EQ(refusedPair("{\"a\": 0, \"b\": 1}", garbage).substr(0, 29), "merges.txt: line 2 is no merg");
  test::writeFile(folder_.path(), "tokenizer_config.json", "{\"bos_token\": \"<s>\", \"add_bos_token\": true}");
  EXPECT_EQ(refusedPair("{\"a\": 0, \"b\": 1}", "#version\n"),
            "vocab.json: the token in front, \"<s>\" is not in the vocabulary");
  test::writeFile(folder_.path(), "tokenizer_config.json", "{\"bos_token\": 5}");
  EXPECT_EQ(refusedPair("{\"a\": 0, \"b\": 1}", "#version\n"),
            "tokenizer_config.json: \"bos_token\" must be a string, got the number 5");
}

TEST_F(BadFiles, AFolderInPlaceOfAFile) {
  std::filesystem::create_directory(folder_.path() / "tokenizer.json");
  EXPECT_FALSE(hasTokenizer(folder_.path()));
}

}  // namespace
}  // namespace headlight::text
