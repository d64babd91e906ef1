// What AutoTokenizer of transformers makes of folders whose files say more than tokenizer.json does
// (tests/vectors/record_auto_tokenizers.py).
#include <gtest/gtest.h>

#include "base/error.h"
#include "recorded_sums.h"
#include "small_tokenizer.h"
#include "support/shared_data.h"

namespace headlight::text {
namespace {

using nlohmann::json;

/// The kind's files with the variant's over them, in a folder of their own.
void layOut(const json& variant, const std::filesystem::path& folder) {
  const std::filesystem::path kind = test::vectorsFolder() / "tokenizers" / variant.at("kind").get<std::string>();
  for (const auto& entry : std::filesystem::directory_iterator(kind))
    if (entry.path().filename() != "record.json")
      std::filesystem::copy_file(entry.path(), folder / entry.path().filename());
  const json& files = variant.at("files");
  for (const auto& [name, content] : files.items()) {
    json whole = content;
    if (name == "tokenizer.json") {  // what differs from the kind's own
      whole = test::parsed(kind / name);
      whole.update(content);
    }
    test::writeFile(folder, name, whole.dump());
  }
}

TEST(AutoTokenizerTest, EveryVariantOfAFolderHasItsIds) {
  const std::filesystem::path recorded = test::vectorsFolder() / "auto_tokenizers";
  const json texts = test::parsed(recorded / "texts.json"), variants = test::parsed(recorded / "variants.json");
  ASSERT_GE(texts.size(), 2000u);
  ASSERT_GE(variants.size(), 300u);
  int same = 0;
  for (const json& variant : variants) {
    SCOPED_TRACE(variant.at("kind").get<std::string>() + ": " + variant.at("name").get<std::string>());
    const test::TemporaryFolder folder;
    layOut(variant, folder.path());
    try {
      const auto tokenizer = loadTokenizer(folder.path());
      const json& expected = variant.at("crc");
      const std::size_t right = test::rightSums(*tokenizer, texts, expected);
      EXPECT_EQ(right, expected.size()) << "hundreds of texts";
      same += right == expected.size() ? 1 : 0;
    } catch (const Error& error) {
      ADD_FAILURE() << error.what();
    }
  }
  EXPECT_EQ(same, static_cast<int>(variants.size()));
}

}  // namespace
}  // namespace headlight::text
