#include "io/npz.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "files.h"
#include "support/shared_data.h"

namespace headlight::io {
namespace {

using test::contains;
using test::sentenceOf;

/// What a command prints; `status` as from system().
std::string outputOf(const std::string& command, int& status) {
  std::string text;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (!pipe) return text;
  std::array<char, 4096> part;
  while (const std::size_t got = fread(part.data(), 1, part.size(), pipe)) text.append(part.data(), got);
  status = pclose(pipe);
  return text;
}

class NpzTest : public ::testing::Test {
 protected:
  void write(NpzWriter& writer) {
    std::vector<float> values(24);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = 0.5f * static_cast<float>(i) - 3;
    writer.add("blocks.0.attn.pattern", {2, 3, 4}, values);
    writer.add("input_ids", {3}, std::vector<std::int32_t>{2, -1, 2147483647});
    writer.add("scalar", {}, std::vector<float>{2.5f});
    writer.add("empty", {0, 7}, std::vector<float>{});
    writer.addText("headlight.json", "{\"version\": 1, \"text\": \"\xe9\xaa\xa8\"}");
    writer.finish();
  }
  std::vector<std::string> leftovers() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      names.push_back(entry.path().filename());
    return names;
  }

  test::TemporaryFolder folder_;
  const std::filesystem::path path_ = folder_.path() / "trace.npz";
};

// Reads with numpy what was written, in an ordinary zip and in one whose every size and offset goes through zip64
// records.
TEST_F(NpzTest, NumpyReadsWhatWasWritten) {
  int status = 0;
  outputOf("python3 -c 'import numpy'", status);
  if (status != 0) GTEST_SKIP() << "python3 with numpy is not installed";
  for (std::uint64_t zip64From : {std::uint64_t{0xffffffff}, std::uint64_t{0}, std::uint64_t{150}}) {
    SCOPED_TRACE(zip64From);
    NpzWriter writer(path_, zip64From);
    write(writer);
    const std::string program =
        "import numpy, json, zipfile, sys\n"
        "z = numpy.load(sys.argv[1])\n"
        "assert zipfile.ZipFile(sys.argv[1]).testzip() is None\n"
        "p = z['blocks.0.attn.pattern']\n"
        "assert p.dtype == numpy.float32 and p.shape == (2, 3, 4), p\n"
        "assert (p == (numpy.arange(24).reshape(2, 3, 4) * 0.5 - 3)).all(), p\n"
        "assert z['input_ids'].dtype == numpy.int32 and z['input_ids'].tolist() == [2, -1, 2147483647]\n"
        "assert z['scalar'].shape == () and z['scalar'] == 2.5\n"
        "assert z['empty'].shape == (0, 7)\n"
        "assert json.loads(z['headlight.json'])['text'] == '\\u9aa8'\n"
        "print('read', len(z.files))\n";
    test::writeFile(folder_.path() / "read.py", program);
    EXPECT_EQ(outputOf("python3 " + (folder_.path() / "read.py").string() + " " + path_.string(), status), "read 5\n");
    EXPECT_EQ(status, 0);
  }
}

// The same without numpy: the bytes of a .npy are where the zip says, aligned and right.
TEST_F(NpzTest, MembersAreStoredPlainlyWithTheirChecksums) {
  NpzWriter writer(path_);
  write(writer);
  const std::string bytes = test::readFile(path_);
  const std::size_t array = bytes.find("\x93NUMPY");
  ASSERT_NE(array, std::string::npos);
  EXPECT_TRUE(contains(bytes, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4), }"));
  EXPECT_TRUE(contains(bytes, "'shape': (3,), }"));
  const auto u16 = [&](std::size_t at) {
    return static_cast<unsigned char>(bytes[at]) | static_cast<unsigned char>(bytes[at + 1]) << 8;
  };
  const std::size_t headerEnd = 10 + static_cast<std::size_t>(u16(array + 8));
  EXPECT_EQ(headerEnd % 64, 0u);
  float first;
  std::memcpy(&first, bytes.data() + array + headerEnd, 4);
  EXPECT_EQ(first, -3.0f);
  std::uint32_t crc;
  std::memcpy(&crc, bytes.data() + 14, 4);
  EXPECT_EQ(crc, crc32(0, reinterpret_cast<const Bytef*>(bytes.data() + array), static_cast<uInt>(headerEnd + 24 * 4)));
}

TEST_F(NpzTest, EqualContentsMakeEqualFiles) {
  NpzWriter first(path_);
  write(first);
  const std::string before = test::readFile(path_);
  NpzWriter second(path_);
  write(second);
  EXPECT_EQ(test::readFile(path_), before);
}

TEST_F(NpzTest, NothingIsLeftOfAnUnfinishedFile) {
  test::writeFile(path_, "what was there before");
  {
    NpzWriter writer(path_);
    writer.add("a", {1}, std::vector<float>{1});
    EXPECT_EQ(leftovers().size(), 2u);  // the temporary file and the old one
  }
  EXPECT_EQ(leftovers(), std::vector<std::string>{"trace.npz"});
  EXPECT_EQ(test::readFile(path_), "what was there before");
}

TEST_F(NpzTest, RefusesWhatDoesNotFit) {
  NpzWriter writer(path_);
  EXPECT_TRUE(contains(sentenceOf([&] {
                         writer.add("a", {2, 2}, std::vector<float>{1, 2, 3});
                       }),
                       "takes 4 values, got 3"));
  EXPECT_TRUE(contains(sentenceOf([&] { writer.add("a", {-1}, std::vector<float>{}); }), "negative"));
  writer.add("a", {1}, std::vector<float>{1});
  EXPECT_TRUE(contains(sentenceOf([&] { writer.add("a", {1}, std::vector<float>{1}); }), "written twice"));
  EXPECT_TRUE(contains(sentenceOf([] { NpzWriter("/nowhere/at/all.npz"); }), "/nowhere/at/all.npz: cannot be written"));
  EXPECT_TRUE(contains(sentenceOf([&] { NpzWriter(folder_.path()); }), "found a folder"));
}

TEST_F(NpzTest, AFullDiskIsAnErrorAndLeavesNothing) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  // /dev/full cannot be renamed over, so it stands in for the temporary file's disk through a link of that name.
  const std::filesystem::path temporary = path_.string() + ".part-" + std::to_string(getpid());
  std::filesystem::create_symlink("/dev/full", temporary);
  {
    NpzWriter writer(path_);
    const std::string sentence = sentenceOf([&] {
      writer.add("large", {1 << 20}, std::vector<float>(1 << 20));
      writer.finish();
    });
    EXPECT_TRUE(contains(sentence, "trace.npz: cannot be written"));
    EXPECT_TRUE(contains(sentence, "No space left"));
  }
  EXPECT_TRUE(leftovers().empty());
}

}  // namespace
}  // namespace headlight::io
