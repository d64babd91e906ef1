#include "ui/scene/colormap.h"

#include <gtest/gtest.h>

namespace headlight::ui {
namespace {

TEST(Colormap, KnownEntriesOfThePublishedTables) {
  // First, middle and last entry as published: matplotlib's viridis begins at #440154 and ends at #FDE725.
  EXPECT_EQ(colormapTable(Colormap::Viridis, Ground::Light)[0], 0xFF440154U);
  EXPECT_EQ(colormapTable(Colormap::Viridis, Ground::Light)[255], 0xFFFDE725U);
  EXPECT_EQ(colormapTable(Colormap::Magma, Ground::Light)[0], 0xFF000004U);
  EXPECT_EQ(colormapTable(Colormap::Magma, Ground::Light)[255], 0xFFFCFDBFU);
  EXPECT_EQ(colormapTable(Colormap::Cividis, Ground::Light)[0], 0xFF00224EU);
  EXPECT_EQ(colormapTable(Colormap::Cividis, Ground::Light)[255], 0xFFFEE838U);
}

TEST(Colormap, OfLightAndDarkOnlyTheDivergingMapDiffers) {
  for (const Colormap map : {Colormap::Viridis, Colormap::Magma, Colormap::Cividis})
    EXPECT_EQ(colormapTable(map, Ground::Light), colormapTable(map, Ground::Dark));
  EXPECT_EQ(colormapTable(Colormap::Diverging, Ground::Light)[0], 0xFF1856B0U);
  EXPECT_EQ(colormapTable(Colormap::Diverging, Ground::Light)[255], 0xFFA84A00U);
  EXPECT_EQ(colormapTable(Colormap::Diverging, Ground::Dark)[0], 0xFF4C9BE8U);
}

TEST(Colormap, SequentialMapsGrowLighter) {
  for (const Colormap map : {Colormap::Viridis, Colormap::Magma, Colormap::Cividis}) {
    const auto& table = colormapTable(map, Ground::Light);
    const auto light = [&](std::size_t i) {
      return 0.2126 * ((table[i] >> 16) & 255) + 0.7152 * ((table[i] >> 8) & 255) + 0.0722 * (table[i] & 255);
    };
    for (std::size_t i = 16; i < 256; i += 16) EXPECT_GT(light(i - 1 + (i == 240)), light(i - 16));
  }
}

TEST(Colormap, IndexIsClampedLinearOrFourDecades) {
  EXPECT_EQ(colormapIndex(0, 0, 0.5F, Scale::Linear, 1), 0);
  EXPECT_EQ(colormapIndex(0.25F, 0, 0.5F, Scale::Linear, 1), 128);
  EXPECT_EQ(colormapIndex(0.5F, 0, 0.5F, Scale::Linear, 1), 255);
  EXPECT_EQ(colormapIndex(0.9F, 0, 0.5F, Scale::Linear, 1), 255);
  EXPECT_EQ(colormapIndex(-1, 0, 0.5F, Scale::Linear, 1), 0);
  EXPECT_EQ(colormapIndex(0, 0, 1, Scale::Log, 1), 0);
  EXPECT_EQ(colormapIndex(1e-5F, 0, 1, Scale::Log, 1), 0);
  EXPECT_EQ(colormapIndex(1e-2F, 0, 1, Scale::Log, 1), 128);
  EXPECT_EQ(colormapIndex(1, 0, 1, Scale::Log, 1), 255);
  EXPECT_EQ(colormapIndex(0.25F, 0, 1, Scale::Linear, 0.5F), 128);
  EXPECT_EQ(colormapIndex(0.3F, 0.3F, 0.3F, Scale::Linear, 1), 0) << "an empty range";
}

}  // namespace
}  // namespace headlight::ui
