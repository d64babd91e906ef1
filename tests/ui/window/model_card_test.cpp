// What the Open dialog says of a folder before anything is loaded.
#include "ui/window/model_card.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "support/shared_data.h"

namespace headlight::ui {
namespace {

namespace fs = std::filesystem;

ModelCard cardOf(const fs::path& folder) {
  return modelCard(QString::fromStdString(folder.string()), WeightStorage::F32, 24);
}

TEST(ModelCardTest, AModelOfPicturesNeedsNoTokenizer) {
  for (const char* name : {"vit-tiny", "deit-tiny", "dinov2-tiny", "dinov2-registers-tiny"}) {
    const ModelCard card = cardOf(test::vectorsFolder() / name);
    EXPECT_EQ(card.refusal.toStdString(), "") << name;
    EXPECT_FALSE(card.lines.isEmpty()) << name;
    EXPECT_TRUE(std::ranges::none_of(card.lines, [](const auto& line) { return line.first.contains("text"); })) << name;
  }
}

TEST(ModelCardTest, BothTextsOfATranslatorNeedTheirs) {
  const test::TemporaryFolder folder;
  fs::copy(test::vectorsFolder() / "marian_tokenizers" / "two-vocabularies", folder.path());
  fs::copy(test::vectorsFolder() / "marian" / "shared", folder.path(),
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  EXPECT_EQ(cardOf(folder.path()).refusal.toStdString(), "");
  fs::remove(folder.path() / "target_vocab.json");
  EXPECT_TRUE(cardOf(folder.path()).refusal.contains(QLatin1String("target_vocab.json")));
}

}  // namespace
}  // namespace headlight::ui
