// What a model is given: a list of inputs, each of its kind, and what is refused of each.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "base/error.h"
#include "info/check_input.h"

namespace headlight {
namespace {

/// "source" of 10 tokens and "target" of 4, an encoder and a decoder.
ModelInfo twoTexts() {
  ModelInfo info;
  info.name = "two";
  info.inputs = {textInput(50, 10, "source"), textInput(60, 4, "target")};
  info.stacks = {{.stack = StackId::Encoder, .name = "encoder"},
                 {.stack = StackId::Decoder, .name = "decoder", .input = 1, .memory = StackId::Encoder}};
  return info;
}

ModelInfo imageAndText() {
  ModelInfo info = twoTexts();
  ImageInputInfo image;
  image.height = image.width = 16;
  image.patchHeight = image.patchWidth = 8;
  image.specialTokens = {"[CLS]"};
  info.inputs.front() = imageInput(image);
  return info;
}

std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(InputInfo, everyStackReadsItsOwn) {
  const ModelInfo texts = twoTexts(), both = imageAndText();
  EXPECT_EQ(texts.input(StackId::Encoder).name, "source");
  EXPECT_EQ(texts.textOf(StackId::Encoder)->vocabulary, 50);
  EXPECT_EQ(texts.text()->vocabulary, 60) << "the last stack says the logits";
  EXPECT_EQ(texts.image(), nullptr);
  EXPECT_EQ(both.imageOf(StackId::Encoder), both.image());
  EXPECT_EQ(both.imageOf(StackId::Decoder), nullptr);
  EXPECT_EQ(both.inputs[0].rows(), 5);
  EXPECT_EQ(both.inputs[1].rows(), 4);
}

TEST(InputInfo, rowsAreCountedByStack) {
  const auto pixels = std::make_shared<const std::vector<float>>(3 * 16 * 8, 0.0f);
  const Inputs texts(std::vector<Input>{TokenInput{{1, 2, 3}}, TokenInput{{4, 5}}});
  const Inputs both(std::vector<Input>{PictureInput{16, 8, pixels, nullptr}, TokenInput{{4, 5}}});
  EXPECT_EQ(rowsByStack(twoTexts(), texts), (std::vector<int>{3, 2}));
  EXPECT_EQ(rowsByStack(imageAndText(), both), (std::vector<int>{3, 2}));
  EXPECT_EQ(refusal([&] { rowsByStack(twoTexts(), TokenInput{{1}}); }), "two: expected 2 inputs, got 1");
  EXPECT_EQ(refusal([&] { rowsByStack(imageAndText(), texts); }),
            "two: image: an image model, given a text; give it a picture");
  EXPECT_EQ(refusal([&] { rowsByStack(twoTexts(), both); }),
            "two: source: a text model, given a picture; give it a text");
}

TEST(InputInfo, eachIsRefusedByItsOwnNumbers) {
  const ModelInfo info = twoTexts();
  const Input ids = TokenInput{{55, 1, 2, 3, 4}};
  EXPECT_EQ(refusal([&] { checkedTokens(info, StackId::Encoder, ids); }),
            "two: source: token 0 has id 55, the vocabulary ends at 49");
  EXPECT_EQ(refusal([&] { checkedTokens(info, StackId::Decoder, ids); }),
            "5 tokens, the model two: target takes 4: shorten the text");
  EXPECT_EQ(refusal([&] { checkedTokens(info, StackId::Decoder, TokenInput{}); }),
            "two: target: expected at least one token, got none");
  EXPECT_EQ(checkedTokens(info, StackId::Decoder, TokenInput{{55}}).front(), 55);
}

}  // namespace
}  // namespace headlight
