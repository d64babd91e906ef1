#include "io/torch_file.h"

#include <gtest/gtest.h>

#include <bit>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "files.h"
#include "memory_file.h"
#include "support/shared_data.h"

namespace headlight::io {
namespace {

using test::contains;
using test::sentenceOf;

const std::filesystem::path vectors = test::vectorsFolder() / "torch_files";

const StoredTensor& named(const TorchFile& file, const std::string& name) {
  for (const StoredTensor& tensor : file.tensors())
    if (tensor.name == name) return tensor;
  throw Error("no tensor " + name);
}

/// Bytes of a pickle that gives one value of little use.
std::string pickleOf(const std::string& operations) { return "\x80\x02" + operations + "."; }

// What PyTorch itself reads in them, in both formats: types, scalars, empty ones, shared storages, slices and views.
TEST(TorchFileTest, ReadsWhatPyTorchWrote) {
  const nlohmann::json expected = nlohmann::json::parse(test::readFile(vectors / "expected.json"));
  ASSERT_EQ(expected.size(), 15u);
  for (const char* name : {"zip.bin", "legacy.bin", "protocol4.bin", "nested.bin"}) {
    const TorchFile file = TorchFile::open(vectors / name);
    EXPECT_EQ(file.tensors().size(), expected.size());
    for (const auto& [tensorName, wanted] : expected.items()) {
      SCOPED_TRACE(std::string(name) + " " + tensorName);
      const StoredTensor& tensor = named(file, tensorName);
      EXPECT_EQ(tensor.shape, wanted["shape"].get<std::vector<std::int64_t>>());
      EXPECT_EQ(tensor.typeName, wanted["type"].get<std::string>());
      EXPECT_EQ(tensor.file, (vectors / name).string());
      if (tensor.type == StoredType::Other) continue;
      std::vector<std::uint32_t> bits, wantedBits;
      for (float value : toFloats(tensor)) bits.push_back(std::bit_cast<std::uint32_t>(value));
      for (const auto& text : wanted["bits"])
        wantedBits.push_back(static_cast<std::uint32_t>(std::stoul(text.get<std::string>(), nullptr, 16)));
      EXPECT_EQ(bits, wantedBits);
    }
  }
}

TEST(TorchFileTest, TensorsLieInTheFileAndTiedOnesShareTheirBytes) {
  for (const char* name : {"zip.bin", "legacy.bin"}) {
    const TorchFile file = TorchFile::open(vectors / name);
    const auto inside = [&](const StoredTensor& tensor) {
      return tensor.bytes.data() >= file.bytes().data() &&
             tensor.bytes.data() + tensor.bytes.size() <= file.bytes().data() + file.bytes().size();
    };
    EXPECT_TRUE(inside(named(file, "single")));
    EXPECT_EQ(named(file, "single").bytes.data(), named(file, "tied").bytes.data());
    EXPECT_EQ(named(file, "slice").bytes.data(), named(file, "single").bytes.data() + 6 * 4);
    EXPECT_FALSE(inside(named(file, "transposed")));
    const TorchFile moved = [&] { return TorchFile::open(vectors / name); }();
    EXPECT_EQ(toFloats(named(moved, "strided")), toFloats(named(file, "strided")));
  }
}

TEST(TorchFileTest, WhatIsNoStateDictIsRefusedByNameAndNeverRun) {
  const std::filesystem::path trace = "/tmp/headlight-was-here";  // what hostile-posix.bin would write
  std::filesystem::remove(trace);
  const struct {
    const char* file;
    const char* part;
  } files[] = {
      {"system", ": the pickle asks for os.system, which is not part of a tensor state dict; nothing was executed"},
      {"posix", ": the pickle asks for posix.system, which is not part of a tensor state dict; nothing was executed"},
      {"legacy", ": the pickle asks for posix.system, which is not part of a tensor state dict; nothing was executed"},
      {"eval", ": the pickle asks for builtins.eval, which is not part of a tensor state dict; nothing was executed"},
      {"object", "os.PathLike"},
      {"plain-pickle", "is a pickle, but none of torch.save"},
      {"outside", "tensor \"w\": reaches outside its storage"},
      {"huge", "tensor \"w\": reaches outside its storage"},
      {"negative", "tensor \"w\": begins before its storage"},
      {"expanded", "tensor \"w\": is an expanded view of 4 elements as [1099511627776, 4]"},
      {"no-storage", "has no storage \"0\""},
      {"compressed", "is compressed"},
      {"big-endian", "big-endian"},
      {"empty", "without any tensor"},
  };
  for (const auto& [name, part] : files) {
    const std::filesystem::path path = vectors / (std::string("hostile-") + name + ".bin");
    const std::string sentence = sentenceOf([&] { TorchFile::open(path); });
    EXPECT_TRUE(contains(sentence, part));
    EXPECT_TRUE(sentence.starts_with(path.string())) << sentence;
  }
  EXPECT_FALSE(std::filesystem::exists(trace));
}

TEST(TorchFileTest, OfSeveralStateDictsNoneIsChosen) {
  EXPECT_TRUE(contains(sentenceOf([] { TorchFile::open(vectors / "several.bin"); }),
                       "several dictionaries of tensors, \"student\" and \"teacher\"; save the one"));
}

TEST(TorchFileTest, WhatIsNoFileOfPyTorchIsRefused) {
  const test::MemoryFile file;
  const auto refusal = [&](const std::string& bytes) {
    file.write(bytes);
    return sentenceOf([&] { TorchFile::open(file.path()); });
  };
  EXPECT_TRUE(contains(refusal(""), "expected a file written by torch.save"));
  EXPECT_TRUE(contains(refusal("hello"), "expected a file written by torch.save"));
  EXPECT_TRUE(contains(refusal("version https://git-lfs.github.com/spec/v1\n"), "git lfs pull"));
  EXPECT_TRUE(contains(refusal("PK\3\4"), "no directory at its end"));
  EXPECT_TRUE(contains(refusal(std::string(257, 'x') + "ustar and more"), "tar format"));
  EXPECT_TRUE(contains(refusal(pickleOf("N")), "none of torch.save"));
}

// Every operation that takes something from the stack, on an empty one; unknown ones; texts longer than the file.
TEST(TorchFileTest, PicklesThatMakeNoSenseAreRefused) {
  const test::MemoryFile file;
  for (int code = 0; code < 256; ++code)
    for (const char* before : {"", "(", "N", "}(", "](K\1", "K\1K\2K\3"}) {
      std::string bytes = "\x80\x02";
      bytes += before;
      bytes += static_cast<char>(code);
      bytes.append("\xff\xff\xff\xff\xff\xff\xff\xff.", 9);
      file.write(bytes);
      sentenceOf([&] { TorchFile::open(file.path()); });
    }
}

// A few bytes that would make gigabytes: a list doubled again and again, nesting without end.
TEST(TorchFileTest, APickleCannotFillTheMemory) {
  const test::MemoryFile file;
  std::string doubled = "\x80\x02]q\1";
  for (int i = 0; i < 200'000; ++i) doubled += "(h\1h\1h\1h\1h\1h\1h\1h\1l";
  file.write(doubled + ".");
  EXPECT_TRUE(contains(sentenceOf([&] { TorchFile::open(file.path()); }), "one value"));
  // A long list made into dictionaries over and over.
  std::string pairs = "\x80\x02(";
  for (int i = 0; i < 100'000; ++i) pairs += "NN\x86";
  pairs += "lq\1\x85q\2";
  for (int i = 0; i < 100'000; ++i) pairs += "ccollections\nOrderedDict\nh\2R";
  file.write(pairs + ".");
  EXPECT_TRUE(contains(sentenceOf([&] { TorchFile::open(file.path()); }), "hold more than any state dict has"));
  file.write("\x80\x02" + std::string(5'000'000, '(') + std::string(5'000'000, 't') + ".");
  EXPECT_TRUE(contains(sentenceOf([&] { TorchFile::open(file.path()); }), "more values than any state dict"));
  file.write("\x80\x02" + std::string(1'000'000, '(') + std::string(1'000'000, 't') + ".");
  EXPECT_TRUE(contains(sentenceOf([&] { TorchFile::open(file.path()); }), "none of torch.save"));
}

/// Either an Error, or a file whose every tensor can be read whole; under ASan that proves that no byte outside is
/// touched.
bool survives(const std::filesystem::path& path) {
  try {
    const TorchFile file = TorchFile::open(path);
    for (const StoredTensor& tensor : file.tensors()) {
      volatile std::byte last{};
      if (!tensor.bytes.empty()) last = tensor.bytes.back();
      (void)last;
      if (tensor.type == StoredType::Other) continue;
      EXPECT_EQ(toFloats(tensor).size(), static_cast<std::size_t>(tensor.elements()));
    }
    return true;
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
    EXPECT_LT(std::string(error.what()).size(), 1000u);
    return false;
  }
}

TEST(TorchFileFuzzTest, NoMutationCrashesOrReadsOutside) {
  const test::MemoryFile file;
  std::mt19937 random(20240301);
  int refused = 0, accepted = 0;
  for (const char* name : {"zip.bin", "legacy.bin", "protocol4.bin", "hostile-outside.bin", "hostile-expanded.bin"}) {
    const std::string original = test::readFile(vectors / name);
    ASSERT_GT(original.size(), 100u);
    for (int round = 0; round < 2000; ++round) {
      std::string bytes = original;
      const int changes = 1 + static_cast<int>(random() % 4);
      for (int change = 0; change < changes && !bytes.empty(); ++change) {
        const std::size_t at = random() % bytes.size();
        const std::size_t length = std::min<std::size_t>(1 + random() % 9, bytes.size() - at);
        const std::size_t from = random() % bytes.size();
        switch (random() % 6) {
          case 0:
            bytes[at] = static_cast<char>(random());
            break;
          case 1:  // an operation or a number for another one of the same file
            bytes[at] = bytes[from];
            break;
          case 2:
            bytes[at] ^= static_cast<char>(1u << random() % 8);
            break;
          case 3:
            bytes.replace(at, length, original.substr(from % original.size(), length));
            break;
          case 4:
            bytes.erase(at, length);
            break;
          default:
            if (random() % 8 == 0)
              bytes.resize(at);
            else
              bytes.insert(at, bytes.substr(from, length));
        }
      }
      file.write(bytes);
      SCOPED_TRACE(std::string(name) + " round " + std::to_string(round));
      (survives(file.path()) ? accepted : refused) += 1;
      if (testing::Test::HasFailure()) return;
    }
  }
  EXPECT_GT(refused, 3000);
  EXPECT_GT(accepted, 300);
}

}  // namespace
}  // namespace headlight::io
