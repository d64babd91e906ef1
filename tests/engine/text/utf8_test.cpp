#include "text/utf8.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "small_tokenizer.h"

namespace headlight::text {
namespace {

std::string refusal(const std::string& text) {
  try {
    test::smallTokenizer()->encode(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Utf8, ATextThatIsNotUtf8IsRefusedWithByteAndOffset) {
  EXPECT_EQ(refusal("twelve bytes\xFF!"), "the text is not UTF-8: byte 0xFF at offset 12");
  EXPECT_EQ(refusal("\x80"), "the text is not UTF-8: byte 0x80 at offset 0");
  EXPECT_EQ(refusal("ab\xE4\xB8"), "the text is not UTF-8: byte 0xE4 at offset 2") << "cut off";
  EXPECT_EQ(refusal("\xE4\xB8\x41"), "the text is not UTF-8: byte 0xE4 at offset 0");
  EXPECT_EQ(refusal("中\xC0\xAF"), "the text is not UTF-8: byte 0xC0 at offset 3") << "overlong";
  EXPECT_EQ(refusal("\xE0\x80\xAF"), "the text is not UTF-8: byte 0xE0 at offset 0") << "overlong";
  EXPECT_EQ(refusal("\xF0\x80\x80\xAF"), "the text is not UTF-8: byte 0xF0 at offset 0") << "overlong";
  EXPECT_EQ(refusal("\xED\xA0\x80"), "the text is not UTF-8: byte 0xED at offset 0") << "a surrogate";
  EXPECT_EQ(refusal("\xF4\x90\x80\x80"), "the text is not UTF-8: byte 0xF4 at offset 0") << "above U+10FFFF";
  EXPECT_EQ(refusal("\xF5"), "the text is not UTF-8: byte 0xF5 at offset 0");
}

TEST(Utf8, TheEdgesOfWhatIsAllowed) {
  for (const char32_t character : {0x0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF}) {
    std::string text;
    appendUtf8(text, character);
    const auto found = decodeUtf8(text, 0);
    ASSERT_TRUE(found) << std::hex << static_cast<unsigned>(character);
    EXPECT_EQ(found->value, character);
    EXPECT_EQ(found->length, static_cast<int>(text.size()));
    EXPECT_EQ(firstInvalidUtf8("12345678" + text + "abc"), std::string_view::npos);
  }
}

}  // namespace
}  // namespace headlight::text
