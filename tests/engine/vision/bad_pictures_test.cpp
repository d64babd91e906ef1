#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "../io/files.h"
#include "generated.h"
#include "support/shared_data.h"
#include "vision/decode.h"
#include "vision/preprocess.h"

namespace headlight::vision {
namespace {

using test::contains;
using test::sentenceOf;

const std::filesystem::path pictures = test::vectorsFolder() / "pictures";

Picture decoded(std::string_view bytes) { return decodePicture(std::as_bytes(std::span(bytes)), "a picture"); }
std::string refusal(std::string_view bytes) {
  return sentenceOf([&] { decoded(bytes); });
}

std::string big32(std::uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
          static_cast<char>(value)};
}

std::string chunk(const std::string& kind, const std::string& body) {
  const std::string whole = kind + body;
  const auto sum = crc32(0, reinterpret_cast<const Bytef*>(whole.data()), static_cast<uInt>(whole.size()));
  return big32(static_cast<std::uint32_t>(body.size())) + whole + big32(static_cast<std::uint32_t>(sum));
}

/// A PNG of 8-bit RGB whose pixels are whatever `unpacked` is.
std::string png(std::uint32_t width, std::uint32_t height, const std::string& unpacked) {
  std::string packed(compressBound(unpacked.size()), '\0');
  uLongf size = packed.size();
  EXPECT_EQ(compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(unpacked.data()),
                     unpacked.size()),
            Z_OK);
  packed.resize(size);
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", big32(width) + big32(height) + std::string("\x08\x02\0\0\0", 5)) +
         chunk("IDAT", packed) + chunk("IEND", "");
}

std::string bmpHeader(std::int32_t width, std::int32_t height) {
  std::string file("BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0........\x01\0\x18\0\0\0\0\0\0\0\0\0", 38);
  file.resize(54);
  std::memcpy(file.data() + 18, &width, 4);
  std::memcpy(file.data() + 22, &height, 4);
  return file;
}

/// The most memory that this process ever had, in MiB; since resetPeak().
long peakMegabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6)) / 1024;
  return -1;
}
bool resetPeak() {
  std::ofstream file("/proc/self/clear_refs");
  file << 5;
  return static_cast<bool>(file.flush());
}

/// Name and bytes of every recorded picture.
std::vector<std::pair<std::string, std::string>> recorded() {
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& entry : std::filesystem::directory_iterator(pictures))
    if (entry.path().extension() != ".json" && entry.path().extension() != ".bin")
      files.emplace_back(entry.path().filename().string(), test::readFile(entry.path()));
  const std::string lossy = test::readFile(pictures / "lossy.bin");
  std::size_t at = 0;
  for (const auto& entry : nlohmann::json::parse(test::readFile(pictures / "lossy.json"))) {
    const std::size_t length = entry[1].get<std::size_t>();
    files.emplace_back(entry[0].get<std::string>(), lossy.substr(at, length));
    at += length;
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(BadPicturesTest, EmptyFilesFoldersAndForeignKindsAreNamed) {
  EXPECT_TRUE(contains(refusal(""), "is empty (0 bytes)"));
  const test::TemporaryFolder folder;
  test::writeFile(folder.path() / "nothing.png", "");
  EXPECT_TRUE(contains(sentenceOf([&] { readPicture(folder.path() / "nothing.png"); }), "nothing.png: is empty"));
  EXPECT_TRUE(contains(sentenceOf([&] { readPicture(folder.path()); }), folder.path().string()));
  EXPECT_TRUE(contains(sentenceOf([&] { readPicture(folder.path() / "none.png"); }), "none.png"));
  using namespace std::string_literals;
  for (const auto& [bytes, kind] :
       {std::pair{"Dear reader, this is no picture.\n"s, "a text"},
        {"\0\0\0\x1c"
         "ftypavif\0\0\0\0"s,
         "an AVIF picture"},
        {"\0\0\0\x1c"
         "ftypheic\0\0\0\0"s,
         "a HEIC picture"},
        {"II*\0\x08\0\0\0"s, "a TIFF picture"},
        {"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>"s, "an SVG drawing"},
        {"P6\n2 2\n255\n............"s, "a Netpbm picture"},
        {"%PDF-1.7\n"s, "a PDF document"},
        {"\xff\x0a\xfa\x7f\x01"s, "a JPEG XL picture"},
        {"\x01\x02\x03\x04\x05\xff\xfe\xfd"s, "a file of an unknown kind"}}) {
    const std::string sentence = refusal(bytes);
    EXPECT_TRUE(contains(sentence, "a picture: is "s + kind)) << sentence;
    EXPECT_TRUE(contains(sentence, "PNG, JPEG, WebP, BMP, TGA and GIF are taken")) << sentence;
  }
}

// A few hundred bytes that declare gigapixels, in every format, and a PNG of 3 x 3 whose 400 KB unpack to 96 MB.
TEST(BadPicturesTest, BombsAreRefusedBeforeTheyAreUnpacked) {
  const bool measured = resetPeak();
  const long before = peakMegabytes();
  EXPECT_TRUE(contains(refusal(png(60000, 60000, "x")), "60000 x 60000"));
  EXPECT_TRUE(contains(refusal(png(60000, 60000, "x")), "40 million"));
  EXPECT_TRUE(contains(refusal(png(0xffffffffu, 1, "x")), "4294967295 x 1"));
  EXPECT_TRUE(contains(refusal(png(0, 7, "x")), "0 x 7"));
  EXPECT_TRUE(contains(refusal(bmpHeader(60000, 60000)), "60000 x 60000"));
  EXPECT_TRUE(contains(refusal(bmpHeader(-5, 3)), "-5 x 3"));
  std::string jpeg = test::readFile(pictures / "444.jpg");
  const std::size_t frame = jpeg.find("\xff\xc0");
  ASSERT_NE(frame, std::string::npos);
  jpeg.replace(frame + 5, 4, "\xea\x60\xea\x60");
  EXPECT_TRUE(contains(refusal(jpeg), "60000 x 60000"));
  std::string gif = test::readFile(pictures / "animated.gif");
  gif.replace(6, 4, "\x60\xea\x60\xea");
  EXPECT_TRUE(contains(refusal(gif), "60000 x 60000"));
  std::string tga = test::readFile(pictures / "rgb.tga");
  tga.replace(12, 4, "\x60\xea\x60\xea");
  EXPECT_TRUE(contains(refusal(tga), "60000 x 60000"));
  // VP8L: 0x2f, then 14 bits of width - 1 and of height - 1.
  const std::string webp("RIFF\x1c\0\0\0WEBPVP8L\x10\0\0\0\x2f\xfe\xbf\xff\x0f\0\0\0\0\0\0\0\0\0\0\0", 36);
  EXPECT_TRUE(contains(refusal(webp), "16383 x 16383")) << refusal(webp);
  const std::string bomb = png(3, 3, std::string(std::size_t{96} << 20, '\0'));
  const bool again = resetPeak();
  const long between = peakMegabytes();
  EXPECT_TRUE(contains(refusal(bomb), "unpacks to more than"));
  if (measured && again && before > 0) {
    EXPECT_LT(peakMegabytes() - between, 32) << "MiB for what was refused";
    std::printf("refusing the bomb took %ld MiB\n", peakMegabytes() - between);
  }
}

TEST(BadPicturesTest, TruncatedPicturesAreRefusedAtEveryLength) {
  int refused = 0;
  for (const auto& [name, whole] : recorded()) {
    const Picture complete = decoded(whole);
    // Of the 240 larger ones at some lengths.
    const std::size_t step = whole.size() < 700 ? 1 : 1 + whole.size() / 100;
    for (std::size_t length = 0; length < whole.size(); length += step) {
      try {
        // What may be missing without harm: TGA's footer, the padding of a BMP's last row, what follows a GIF's first
        // picture.
        EXPECT_EQ(decoded(std::string_view(whole).substr(0, length)), complete) << name << " cut to " << length;
      } catch (const Error& error) {
        ++refused;
        const std::string sentence = error.what();
        // While the kind can still be told, it is named; from the middle on the word is "truncated".
        EXPECT_TRUE(length <= whole.size() / 2 || contains(sentence, "truncated")) << name << " cut to " << length;
      }
    }
  }
  EXPECT_GT(refused, 15000);
}

TEST(BadPicturesTest, ChangedPixelsOfAPngAreNoticed) {
  std::string file = test::readFile(pictures / "rgb.png");
  file[file.find("IDAT") + 9] ^= 1;
  EXPECT_TRUE(contains(refusal(file), "checksum"));
}

TEST(BadPicturesTest, HuffmanTablesOfTooManyCodesAreRefused) {
  std::string file = test::readFile(pictures / "444.jpg");
  const std::size_t table = file.find("\xff\xc4");
  ASSERT_NE(table, file.npos);
  const std::size_t counts = table + 5;  // behind the marker, its length and the table's number
  file[counts + 15] = static_cast<char>(0xff);
  file[counts + 14] = static_cast<char>(0xff);
  const std::string sentence = refusal(file);
  EXPECT_TRUE(contains(sentence, "a picture")) << sentence;
  EXPECT_TRUE(contains(sentence, "Huffman")) << sentence;
}

TEST(BadPicturesTest, OnePixelAndALongLineAreSeenByAModel) {
  Preprocessor preprocessor({});
  EXPECT_EQ(preprocessor.seen(readPicture(pictures / "one.png")).rgb.size(), 3u * 224 * 224);
  std::string rows;
  for (int y = 0; y < 10; ++y) rows += '\0' + std::string(30000, static_cast<char>(20 * y));
  const Picture line = decoded(png(10000, 10, rows));
  EXPECT_EQ(line.width, 10000);
  EXPECT_EQ(line.rgb.back(), 180);
  EXPECT_EQ(preprocessor.seen(line).rgb.size(), 3u * 224 * 224);
  PreprocessConfig bit;
  bit.shortestEdge = 256;
  bit.crop = true;
  EXPECT_EQ(Preprocessor(bit).seen(line).rgb.size(), 3u * 224 * 224);
}

TEST(BadPicturesTest, OfAnAnimationTheFirstPictureIsSeen) {
  const Picture animated = readPicture(pictures / "animated.gif");
  EXPECT_EQ(animated.width, 23);
  EXPECT_EQ(animated.height, 14);
}

// Seeded mutations of every recorded file: bytes changed, cut out, doubled, the file shortened; checksums of PNGs made
// to hold again in half of them, so that the decoder gets to see what is wrong. An Error of one line or a picture of
// the declared size; under ASan nothing outside is touched (HEADLIGHT_FUZZ_ROUNDS asks for more rounds).
TEST(BadPicturesTest, NoMutationCrashes) {
  std::mt19937 random(20240229);
  const char* wanted = std::getenv("HEADLIGHT_FUZZ_ROUNDS");
  const int rounds = wanted ? std::atoi(wanted) : 50;
  int refused = 0, accepted = 0;
  for (const auto& [name, original] : recorded()) {
    for (int round = 0; round < rounds; ++round) {
      std::string bytes = original;
      const int changes = 1 + static_cast<int>(random() % 4);
      for (int change = 0; change < changes && !bytes.empty(); ++change) {
        const std::size_t at = random() % bytes.size();
        const std::size_t length = std::min<std::size_t>(1 + random() % 9, bytes.size() - at);
        switch (random() % 8) {
          case 0:
            bytes.erase(at, length);
            break;
          case 1:
            bytes.insert(at, bytes.substr(random() % bytes.size(), length));
            break;
          case 2:
            bytes[at] = static_cast<char>(random() % 2 ? 0xff : 0);
            break;
          case 3:
            if (random() % 8 == 0) bytes.resize(at);
            break;
          default:
            bytes[at] = static_cast<char>(random());
        }
      }
      if (name.ends_with(".png") && round % 2)
        for (std::size_t at = 8; at + 12 <= bytes.size();) {
          std::size_t length = 0;
          for (int i = 0; i < 4; ++i)
            length = length << 8 | static_cast<std::uint8_t>(bytes[at + static_cast<std::size_t>(i)]);
          if (length > bytes.size() - at - 12) break;
          const auto sum =
              crc32(0, reinterpret_cast<const Bytef*>(bytes.data() + at + 4), static_cast<uInt>(length + 4));
          bytes.replace(at + 8 + length, 4, big32(static_cast<std::uint32_t>(sum)));
          at += 12 + length;
        }
      try {
        const Picture picture = decoded(bytes);
        EXPECT_EQ(picture.rgb.size(),
                  3u * static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height));
        ++accepted;
      } catch (const Error& error) {
        EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
        ++refused;
      }
    }
  }
  std::printf("%d refused, %d accepted\n", refused, accepted);
  EXPECT_GT(refused, 500);
  EXPECT_GT(accepted, 500);
}

}  // namespace
}  // namespace headlight::vision
