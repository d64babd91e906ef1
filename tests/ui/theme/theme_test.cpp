// The palette's promises, computed from the colours themselves.
#include <gtest/gtest.h>

#include <QApplication>

#include "../support/contrast.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

class ThemeTest : public testing::TestWithParam<const Theme*> {};

TEST_P(ThemeTest, TextIsReadableOnEverySurface) {
  const Theme& t = *GetParam();
  for (const QColor& under : {t.window, t.surface, t.base, t.raised, t.canvas}) {
    for (const QColor& text :
         {t.text, t.muted, t.danger, t.stale, t.accent, t.query, t.key, t.value, t.attention, t.logits})
      EXPECT_GE(contrast(text, under), 4.5)
          << t.name.toStdString() << ": " << text.name().toStdString() << " on " << under.name().toStdString();
    for (const QColor& line : {t.borderStrong, t.hatch, t.focus})
      EXPECT_GE(contrast(line, under), 3) << t.name.toStdString();
  }
  EXPECT_GE(contrast(t.beamText, t.beam), 4.5);
  EXPECT_GE(contrast(t.onAccent, t.accent), 4.5);
  EXPECT_GE(contrast(t.text, t.dangerBg), 4.5);
  EXPECT_GE(contrast(t.danger, t.dangerBg), 4.5);
  EXPECT_GE(contrast(t.muted, t.masked), 4.5);
}

TEST_P(ThemeTest, StyleSheetHasNoPlaceholderLeft) {
  const QString sheet = styleSheet(*GetParam());
  EXPECT_FALSE(sheet.contains(QLatin1Char('@')));
  EXPECT_TRUE(sheet.contains(GetParam()->window.name()));
}

TEST_P(ThemeTest, DivergingMapMeetsItsThreeColours) {
  const Theme& t = *GetParam();
  EXPECT_EQ(diverging(t, -1), t.divergingLow);
  EXPECT_EQ(diverging(t, 0), t.divergingZero);
  EXPECT_EQ(diverging(t, 1), t.divergingHigh);
  EXPECT_EQ(diverging(t, 7), t.divergingHigh);
}

INSTANTIATE_TEST_SUITE_P(Themes, ThemeTest, testing::Values(&Theme::light(), &Theme::dark()),
                         [](const auto& info) { return info.param->name.toStdString(); });

TEST(IconsTest, EveryIconDrawsInTheColourAskedFor) {
  for (const char* name : {"down", "previous", "next", "plus",    "close", "float", "full_screen", "sun",
                           "moon", "undo",     "redo", "search",  "dice",  "pin",   "lock",        "eye",
                           "copy", "folder",   "info", "warning", "text", "check", "play",  "arrow",       "swap"}) {
    const QImage image = iconPixmap(QLatin1String(name), QColor(200, 10, 30), 32).toImage();
    ASSERT_FALSE(image.isNull()) << name;
    int drawn = 0;
    for (int y = 0; y < image.height(); ++y)
      for (int x = 0; x < image.width(); ++x)
        if (const QColor pixel = image.pixelColor(x, y); pixel.alpha() == 255) {
          ++drawn;
          EXPECT_NEAR(pixel.red(), 200, 2) << name;
          EXPECT_NEAR(pixel.blue(), 30, 2) << name;
        }
    EXPECT_GT(drawn, 8) << name;
  }
  EXPECT_TRUE(iconPixmap(QStringLiteral("no such icon"), Qt::black).isNull());
}

}  // namespace
}  // namespace headlight::ui
