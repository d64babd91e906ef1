#include "ui/theme/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QStyleFactory>
#include <algorithm>

#include "ui/theme/text_scale.h"

namespace headlight::ui {
namespace {

Theme makeLight() {
  Theme t;
  t.name = QStringLiteral("light");
  t.window = 0xF1F3F5;
  t.surface = 0xFFFFFF;
  t.canvas = 0xFBFCFD;
  t.base = 0xFFFFFF;
  t.raised = 0xF6F7F9;
  t.border = 0xD3D8DF;
  t.pressed = t.border;
  t.borderStrong = 0x7D8694;
  t.text = 0x1A1E26;
  t.muted = 0x586170;
  t.disabled = 0x8B93A0;
  t.accent = 0x232A36;
  t.onAccent = 0xFFFFFF;
  t.beam = 0xFFE45C;
  t.beamText = 0x1A1E26;
  t.focus = 0x1A1E26;
  t.danger = 0xB3261E;
  t.dangerBg = 0xFCEDEB;
  t.stale = 0x6E5600;
  t.masked = 0xE8EBEF;
  t.hatch = 0x7D8694;
  t.query = 0x1D63E8;
  t.key = 0x964A05;
  t.value = 0x006C62;
  t.attention = 0xCB0F75;
  t.residual = 0x2B2F37;
  t.logits = 0x43108A;
  t.divergingLow = 0x1856B0;
  t.divergingZero = 0xF2F2EF;
  t.divergingHigh = 0xA84A00;
  return t;
}

Theme makeDark() {
  Theme t;
  t.name = QStringLiteral("dark");
  t.window = 0x14171C;
  t.surface = 0x1B1F25;
  t.canvas = 0x15181D;
  t.base = 0x111418;
  t.raised = 0x262B33;
  t.border = 0x343B46;
  t.pressed = t.border;
  t.borderStrong = 0x78828F;
  t.text = 0xE8EAEE;
  t.muted = 0xA5ADB9;
  t.disabled = 0x6B7481;
  t.accent = 0xE8EAEE;
  t.onAccent = 0x14171C;
  t.beam = 0xFFEE66;
  t.beamText = 0x14171C;
  t.focus = 0xFFFFFF;
  t.danger = 0xFF8F85;
  t.dangerBg = 0x3B2023;
  t.stale = 0xDCC56B;
  t.masked = 0x20242B;
  t.hatch = 0x78828F;
  t.query = 0x87C6EC;
  t.key = 0xF6A464;
  t.value = 0x7CFEBF;
  t.attention = 0xFD5FA8;
  t.residual = 0xE9ECF2;
  t.logits = 0x9789FD;
  t.divergingLow = 0x4C9BE8;
  t.divergingZero = 0x2A2F37;
  t.divergingHigh = 0xF08A24;
  t.ground = Ground::Dark;
  return t;
}

/// For a room with light in it: text has 7 : 1, lines that say something 4.5 : 1 (tests/ui/theme).
Theme makeProjector() {
  Theme t;
  t.name = QStringLiteral("projector");
  t.window = 0xFFFFFF;
  t.surface = 0xFFFFFF;
  t.canvas = 0xFFFFFF;
  t.base = 0xFFFFFF;
  t.raised = 0xF3F4F6;
  t.border = 0x959DA9;
  t.pressed = 0xD5DAE1;
  t.borderStrong = 0x4A5260;
  t.text = Qt::black;
  t.muted = 0x3A414C;
  t.disabled = 0x6E7682;
  t.accent = 0x11151C;
  t.onAccent = 0xFFFFFF;
  t.beam = 0xFFE033;
  t.beamText = Qt::black;
  t.focus = Qt::black;
  t.danger = 0x9C1710;
  t.dangerBg = 0xFDE9E7;
  t.stale = 0x5A4600;
  t.masked = 0xE9ECF0;
  t.hatch = 0x5F6875;
  t.query = 0x0049B0;
  t.key = 0x74420A;
  t.value = 0x00402F;
  t.attention = 0x9D1555;
  t.residual = 0x11151D;
  t.logits = 0x30005E;
  t.divergingLow = 0x034FA7;
  t.divergingZero = 0xFFFFFF;
  t.divergingHigh = 0x893B00;
  t.ground = Ground::Projector;
  t.lineScale = 1.6;
  t.leastTextPercent = 125;
  return t;
}

bool installed(const QString& family) {
  static const QStringList families = QFontDatabase::families();
  return families.contains(family, Qt::CaseInsensitive);
}

}  // namespace

const Theme& Theme::light() {
  static const Theme theme = makeLight();
  return theme;
}

const Theme& Theme::dark() {
  static const Theme theme = makeDark();
  return theme;
}

const Theme& Theme::projector() {
  static const Theme theme = makeProjector();
  return theme;
}

const std::array<const Theme*, 3>& Theme::all() {
  static const std::array<const Theme*, 3> themes{&light(), &dark(), &projector()};
  return themes;
}

const Theme& Theme::next(const Theme& theme) {
  const auto at = std::find(all().begin(), all().end(), &theme);
  return at == all().end() || at + 1 == all().end() ? *all().front() : **(at + 1);
}

const Theme* Theme::find(const QString& name) {
  const auto found = std::find_if(all().begin(), all().end(), [&](const Theme* theme) { return theme->name == name; });
  return found == all().end() ? nullptr : *found;
}

const Theme& Theme::named(const QString& name) {
  const Theme* found = find(name);
  return found ? *found : light();
}

QFont sansFont(int pixelSize, int weight) {
  // Several families in one font: Chinese, Japanese and Korean tokens come from Noto where it is there, else from
  // whatever has them.
  static const QStringList families = [] {
    QStringList list;
    for (const char* family : {"Inter", "Noto Sans", "DejaVu Sans"})
      if (installed(QLatin1String(family))) list << QLatin1String(family);
    if (list.isEmpty()) list << QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
    if (installed(QStringLiteral("Noto Sans CJK SC"))) list << QStringLiteral("Noto Sans CJK SC");
    return list;
  }();
  QFont font;
  font.setFamilies(families);
  font.setPixelSize(pixelSize);
  font.setWeight(static_cast<QFont::Weight>(weight));
  return font;
}

QFont fixedFont(int pixelSize, int weight) {
  static const QStringList families = [] {
    QStringList list;
    for (const char* family : {"JetBrains Mono", "DejaVu Sans Mono"})
      if (installed(QLatin1String(family))) list << QLatin1String(family);
    if (list.isEmpty()) list << QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
    for (const char* family : {"Noto Sans Mono CJK SC", "Noto Sans CJK SC"})
      if (installed(QLatin1String(family))) list << QLatin1String(family);
    return list;
  }();
  QFont font;
  font.setFamilies(families);
  font.setStyleHint(QFont::Monospace);
  font.setPixelSize(pixelSize);
  font.setWeight(static_cast<QFont::Weight>(weight));
  return font;
}

QFont textFont(TextStyle style) {
  switch (style) {
    case TextStyle::Caption:
      return sansFont(11);
    case TextStyle::Small:
      return sansFont(12);
    case TextStyle::Body:
      return sansFont(13);
    case TextStyle::Strong:
      return sansFont(13, 600);
    case TextStyle::DockTitle: {
      QFont font = sansFont(11, 600);
      font.setCapitalization(QFont::AllUppercase);
      font.setLetterSpacing(QFont::PercentageSpacing, 106);
      return font;
    }
    case TextStyle::Message:
      return sansFont(15, 600);
    case TextStyle::Title:
      return sansFont(20, 600);
    case TextStyle::Figure:
      return fixedFont(22, 600);
    case TextStyle::Editor:
      return sansFont(13);
  }
  return sansFont(13);
}

QPalette palette(const Theme& t) {
  QPalette p;
  const auto set = [&p](QPalette::ColorRole role, const QColor& color) { p.setColor(QPalette::All, role, color); };
  set(QPalette::Window, t.window);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    set(role, t.text);
    p.setColor(QPalette::Disabled, role, t.disabled);
  }
  set(QPalette::Base, t.base);
  for (const auto role : {QPalette::AlternateBase, QPalette::Button, QPalette::Light}) set(role, t.raised);
  set(QPalette::Highlight, t.accent);
  set(QPalette::HighlightedText, t.onAccent);
  set(QPalette::ToolTipBase, t.surface);
  set(QPalette::ToolTipText, t.text);
  set(QPalette::PlaceholderText, t.muted);
  set(QPalette::Link, t.text);
  set(QPalette::LinkVisited, t.text);
  set(QPalette::BrightText, t.danger);
  for (const auto role : {QPalette::Midlight, QPalette::Mid}) set(role, t.border);
  for (const auto role : {QPalette::Dark, QPalette::Shadow}) set(role, t.borderStrong);
  return p;
}

void applyTheme(QApplication& application, const Theme& theme) {
  if (!application.property("headlightStyle").toBool()) {
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    application.setProperty("headlightStyle", true);
  }
  QApplication::setPalette(palette(theme));
  QFont body = textFont(TextStyle::Body);
  body.setPixelSize(scaled(body.pixelSize()));
  QApplication::setFont(body);
  application.setStyleSheet(styleSheet(theme));
}

QColor mix(const QColor& under, const QColor& color, double strength) {
  const auto blend = [strength](int a, int b) { return static_cast<int>(a + (b - a) * strength + 0.5); };
  return QColor(blend(under.red(), color.red()), blend(under.green(), color.green()),
                blend(under.blue(), color.blue()));
}

}  // namespace headlight::ui
