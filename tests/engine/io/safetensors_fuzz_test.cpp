#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "files.h"
#include "io/config.h"
#include "io/safetensors.h"
#include "memory_file.h"
#include "support/shared_data.h"

namespace headlight::io {
namespace {

using test::MemoryFile;

/// Either an Error, or a file whose every tensor can be read whole; under ASan that proves that no byte outside is
/// touched. True when it was accepted.
bool survives(const std::filesystem::path& path) {
  try {
    const SafeTensors file = SafeTensors::open(path);
    for (const StoredTensor& tensor : file.tensors()) {
      volatile std::byte last{};
      if (!tensor.bytes.empty()) last = tensor.bytes.back();
      (void)last;
      if (tensor.type == StoredType::Other) continue;
      EXPECT_EQ(file.toFloats(tensor).size(), static_cast<std::size_t>(tensor.elements()));
    }
    return true;
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
    return false;
  }
}

// 2,000 mutations of each recorded file: bytes changed, cut out, doubled, digits raised, the file shortened. Seeded, so
// that a failure repeats; what was wrong is left in the message.
TEST(SafeTensorsFuzzTest, NoMutationCrashesOrReadsOutside) {
  const MemoryFile file;
  std::mt19937 random(20240229);
  int refused = 0, accepted = 0;
  for (const char* name : {"types.safetensors", "odd.safetensors"}) {
    const std::string original = test::readFile(test::vectorsFolder() / "safetensors" / name);
    ASSERT_GT(original.size(), 100u);
    for (int round = 0; round < 2000; ++round) {
      std::string bytes = original;
      const int changes = 1 + static_cast<int>(random() % 3);
      for (int change = 0; change < changes && !bytes.empty(); ++change) {
        const std::size_t at = random() % bytes.size();
        const std::size_t length = std::min<std::size_t>(1 + random() % 9, bytes.size() - at);
        switch (random() % 6) {
          case 0:
            bytes[at] = static_cast<char>(random());
            break;
          case 1:
            bytes.erase(at, length);
            break;
          case 2:
            bytes.insert(at, bytes.substr(random() % bytes.size(), length));
            break;
          case 3:
            bytes.resize(at);
            break;
          case 4:
            bytes[random() % std::min<std::size_t>(8, bytes.size())] ^= static_cast<char>(1u << random() % 8);
            break;  // header length
          default:
            if (const std::size_t digit = bytes.find_first_of("0123456789", at); digit != bytes.npos)
              bytes[digit] = static_cast<char>('0' + random() % 10);
        }
      }
      file.write(bytes);
      SCOPED_TRACE(std::string(name) + " round " + std::to_string(round));
      (survives(file.path()) ? accepted : refused) += 1;
      if (testing::Test::HasFailure()) return;
    }
  }
  // A change inside the data or of a name is still a valid file; nearly everything else is not.
  EXPECT_GT(refused, 2000);
  EXPECT_GT(accepted, 100);
}

TEST(ConfigFuzzTest, NoMutationCrashes) {
  const std::string original =
      R"({"model_type":"gpt2","n_embd":48,"layer_norm_epsilon":1e-5,"tie":true,"n_inner":null,"list":["a","b"]})";
  std::mt19937 random(7);
  int refused = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string text = original;
    for (int change = 0; change < 2; ++change) {
      const std::size_t at = random() % text.size();
      if (random() % 2)
        text[at] = static_cast<char>(random());
      else
        text.erase(at, 1 + random() % 4);
    }
    try {
      const Config config = Config::parse(text, "config.json");
      config.modelType();
      config.integer("n_embd");
      config.number("layer_norm_epsilon");
      config.flag("tie");
      config.integerOr("n_inner", 4);
      config.texts("list");
    } catch (const Error& error) {
      ++refused;
      ASSERT_TRUE(test::contains(error.what(), "config.json"));
    }
  }
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace headlight::io
