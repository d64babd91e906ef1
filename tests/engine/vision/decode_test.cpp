#include "vision/decode.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "../io/files.h"
#include "support/shared_data.h"

namespace headlight::vision {
namespace {

const std::filesystem::path pictures = test::vectorsFolder() / "pictures";

struct Difference {
  double mean = 0;
  int largest = 0;
};

/// Of a picture from Pillow's pixels, of 255.
Difference difference(const Picture& picture, std::string_view pixels, bool butLastColours) {
  Difference result;
  for (std::size_t i = 0; i < picture.rgb.size(); ++i) {
    const int off = std::abs(picture.rgb[i] - static_cast<std::uint8_t>(pixels[i]));
    // A slip of stb_image (stbi__resample_row_h_2 swaps two weights): of 4:2:2 pictures the column above the last
    // chroma sample has a colour that is a little off.
    const int column = static_cast<int>(i / 3) % picture.width;
    if (butLastColours && column == (picture.width + 1) / 2 * 2 - 2) {
      EXPECT_LE(off, 32);
      continue;
    }
    result.largest = std::max(result.largest, off);
    result.mean += off;
  }
  result.mean /= static_cast<double>(picture.rgb.size());
  return result;
}

// Every kind that is taken: JPEGs in 4:2:0, 4:2:2, 4:4:4, grey, progressive, with restart markers, CMYK and with each
// EXIF orientation; PNG, BMP, TGA and GIF with 1, 4, 8 and 16 bits, palettes, alpha, colour keys, interlaced, packed.
// JPEG within the bounds of decisions 32 (mean 1, largest 8), the rest equal.
TEST(DecodeTest, EveryKindIsAsPillowDecodesIt) {
  const std::string pixels = test::readFile(pictures / "pixels.bin");
  std::size_t at = 0;
  int files = 0;
  for (const auto& entry : nlohmann::json::parse(test::readFile(pictures / "index.json"))) {
    const auto name = entry[0].get<std::string>();
    const Picture picture = readPicture(pictures / name, {200, 100, 30});
    ASSERT_EQ(picture.width, entry[1].get<int>()) << name;
    ASSERT_EQ(picture.height, entry[2].get<int>()) << name;
    ASSERT_LE(at + picture.rgb.size(), pixels.size());
    const Difference off = difference(picture, std::string_view(pixels).substr(at), name == "422.jpg");
    at += picture.rgb.size();
    ++files;
    if (off.largest > 0) std::printf("%s: mean %.3f, largest %d (of 255)\n", name.c_str(), off.mean, off.largest);
    EXPECT_LE(off.mean, 1.0) << name;
    EXPECT_LE(off.largest, entry[3].get<int>()) << name;
  }
  EXPECT_EQ(at, pixels.size());
  EXPECT_EQ(files, 41);
}

TEST(DecodeTest, WhatIsTransparentLiesOverTheStatedColour) {
  const Picture white = readPicture(pictures / "key.png"), red = readPicture(pictures / "key.png", {255, 0, 0});
  int other = 0;
  for (std::size_t i = 0; i < white.rgb.size(); i += 3) {
    if (std::equal(&white.rgb[i], &white.rgb[i] + 3, &red.rgb[i])) continue;
    ++other;
    EXPECT_EQ(white.rgb[i + 1], 255);
    EXPECT_EQ(red.rgb[i], 255);
    EXPECT_EQ(red.rgb[i + 1], 0);
  }
  EXPECT_GE(other, 1);
}

// Photos of people against hashes is nothing to store: their sizes, and that the mean is no accident of an empty
// buffer.
TEST(DecodeTest, PhotosAreReadAsPillowDoesWhateverTheyAreCalled) {
  HEADLIGHT_SHARED_DATA_OR_SKIP(data);
  const test::TemporaryFolder folder;
  int photos = 0;
  for (const auto& entry : nlohmann::json::parse(test::readFile(pictures / "photos.json"))) {
    const auto name = entry[0].get<std::string>(), values = entry[4].get<std::string>();
    const Picture picture = readPicture(data / "photos" / name, {200, 100, 30});
    ASSERT_EQ(picture.width, entry[1].get<int>()) << name;
    ASSERT_EQ(picture.height, entry[2].get<int>()) << name;
    double sum = 0;
    for (std::size_t i = 0; 2 * i < values.size(); ++i) {
      const std::size_t place = std::uint32_t(i * 2654435761u) % picture.rgb.size();
      const int off = std::abs(picture.rgb[place] - std::stoi(values.substr(2 * i, 2), nullptr, 16));
      EXPECT_LE(off, entry[3].get<int>()) << name << " at " << place;
      sum += off;
    }
    EXPECT_LE(sum / 512, 1) << name;
    const std::filesystem::path wrong = folder.path() / (name + ".gif");
    std::filesystem::copy_file(data / "photos" / name, wrong);
    EXPECT_EQ(readPicture(wrong, {200, 100, 30}), picture) << "the content decides, not the name";
    ++photos;
  }
  EXPECT_EQ(photos, 6);
}

}  // namespace
}  // namespace headlight::vision
