#include "vision/decode.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "../io/files.h"

namespace headlight::vision {
namespace {

const std::filesystem::path vectors = std::filesystem::path(HEADLIGHT_TESTS_DIR) / "vectors" / "preprocessing";

// Small JPEGs that Pillow wrote: 4:2:0, 4:2:2, 4:4:4, grey, progressive, with restart markers, 1 x 1, CMYK. Bounds of
// decisions 32: mean 1/255, largest 8/255.
TEST(DecodeTest, JpegsAreAsPillowDecodesThem) {
  const std::string pixels = test::readFile(vectors / "jpeg.bin");
  std::size_t at = 0;
  for (const auto& entry : nlohmann::json::parse(test::readFile(vectors / "jpeg.json"))) {
    const auto name = entry[0].get<std::string>();
    const Picture picture = readPicture(vectors / (name + ".jpg"));
    ASSERT_EQ(picture.width, entry[1].get<int>());
    ASSERT_EQ(picture.height, entry[2].get<int>());
    ASSERT_LE(at + picture.rgb.size(), pixels.size());
    int largest = 0;
    double sum = 0;
    for (std::size_t i = 0; i < picture.rgb.size(); ++i) {
      const int difference = std::abs(picture.rgb[i] - static_cast<std::uint8_t>(pixels[at + i]));
      // A slip of stb_image (stbi__resample_row_h_2 swaps two weights): of 4:2:2 pictures, the
      // column above the last chroma sample has a colour that is a little off.
      const int column = static_cast<int>(i / 3) % picture.width;
      if (name == "422" && column == (picture.width + 1) / 2 * 2 - 2) {
        EXPECT_LE(difference, 32);
        continue;
      }
      largest = std::max(largest, difference);
      sum += difference;
    }
    at += picture.rgb.size();
    const double mean = sum / static_cast<double>(picture.rgb.size());
    std::printf("%s: mean %.3f, largest %d (of 255)\n", name.c_str(), mean, largest);
    EXPECT_LE(mean, 1.0) << name;
    EXPECT_LE(largest, 8) << name;
  }
  EXPECT_EQ(at, pixels.size());
}

}  // namespace
}  // namespace headlight::vision
