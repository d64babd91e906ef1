#include "vision/decode.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "../io/files.h"
#include "support/shared_data.h"

namespace headlight::vision {
namespace {

const std::filesystem::path pictures = test::vectorsFolder() / "pictures";

// Every kind that is taken: JPEGs in 4:2:0, 4:2:2, 4:4:4, grey, progressive, with restart markers, CMYK and with each
// EXIF orientation; PNG, BMP, TGA and GIF with 1, 4, 8 and 16 bits, palettes, alpha, colour keys, interlaced, packed.
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
    const std::string_view expected = std::string_view(pixels).substr(at, picture.rgb.size());
    EXPECT_TRUE(std::ranges::equal(picture.rgb, expected, {}, {}, [](char c) { return static_cast<std::uint8_t>(c); }))
        << name;
    at += picture.rgb.size();
    ++files;
  }
  EXPECT_EQ(at, pixels.size());
  EXPECT_EQ(files, 41);
}

// 200 JPEGs of every sampling (4:4:4, 4:2:2, 4:2:0, 4:4:0, 4:1:1, two that no camera writes), baseline, optimised,
// progressive, with restart markers, grey, RGB, CMYK, YCCK, four channels without Adobe's marker, turned by EXIF; 40
// WebPs, lossy and lossless, with alpha, turned, animated.
TEST(DecodeTest, LossyPicturesAreAsPillowDecodesThem) {
  const std::string files = test::readFile(pictures / "lossy.bin");
  std::size_t at = 0;
  int jpegs = 0, webps = 0;
  for (const auto& entry : nlohmann::json::parse(test::readFile(pictures / "lossy.json"))) {
    const auto name = entry[0].get<std::string>();
    const std::size_t length = entry[1].get<std::size_t>();
    const std::string_view file = std::string_view(files).substr(at, length);
    at += length;
    const Picture picture = decodePicture(std::as_bytes(std::span(file)), name, {200, 100, 30});
    EXPECT_EQ(picture.width, entry[2].get<int>()) << name;
    EXPECT_EQ(picture.height, entry[3].get<int>()) << name;
    EXPECT_EQ(crc32(0, picture.rgb.data(), static_cast<uInt>(picture.rgb.size())), entry[4].get<std::uint32_t>())
        << name;
    ++(name.ends_with(".webp") ? webps : jpegs);
  }
  EXPECT_EQ(at, files.size());
  EXPECT_EQ(jpegs, 200);
  EXPECT_EQ(webps, 40);
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
    const auto name = entry[0].get<std::string>(), values = entry[3].get<std::string>();
    const Picture picture = readPicture(data / "photos" / name, {200, 100, 30});
    ASSERT_EQ(picture.width, entry[1].get<int>()) << name;
    ASSERT_EQ(picture.height, entry[2].get<int>()) << name;
    for (std::size_t i = 0; 2 * i < values.size(); ++i) {
      const std::size_t place = std::uint32_t(i * 2654435761u) % picture.rgb.size();
      EXPECT_EQ(picture.rgb[place], std::stoi(values.substr(2 * i, 2), nullptr, 16)) << name << " at " << place;
    }
    const std::filesystem::path wrong = folder.path() / (name + ".gif");
    std::filesystem::copy_file(data / "photos" / name, wrong);
    EXPECT_EQ(readPicture(wrong, {200, 100, 30}), picture) << "the content decides, not the name";
    ++photos;
  }
  EXPECT_EQ(photos, 6);
}

}  // namespace
}  // namespace headlight::vision
