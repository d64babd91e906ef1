// The palette's promises, computed from the colours themselves.
#include <gtest/gtest.h>

#include <QApplication>
#include <QRegularExpression>
#include <vector>

#include "../support/contrast.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

class ThemeTest : public testing::TestWithParam<const Theme*> {};

TEST_P(ThemeTest, TextIsReadableOnEverySurface) {
  const Theme& t = *GetParam();
  const bool projected = t.ground == Ground::Projector;
  const double words = projected ? 7 : 4.5, lines = projected ? 4.5 : 3;
  for (const QColor& under : {t.window, t.surface, t.base, t.raised, t.canvas}) {
    for (const QColor& text :
         {t.text, t.muted, t.danger, t.stale, t.accent, t.query, t.key, t.value, t.attention, t.logits})
      EXPECT_GE(contrast(text, under), words)
          << t.name.toStdString() << ": " << text.name().toStdString() << " on " << under.name().toStdString();
    for (const QColor& line : {t.borderStrong, t.hatch, t.focus})
      EXPECT_GE(contrast(line, under), lines) << t.name.toStdString();
  }
  for (const QColor& line : {t.residual, t.divergingLow, t.divergingHigh})
    EXPECT_GE(contrast(line, t.canvas), lines) << t.name.toStdString() << ": " << line.name().toStdString();
  EXPECT_GE(contrast(t.beamText, t.beam), words);
  EXPECT_GE(contrast(t.onAccent, t.accent), words);
  EXPECT_GE(contrast(t.text, t.dangerBg), words);
  EXPECT_GE(contrast(t.danger, t.dangerBg), words);
  EXPECT_GE(contrast(t.muted, t.masked), words);
}

TEST_P(ThemeTest, StyleSheetHasNoPlaceholderLeft) {
  const QString sheet = styleSheet(*GetParam());
  EXPECT_FALSE(sheet.contains(QLatin1Char('@')));
  EXPECT_TRUE(sheet.contains(GetParam()->window.name()));
}

TEST_P(ThemeTest, IsFoundByItsNameAndLeadsToEachOther) {
  const Theme& t = *GetParam();
  EXPECT_EQ(Theme::find(t.name), &t);
  EXPECT_EQ(&Theme::named(t.name), &t);
  EXPECT_EQ(&Theme::next(Theme::next(Theme::next(t))), &t);
  EXPECT_NE(&Theme::next(t), &t);
  EXPECT_EQ(Theme::find(QStringLiteral("system")), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Themes, ThemeTest, testing::ValuesIn(Theme::all()),
                         [](const auto& info) { return info.param->name.toStdString(); });

/// Widths of all borders of a sheet, in its order.
std::vector<int> bordersOf(const QString& sheet) {
  static const QRegularExpression border(QStringLiteral("border(?:-top|-bottom)?: (\\d+)px"));
  std::vector<int> widths;
  for (auto found = border.globalMatch(sheet); found.hasNext();) widths.push_back(found.next().captured(1).toInt());
  return widths;
}

TEST(ProjectorTest, EveryLineOfTheSheetIsWider) {
  const std::vector<int> thin = bordersOf(styleSheet(Theme::light())),
                         thick = bordersOf(styleSheet(Theme::projector()));
  ASSERT_EQ(thin.size(), thick.size());
  int wider = 0;
  for (std::size_t i = 0; i < thin.size(); ++i) {
    EXPECT_GE(thick[i], thin[i]);
    wider += thick[i] > thin[i] ? 1 : 0;
  }
  EXPECT_GT(wider, 30);
  EXPECT_EQ(Theme::projector().pen(Qt::black, 2).widthF(), 2 * Theme::projector().lineScale);
  EXPECT_GE(Theme::projector().lineScale, 1.5);
}

TEST(IconsTest, EveryIconDrawsInTheColourAskedFor) {
  for (const char* name :
       {"down",      "previous", "next", "plus",    "close",  "float", "full_screen", "sun",   "moon",
        "projector", "shelf",    "undo", "redo",    "search", "dice",  "pin",         "lock",  "eye",
        "copy",      "folder",   "info", "warning", "text",   "check", "play",        "arrow", "swap"}) {
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
