// Files damaged at random: each loads or is refused in one sentence, and what loads can encode.
#include <gtest/gtest.h>

#include <iostream>

#include "base/error.h"
#include "small_tokenizer.h"
#include "support/shared_data.h"
#include "text/json_file.h"

namespace headlight::text {
namespace {

using nlohmann::json;

/// Bytes changed, cut out, doubled, values for other kinds of values.
std::string mutated(std::string file, std::mt19937& random) {
  const auto below = [&](std::size_t end) { return static_cast<std::size_t>(random() % end); };
  for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
    const std::size_t at = below(file.size());
    switch (below(6)) {
      case 0:
        file[at] = static_cast<char>(random());
        break;
      case 1:
        file[at] = "0123456789{}[]\",:-e"[below(19)];
        break;
      case 2:
        file.erase(at, 1 + below(20));
        break;
      case 3:
        file.insert(at, file.substr(below(file.size()), 1 + below(40)));
        break;
      case 4: {  // a value for another kind of value
        const std::size_t colon = file.find(':', at);
        const std::size_t end = colon == std::string::npos ? colon : file.find_first_of(",}", colon);
        if (end == std::string::npos) break;
        const char* values[] = {"null", "[]", "{}", "-1", "1e99", "\"\"", "4294967296", "true"};
        file.replace(colon + 1, end - colon - 1, values[below(8)]);
        break;
      }
      default:
        file.resize(1 + below(file.size()));
    }
  }
  return file;
}

class MutatedFiles : public testing::Test {
 protected:
  void expectOneSentence(const std::string& sentence) const {
    EXPECT_TRUE(sentence.starts_with(folder_.path().string())) << sentence;
    EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
  }
  test::TemporaryFolder folder_;
};

/// Bytes changed, cut out, doubled: the file loads or is refused in one sentence, and what loads can encode.
TEST_F(MutatedFiles, MutatedFilesNeverCrash) {
  constexpr unsigned kSeed = 20260727;
  const std::string whole = test::smallTokenizerJson().dump();
  std::mt19937 random(kSeed);
  int loaded = 0;
  int refusedCount = 0;
  for (int trial = 0; trial < 600; ++trial) {
    const std::string file = mutated(whole, random);
    test::writeFile(folder_.path(), "tokenizer.json", file);
    try {
      const auto tokenizer = loadTokenizer(folder_.path());
      const auto tokens = tokenizer->encode("hello <bos> h\u00E9llo \u4E2D");
      tokenizer->decode(test::idsOf(tokens));
      ++loaded;
    } catch (const Error& error) {
      ++refusedCount;
      expectOneSentence(error.what());
    } catch (const std::exception& error) {
      FAIL() << "seed " << kSeed << ", trial " << trial << ": " << error.what() << "\n" << file.substr(0, 200);
    }
  }
  std::cout << "seed " << kSeed << ": " << loaded << " loaded, " << refusedCount << " refused\n";
  EXPECT_GT(loaded, 0);
  EXPECT_GT(refusedCount, 300);
}

/// The other kinds too.
TEST_F(MutatedFiles, MutatedKindsNeverCrash) {
  constexpr unsigned kSeed = 20261122;
  std::mt19937 random(kSeed);
  int loaded = 0;
  int refusedCount = 0;
  for (const auto& [kind, name] :
       {std::pair("bert", "tokenizer.json"), std::pair("albert", "tokenizer.json"),
        std::pair("charsmap", "tokenizer.json"), std::pair("llama2", "tokenizer.json"),
        std::pair("suffix", "tokenizer.json"), std::pair("vocab-txt", "vocab.txt"),
        std::pair("llama-model", "tokenizer.model"), std::pair("albert-model", "spiece.model")}) {
    const std::string whole = readTextFile(test::vectorsFolder() / "tokenizers" / kind / name);
    const test::TemporaryFolder folder;
    for (int trial = 0; trial < 80; ++trial) {
      const std::string file = mutated(whole, random);
      test::writeFile(folder.path(), name, file);
      try {
        const auto tokenizer = loadTokenizer(folder.path());
        const auto tokens = tokenizer->encode("hello <bos> h\u00E9llo \u4E2D \uFF21\u0301");
        tokenizer->decode(test::idsOf(tokens));
        ++loaded;
      } catch (const Error& error) {
        ++refusedCount;
        EXPECT_TRUE(std::string(error.what()).starts_with(folder.path().string())) << error.what();
      } catch (const std::exception& error) {
        FAIL() << kind << ", seed " << kSeed << ", trial " << trial << ": " << error.what();
      }
    }
  }
  std::cout << "seed " << kSeed << ": " << loaded << " loaded, " << refusedCount << " refused\n";
  EXPECT_GT(loaded, 50);
  EXPECT_GT(refusedCount, 200);
}

/// The same file with values taken out, doubled, or put in each other's place: JSON that parses, of the wrong shape.
TEST_F(MutatedFiles, MisshapenJsonNeverCrashes) {
  constexpr unsigned kSeed = 20260728;
  std::mt19937 random(kSeed);
  const json whole = test::smallTokenizerJson();
  const std::vector<json> values = {nullptr,
                                    true,
                                    -1,
                                    0,
                                    300,
                                    2147483648,
                                    1e300,
                                    0.5,
                                    "",
                                    "Sequence",
                                    "ByteLevel",
                                    "\u4E2D",
                                    "NFC",
                                    json::array(),
                                    json::object(),
                                    json{{"type", "ByteLevel"}},
                                    json::array({1, "x"})};
  const auto below = [&](std::size_t end) { return static_cast<std::size_t>(random() % end); };
  const auto somewhere = [&](json& file) {
    json* node = &file;
    while (node->is_structured() && !node->empty() && (node == &file || below(4) != 0)) {
      auto child = node->begin();
      std::advance(child, static_cast<std::ptrdiff_t>(below(node->size())));
      node = &*child;
    }
    return node;
  };
  int loaded = 0;
  int refusedCount = 0;
  for (int trial = 0; trial < 600; ++trial) {
    json file = whole;
    for (std::size_t changes = 1 + below(3); changes > 0; --changes) {
      json* node = somewhere(file);
      switch (below(4)) {
        case 0:
          *node = json(values[below(values.size())]);
          break;
        case 1: {
          json copy = *somewhere(file);
          *node = std::move(copy);
          break;
        }
        case 2:
          if (node->is_array()) node->push_back(json(values[below(values.size())]));
          break;
        default:
          if (node->is_object() && !node->empty()) node->erase(node->begin());
          if (node->is_array() && !node->empty()) node->erase(node->begin());
      }
      if (!file.is_object()) file = whole;
    }
    test::writeFile(folder_.path(), "tokenizer.json", file.dump());
    try {
      const auto tokenizer = loadTokenizer(folder_.path());
      const auto tokens = tokenizer->encode("hello <bos> h\u00E9llo \u4E2D");
      tokenizer->decode(test::idsOf(tokens));
      ++loaded;
    } catch (const Error& error) {
      ++refusedCount;
      expectOneSentence(error.what());
    } catch (const std::exception& error) {
      FAIL() << "seed " << kSeed << ", trial " << trial << ": " << error.what() << "\n" << file.dump().substr(0, 200);
    }
  }
  std::cout << "seed " << kSeed << ": " << loaded << " loaded, " << refusedCount << " refused\n";
  EXPECT_GT(loaded, 50);
  EXPECT_GT(refusedCount, 50);
}

}  // namespace
}  // namespace headlight::text
