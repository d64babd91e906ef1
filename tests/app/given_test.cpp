// What the command line gives each input of a model, of models that no folder holds yet as well.
#include "given.h"

#include <gtest/gtest.h>

#include <utility>

#include "base/error.h"
#include "support/shared_data.h"

namespace headlight::app {
namespace {

class GivenTest : public testing::Test {
 protected:
  std::vector<Given> read(const Options& options) const {
    return readGiven(options, model, folder, Tokenizers(model.inputs.size(), tokenizer));
  }
  std::string refusal(const Options& options) const {
    try {
      read(options);
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing was refused";
  }
  static Options named(std::vector<std::pair<std::string, std::string>> inputs) {
    Options options;
    options.inputs = std::move(inputs);
    return options;
  }
  std::vector<std::int32_t> idsOf(const char* text) const {
    std::vector<std::int32_t> ids;
    for (const text::Token& token : tokenizer->encode(text)) ids.push_back(token.id);
    return ids;
  }

  std::filesystem::path folder = std::filesystem::path(HEADLIGHT_ASSETS_DIR) / "models" / "storyteller";
  std::shared_ptr<const text::Tokenizer> tokenizer = text::loadTokenizer(folder);
  ModelInfo model = [] {
    ModelInfo info;
    info.name = "pair";
    info.inputs = {textInput(5000, 100, "source"), textInput(5000, 100, "target")};
    return info;
  }();
};

TEST_F(GivenTest, TwoTextsAreGivenByTheirNamesInAnyOrder) {
  const std::vector<Given> all = read(named({{"target", "Die Eule = ein Vogel"}, {"source", "The owl"}}));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(std::get<GivenText>(all[0]).text, "The owl");
  EXPECT_EQ(std::get<GivenText>(all[0]).input.ids, idsOf("The owl"));
  EXPECT_EQ(std::get<GivenText>(all[1]).input.ids, idsOf("Die Eule = ein Vogel"));
}

TEST_F(GivenTest, EveryInputIsGivenOnceAndNoOther) {
  EXPECT_EQ(refusal(named({{"source", "a"}})),
            "pair: reads source and target; give it each of them with --input NAME=TEXT, \"target\" is missing");
  EXPECT_EQ(refusal(named({{"source", "a"}, {"target", "b"}, {"text", "c"}})),
            "--input: pair has no input \"text\"; it reads source and target");
  EXPECT_EQ(refusal(named({{"source", "a"}, {"source", "b"}, {"target", "c"}})), "--input: \"source\" is given twice");
  Options text;
  text.text = "The owl";
  EXPECT_EQ(refusal(text),
            "pair: reads source and target; give it each of them with --input NAME=TEXT, \"source\" is missing");
}

TEST_F(GivenTest, AModelOfOneInputNeedsNoName) {
  model.inputs = {textInput(5000, 100)};
  Options text;
  text.text = "The owl";
  EXPECT_EQ(std::get<GivenText>(read(text).at(0)).input.ids, idsOf("The owl"));
  EXPECT_EQ(std::get<GivenText>(read(named({{"text", "The owl"}})).at(0)).input.ids, idsOf("The owl"));
  Options picture;
  picture.image = "owl.png";
  EXPECT_EQ(refusal(picture),
            "--image: pair reads texts; give it --text, --text-file or --ids, or open an image model");
  model.inputs = {imageInput({})};
  EXPECT_EQ(refusal(text), "pair: looks at pictures; give it --image FILE");
}

}  // namespace
}  // namespace headlight::app
