// ImGui draws "?" where its font has no glyph: what the inspector says in Chinese has to be among those that are
// loaded.
#include <gtest/gtest.h>
#include <imgui.h>

#include <QFile>
#include <QXmlStreamReader>

namespace headlight::ui {
namespace {

bool isLoaded(const ImWchar* ranges, char16_t letter) {
  for (; ranges[0] != 0; ranges += 2)
    if (letter >= ranges[0] && letter <= ranges[1]) return true;
  return false;
}

TEST(InspectorWords, AreAmongTheGlyphsThatAreLoaded) {
  QFile file(QStringLiteral(HEADLIGHT_ASSETS_DIR "/translations/headlight_zh_CN.ts"));
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  ImFontAtlas atlas;
  const ImWchar* ranges = atlas.GetGlyphRangesChineseSimplifiedCommon();
  QXmlStreamReader xml(&file);
  QString context;
  int checked = 0;
  while (!xml.atEnd()) {
    if (xml.readNext() != QXmlStreamReader::StartElement) continue;
    if (xml.name() == QLatin1String("name")) context = xml.readElementText();
    if (xml.name() != QLatin1String("translation") || context != QLatin1String("headlight::ui::Inspector")) continue;
    const QString words = xml.readElementText();
    for (const QChar letter : words)
      if (letter.unicode() > 0x024F) {  // Latin ones come from the other font
        EXPECT_TRUE(isLoaded(ranges, letter.unicode())) << words.toStdString();
        ++checked;
      }
  }
  EXPECT_GT(checked, 20) << "the inspector says nothing in Chinese";
}

}  // namespace
}  // namespace headlight::ui
