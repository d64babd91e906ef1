#include "io/assets.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>

#include "files.h"
#include "support/shared_data.h"

namespace headlight::io {
namespace {

using test::contains;
using test::sentenceOf;

/// Assets in a folder of their own, with two bundled models and a folder that is none.
class AssetsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const char* before = std::getenv("HEADLIGHT_ASSETS")) before_ = before;
    for (const char* model : {"storyteller", "another"}) {
      std::filesystem::create_directories(folder_.path() / "models" / model);
      test::writeFile(folder_.path() / "models" / model / "config.json", "{}");
      test::writeFile(folder_.path() / "models" / model / "model.safetensors", "");
    }
    std::filesystem::create_directories(folder_.path() / "models" / "unfinished");
    setenv("HEADLIGHT_ASSETS", folder_.path().c_str(), 1);
  }
  void TearDown() override {
    if (before_)
      setenv("HEADLIGHT_ASSETS", before_->c_str(), 1);
    else
      unsetenv("HEADLIGHT_ASSETS");
  }

  test::TemporaryFolder folder_;
  std::optional<std::string> before_;
};

TEST_F(AssetsTest, BundledModelsAreFoldersWithWeightsByName) {
  EXPECT_EQ(assetsFolder(), folder_.path());
  const std::vector<BundledModel> models = bundledModels();
  ASSERT_EQ(models.size(), 2u);
  EXPECT_EQ(models[0].name, "another");
  EXPECT_EQ(models[1].folder, folder_.path() / "models" / "storyteller");
}

TEST_F(AssetsTest, AModelIsAFolderOrABundledName) {
  EXPECT_EQ(findModel("Storyteller"), folder_.path() / "models" / "storyteller");
  const std::filesystem::path another = folder_.path() / "models" / "another";
  EXPECT_EQ(findModel(another.string()), another);
}

TEST_F(AssetsTest, AModelThatIsNowhereIsRefusedByName) {
  const std::string sentence = sentenceOf([] { findModel("gpt5"); });
  EXPECT_TRUE(contains(sentence, "\"gpt5\""));
  EXPECT_TRUE(contains(sentence, "another, storyteller"));
  EXPECT_TRUE(contains(sentenceOf([&] { findModel((folder_.path() / "models" / "unfinished").string()); }),
                       "config.json: is missing"));
}

TEST_F(AssetsTest, AnAssetsFolderThatIsNoneIsRefused) {
  setenv("HEADLIGHT_ASSETS", "/nowhere/assets", 1);
  EXPECT_TRUE(contains(sentenceOf([] { assetsFolder(); }), "/nowhere/assets"));
  EXPECT_TRUE(bundledModels().empty());
  EXPECT_TRUE(contains(sentenceOf([] { findModel("storyteller"); }), "bundled: none"));
}

TEST_F(AssetsTest, SampleTextsBeginWithTheDefault) {
  EXPECT_TRUE(sampleTexts("storyteller").empty());
  std::filesystem::create_directories(folder_.path() / "samples");
  const std::filesystem::path file = folder_.path() / "samples" / "storyteller.json";
  test::writeFile(file, R"({"default":"Once","others":["Twice","Thrice"]})");
  EXPECT_EQ(sampleTexts("storyteller"), (std::vector<std::string>{"Once", "Twice", "Thrice"}));
  test::writeFile(file, R"({"others":[]})");
  EXPECT_TRUE(contains(sentenceOf([] { sampleTexts("storyteller"); }), "has no \"default\""));
}

}  // namespace
}  // namespace headlight::io
