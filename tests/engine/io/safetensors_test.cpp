#include "io/safetensors.h"

#include <gtest/gtest.h>

#include <bit>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "files.h"
#include "support/shared_data.h"

namespace headlight::io {
namespace {

using test::bytesOf;
using test::contains;
using test::safetensorsBytes;
using test::sentenceOf;

class SafeTensorsTest : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& bytes) {
    const std::filesystem::path path = folder_.path() / "model.safetensors";
    test::writeFile(path, bytes);
    return path;
  }
  SafeTensors open(const std::string& bytes) { return SafeTensors::open(write(bytes)); }
  /// The sentence that refuses a file of this header and data. It always names the file.
  std::string refusal(const std::string& header, const std::string& data = "", std::int64_t lengthOffBy = 0) {
    const std::filesystem::path path = write(safetensorsBytes(header, data, lengthOffBy));
    const std::string sentence = sentenceOf([&] { SafeTensors::open(path); });
    EXPECT_TRUE(contains(sentence, path.string()));
    return sentence;
  }

  test::TemporaryFolder folder_;
};

std::string entry(const std::string& type, const std::string& shape, const std::string& offsets) {
  return R"({"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

TEST_F(SafeTensorsTest, ReadsWhatTheReferenceImplementationWrote) {
  const std::filesystem::path vectors = test::vectorsFolder() / "safetensors";
  const nlohmann::json expected = nlohmann::json::parse(test::readFile(vectors / "expected.json"));
  ASSERT_EQ(expected.size(), 6u);
  for (const char* name : {"types.safetensors", "odd.safetensors"}) {  // odd: every tensor begins at an odd address
    const SafeTensors file = SafeTensors::open(vectors / name);
    for (const auto& [tensorName, wanted] : expected.items()) {
      SCOPED_TRACE(std::string(name) + " " + tensorName);
      const StoredTensor* tensor = file.find(tensorName);
      ASSERT_NE(tensor, nullptr);
      EXPECT_EQ(tensor->shape, wanted["shape"].get<std::vector<std::int64_t>>());
      std::vector<std::uint32_t> bits, wantedBits;
      for (float value : file.toFloats(*tensor)) bits.push_back(std::bit_cast<std::uint32_t>(value));
      for (const auto& text : wanted["bits"])
        wantedBits.push_back(static_cast<std::uint32_t>(std::stoul(text.get<std::string>(), nullptr, 16)));
      EXPECT_EQ(bits, wantedBits);
    }
    EXPECT_EQ(file.names().size(), 7u);
    EXPECT_EQ(file.find("__metadata__"), nullptr);
  }
}

TEST_F(SafeTensorsTest, AMaskIsKeptAndRefusedByNameWhenAskedForNumbers) {
  const SafeTensors file =
      open(safetensorsBytes(R"({"h.0.attn.bias":)" + entry("BOOL", "[2]", "[0,2]") + "}", std::string_view("\1\0", 2)));
  const StoredTensor* mask = file.find("h.0.attn.bias");
  ASSERT_NE(mask, nullptr);
  EXPECT_EQ(mask->type, StoredType::Other);
  const std::string sentence = sentenceOf([&] { file.toFloats(*mask); });
  EXPECT_TRUE(contains(sentence, "\"h.0.attn.bias\""));
  EXPECT_TRUE(contains(sentence, "\"BOOL\""));
}

TEST_F(SafeTensorsTest, ATypeNeverHeardOfIsKeptToo) {
  const SafeTensors file = open(safetensorsBytes(R"({"a":)" + entry("F4", "[3]", "[0,2]") + "}", "xy"));
  EXPECT_EQ(file.find("a")->typeName, "F4");
  EXPECT_EQ(file.find("a")->bytes.size(), 2u);
}

TEST_F(SafeTensorsTest, ListsTensorsInTheOrderOfTheirBytes) {
  const SafeTensors file =
      open(safetensorsBytes(R"({"b":)" + entry("U8", "[1]", "[0,1]") + R"(,"a":)" + entry("U8", "[2]", "[1,3]") +
                                R"(,"none":)" + entry("U8", "[0]", "[1,1]") + "}",
                            "xyz"));
  EXPECT_EQ(file.names(), (std::vector<std::string>{"b", "none", "a"}));
  EXPECT_EQ(file.find("none")->elements(), 0);
  EXPECT_EQ(file.find("c"), nullptr);
}

TEST_F(SafeTensorsTest, AFileWithoutTensorsIsAFile) {
  EXPECT_TRUE(open(safetensorsBytes("{}", "")).tensors().empty());
  EXPECT_TRUE(open(safetensorsBytes(R"({"__metadata__":{"format":"pt"}}   )", "")).tensors().empty());
}

TEST_F(SafeTensorsTest, TheHashIsOfTheWholeFile) {
  const std::string header = R"({"a":)" + entry("U8", "[1]", "[0,1]") + "}";
  const std::string first = open(safetensorsBytes(header, "x")).contentHash();
  EXPECT_NE(open(safetensorsBytes(header, "y")).contentHash(), first);
  EXPECT_NE(open(safetensorsBytes(header + " ", "x")).contentHash(), first);
  EXPECT_EQ(open(safetensorsBytes(header, "x")).contentHash(), first);
}

TEST_F(SafeTensorsTest, RefusesWhatIsNoFile) {
  EXPECT_TRUE(contains(sentenceOf([&] { SafeTensors::open(folder_.path() / "none"); }), "No such file"));
  EXPECT_TRUE(contains(sentenceOf([&] { SafeTensors::open(folder_.path()); }), "found a folder"));
  EXPECT_TRUE(contains(sentenceOf([&] { SafeTensors::open("/dev/null"); }), "regular file"));
}

TEST_F(SafeTensorsTest, RefusesFilesTooShortForAHeader) {
  for (const std::string& bytes : {std::string(), std::string("1234567")})
    EXPECT_TRUE(contains(sentenceOf([&] { open(bytes); }), "found only " + std::to_string(bytes.size()) + " bytes"));
  EXPECT_TRUE(contains(sentenceOf([&] { open("version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n"); }),
                       "Git LFS"));
}

TEST_F(SafeTensorsTest, RefusesAHeaderLengthThatLies) {
  EXPECT_TRUE(contains(refusal("{}", "", -2), "found 0"));
  EXPECT_TRUE(contains(refusal("{}", "", 1), "3 bytes, but only 2 follow"));
  EXPECT_TRUE(contains(refusal("{}", "", std::numeric_limits<std::int64_t>::max() - 2),
                       "9223372036854775807 bytes, but only 2"));
  EXPECT_TRUE(
      contains(refusal("{}", "", std::numeric_limits<std::int64_t>::min()), "9223372036854775810 bytes, but only 2"));
  EXPECT_TRUE(contains(refusal("{}", "", -3), "18446744073709551615 bytes, but only 2"));
  const std::string header = R"({"a":)" + entry("U8", "[1]", "[0,1]") + "}";
  EXPECT_TRUE(contains(refusal(header, "x", -1), "not JSON"));  // cut before the closing brace
  EXPECT_TRUE(contains(refusal(header, "x", 1), "not JSON"));   // into the data
}

TEST_F(SafeTensorsTest, RefusesAHeaderThatIsNoObject) {
  EXPECT_TRUE(contains(refusal("not json"), "not JSON"));
  EXPECT_TRUE(contains(refusal("[1, 2]"), "should be a JSON object, found a list"));
  EXPECT_TRUE(contains(refusal("42"), "should be a JSON object, found 42"));
  EXPECT_TRUE(contains(refusal(R"({"a":1e999})"), "out of range"));
  EXPECT_TRUE(contains(refusal("{\"\xff\":1}"), "not JSON"));  // invalid UTF-8
  EXPECT_TRUE(contains(refusal(R"({"a":1})"), "found 1"));
  EXPECT_TRUE(contains(refusal(R"({"a":{}})"), "has no dtype"));
  EXPECT_TRUE(contains(refusal(R"({"a":{"dtype":3,"shape":[],"data_offsets":[0,0]}})"), "dtype should be a text"));
  EXPECT_TRUE(
      contains(refusal(R"({"a":)" + entry("U8", "3", "[0,3]") + "}", "xyz"), "shape should be a list, found 3"));
  EXPECT_TRUE(contains(refusal(R"({"a":)" + entry("U8", "[3]", "[0]") + "}", "xyz"), "two numbers"));
}

TEST_F(SafeTensorsTest, RefusesNamesThatStandTwice) {
  const std::string one = entry("U8", "[1]", "[0,1]"), two = entry("U8", "[1]", "[1,2]");
  EXPECT_TRUE(contains(refusal(R"({"a":)" + one + R"(,"a":)" + two + "}", "xy"), "\"a\" twice"));
  EXPECT_TRUE(contains(refusal(R"({"a":{"dtype":"U8","shape":[1],"shape":[1],"data_offsets":[0,1]}})", "x"),
                       "\"shape\" twice"));
}

TEST_F(SafeTensorsTest, RefusesOffsetsThatDoNotTileTheData) {
  const auto two = [](const std::string& first, const std::string& second) {
    return R"({"a":)" + entry("U8", "[4]", first) + R"(,"b":)" + entry("U8", "[4]", second) + "}";
  };
  EXPECT_EQ(open(safetensorsBytes(two("[0,4]", "[4,8]"), "12345678")).tensors().size(), 2u);
  EXPECT_TRUE(contains(refusal(two("[0,4]", "[2,6]"), "123456"), "inside the tensor before it"));
  EXPECT_TRUE(contains(refusal(two("[0,4]", "[0,4]"), "1234"), "inside the tensor before it"));
  EXPECT_TRUE(contains(refusal(two("[0,4]", "[6,10]"), "1234567890"), "but the tensor before it ends at 4"));
  EXPECT_TRUE(contains(refusal(two("[1,5]", "[5,9]"), "123456789"), "but the tensor before it ends at 0"));
  EXPECT_TRUE(contains(refusal(two("[0,4]", "[4,8]"), "1234567"), "end at 8, but the file has only 7"));  // truncated
  EXPECT_TRUE(
      contains(refusal(two("[0,4]", "[4,8]"), "123456789"), "end at byte 8 after the header, but the file has 9"));
  EXPECT_TRUE(contains(refusal(two("[0,4]", "[8,4]"), "12345678"), "before their begin 8"));
  EXPECT_TRUE(contains(refusal(two("[-4,0]", "[0,4]"), "1234"), "found -4"));
  EXPECT_TRUE(contains(refusal(two("[0,4.0]", "[4,8]"), "12345678"), "found 4.0"));
  EXPECT_TRUE(contains(refusal(two("[0,null]", "[4,8]"), "12345678"), "found null"));
  EXPECT_TRUE(contains(refusal(two("[0,4]", "[18446744073709551612,18446744073709551616]"), "1234"), "whole number"));
  EXPECT_TRUE(
      contains(refusal(two("[0,4]", "[18446744073709551611,18446744073709551615]"), "1234"), "the file has only 4"));
}

TEST_F(SafeTensorsTest, RefusesShapesThatDoNotFitTheirBytes) {
  const auto one = [](const std::string& type, const std::string& shape) {
    return R"({"wte":)" + entry(type, shape, "[0,8]") + "}";
  };
  const std::string data = "12345678";
  EXPECT_EQ(open(safetensorsBytes(one("F16", "[2,2]"), data)).find("wte")->elements(), 4);
  const std::string sentence = refusal(one("F32", "[2,2]"), data);
  EXPECT_TRUE(contains(sentence, "\"wte\""));
  EXPECT_TRUE(contains(sentence, "F32 of shape [2, 2] takes 16 bytes, data_offsets give 8"));
  EXPECT_TRUE(contains(refusal(one("F32", "[]"), data), "takes 4 bytes"));
  EXPECT_TRUE(contains(refusal(one("F32", "[2,0]"), data), "takes 0 bytes"));
  EXPECT_TRUE(contains(refusal(one("F32", "[-2]"), data), "found -2"));
  EXPECT_TRUE(contains(refusal(one("F32", "[2.5]"), data), "found 2.5"));
  EXPECT_TRUE(contains(refusal(one("F32", "[\"2\"]"), data), "found \"2\""));
  // Products that overflow 64 bits to the right size, with a zero among them or not.
  EXPECT_TRUE(contains(refusal(one("F32", "[4611686018427387904,4,2]"), data), "more elements than any file"));
  EXPECT_TRUE(contains(refusal(one("U8", "[4294967297,4294967295]"), data), "more elements than any file"));
  EXPECT_TRUE(contains(refusal(one("U8", "[18446744073709551615]"), data), "more elements than any file"));
  EXPECT_TRUE(
      contains(refusal(one("U8", "[9223372036854775807,9223372036854775807,0]"), data), "more elements than any file"));
}

TEST_F(SafeTensorsTest, MessagesStayShortAndOnOneLine) {
  std::string nested = std::string(100000, '[') + std::string(100000, ']');  // dump() would overflow the stack
  EXPECT_TRUE(contains(refusal(R"({"a":)" + entry("U8", nested, "[0,1]") + "}", "x"), "found a list"));
  EXPECT_TRUE(contains(refusal(R"({"a":)" + nested + "}", "x"), "found a list"));
  const std::string longName(5000, 'n');
  EXPECT_TRUE(contains(refusal("{\"" + longName + "\":{}}"), "nnn...nnn"));
  EXPECT_TRUE(contains(refusal(R"({"line\nbreak":{}})"), "\"line?break\""));
}

}  // namespace
}  // namespace headlight::io
