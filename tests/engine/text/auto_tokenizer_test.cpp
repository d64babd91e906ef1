// What AutoTokenizer of transformers makes of folders whose files say more than tokenizer.json does
// (tests/vectors/record_auto_tokenizers.py).
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstring>
#include <fstream>

#include "base/error.h"
#include "small_tokenizer.h"
#include "support/shared_data.h"

namespace headlight::text {
namespace {

using nlohmann::json;

constexpr std::size_t chunk = 100;

json parsed(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + path.string());
  return json::parse(file);
}

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
      whole = parsed(kind / name);
      whole.update(content);
    }
    test::writeFile(folder, name, whole.dump());
  }
}

std::uint32_t checksum(const Tokenizer& tokenizer, const json& texts, std::size_t first) {
  std::vector<std::int32_t> rows;
  for (std::size_t i = first; i < std::min(first + chunk, texts.size()); ++i) {
    const std::vector<std::int32_t> ids = test::idsOf(tokenizer.encode(texts[i].get<std::string>()));
    rows.push_back(static_cast<std::int32_t>(ids.size()));
    rows.insert(rows.end(), ids.begin(), ids.end());
  }
  std::string bytes(rows.size() * sizeof(std::int32_t), '\0');
  std::memcpy(bytes.data(), rows.data(), bytes.size());
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

TEST(AutoTokenizerTest, EveryVariantOfAFolderHasItsIds) {
  const std::filesystem::path recorded = test::vectorsFolder() / "auto_tokenizers";
  const json texts = parsed(recorded / "texts.json"), variants = parsed(recorded / "variants.json");
  ASSERT_GE(texts.size(), 2000u);
  ASSERT_GE(variants.size(), 300u);
  int same = 0;
  for (const json& variant : variants) {
    SCOPED_TRACE(variant.at("kind").get<std::string>() + ": " + variant.at("name").get<std::string>());
    const test::TemporaryFolder folder;
    layOut(variant, folder.path());
    try {
      const auto tokenizer = loadTokenizer(folder.path());
      std::size_t right = 0;
      const json& expected = variant.at("crc");
      for (std::size_t i = 0; i < expected.size(); ++i)
        right += checksum(*tokenizer, texts, i * chunk) == expected[i].get<std::uint32_t>() ? 1 : 0;
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
