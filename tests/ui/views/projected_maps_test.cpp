// The colour maps of the projector theme, thrown at the wall of a lit room: what is left of their steps there.
#include <gtest/gtest.h>

#include <set>

#include "../support/contrast.h"
#include "ui/scene/colormap.h"
#include "ui/views/cards.h"

namespace headlight::ui {
namespace {

constexpr Colormap sequential[] = {Colormap::Viridis, Colormap::Magma, Colormap::Cividis};

QColor colourOf(Colormap map, Ground ground, float weight) {
  return QColor::fromRgb(
      colormapTable(map, ground)[static_cast<std::size_t>(colormapIndex(weight, 0, 1, Scale::Linear, 1))]);
}

/// How far apart two weights are in lightness on the wall.
double apart(Colormap map, Ground ground, float a, float b) {
  return lightness(washedOut(colourOf(map, ground, a))) - lightness(washedOut(colourOf(map, ground, b)));
}

TEST(ProjectedMaps, WeightsThatMeanDifferentThingsStayApartInALitRoom) {
  const struct {
    float less, more;
    double least;  ///< of L*: what differs by less than 1 is not told apart side by side, by 2 only by who looks for it
  } pairs[] = {{0, 0.05F, 5}, {0.1F, 0.3F, 4.5}, {0.3F, 0.7F, 12}, {0.7F, 1, 4}};
  for (const Colormap map : sequential)
    for (const auto& pair : pairs)
      EXPECT_GE(apart(map, Ground::Projector, pair.less, pair.more), pair.least)
          << toString(map).toStdString() << ": " << pair.less << " and " << pair.more;
}

// What the projector's maps are for: the plain ones lose the small weights there.
TEST(ProjectedMaps, ThePlainMapsDoNotHoldThere) {
  for (const Colormap map : sequential)
    EXPECT_LT(std::abs(apart(map, Ground::Light, 0, 0.05F)), 1.5) << toString(map).toStdString();
}

TEST(ProjectedMaps, AreFewStepsThatOnlyGrowDarker) {
  for (const Colormap map : sequential) {
    const auto& table = colormapTable(map, Ground::Projector);
    EXPECT_EQ(std::set<std::uint32_t>(table.begin(), table.end()).size(), 7u);
    EXPECT_EQ(table[0], 0xFFFFFFFFU) << "no weight is the wall itself";
    for (std::size_t i = 1; i < table.size(); ++i) {
      const QColor before = QColor::fromRgb(table[i - 1]), after = QColor::fromRgb(table[i]);
      if (before == after) continue;
      EXPECT_GE(lightness(before) - lightness(after), 7) << i;
      EXPECT_GE(lightness(washedOut(before)) - lightness(washedOut(after)), 4) << i;
    }
  }
}

TEST(ProjectedMaps, FiguresOnEveryColourAreRead) {
  for (const Colormap map : {Colormap::Viridis, Colormap::Magma, Colormap::Cividis, Colormap::Diverging})
    for (const std::uint32_t entry : colormapTable(map, Ground::Projector)) {
      const QColor ground = QColor::fromRgb(entry);
      ASSERT_GE(contrast(inkOn(ground), ground), 7) << ground.name().toStdString();
    }
}

TEST(ProjectedMaps, TheSignedOneIsAsDarkOnEitherSideAndTheSidesDiffer) {
  QColor inner = signedColour(Ground::Projector, 0);
  EXPECT_EQ(inner, QColor(Qt::white));
  for (const double value : {0.1, 0.25, 0.5, 1.0}) {
    const QColor below = signedColour(Ground::Projector, -value), above = signedColour(Ground::Projector, value);
    EXPECT_NEAR(lightness(below), lightness(above), 1) << value;
    EXPECT_GE(lightness(washedOut(inner)) - lightness(washedOut(below)), 4) << value;
    EXPECT_GT(below.blue(), below.red() + 30) << value;
    EXPECT_GT(above.red(), above.blue() + 30) << value;
    inner = below;
  }
}

TEST(ProjectedMaps, WhatTheMaskHidesIsNoColourOfTheMap) {
  const QColor masked = Theme::projector().masked;
  for (const Colormap map : sequential)
    for (const std::uint32_t entry : colormapTable(map, Ground::Projector)) {
      const QColor colour = QColor::fromRgb(entry);
      const int hue = std::max({colour.red(), colour.green(), colour.blue()}) -
                      std::min({colour.red(), colour.green(), colour.blue()});
      EXPECT_TRUE(std::abs(lightness(masked) - lightness(colour)) > 5 || hue > 60) << colour.name().toStdString();
    }
}

TEST(ProjectedMaps, AreCalledWhatTheyAre) {
  EXPECT_EQ(colormapName(Colormap::Viridis, Ground::Light), QStringLiteral("viridis"));
  EXPECT_NE(colormapName(Colormap::Viridis, Ground::Projector), QStringLiteral("viridis"));
  EXPECT_EQ(toString(Colormap::Viridis), QStringLiteral("viridis")) << "files know no ground";
}

}  // namespace
}  // namespace headlight::ui
