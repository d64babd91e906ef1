#include "ui/scene/colormap.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "base/within.h"

namespace headlight::ui {
namespace {

using Table = std::array<std::uint32_t, 256>;

/// Linear in sRGB through the theme's three colours at -1, 0, +1. Entry 127 and 128 lie either side of 0.
Table threeColours(const Theme& theme) {
  Table table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double t = 2.0 * static_cast<double>(i) / 255.0 - 1.0;
    table[i] = mix(theme.divergingZero, t < 0 ? theme.divergingLow : theme.divergingHigh, std::abs(t)).rgb();
  }
  return table;
}

Table opaque(Table table) {
  for (auto& entry : table) entry |= 0xff000000U;
  return table;
}

/// The last of the colours whose `from` the value has reached.
template <std::size_t Count>
std::uint32_t step(const std::array<double, Count>& from, const std::array<std::uint32_t, Count>& colours,
                   double value) {
  std::size_t last = 0;
  while (last + 1 < Count && value >= from[last + 1]) ++last;
  return 0xff000000U | colours[last];
}

// A projector in a room with its lights on shows 0.35 + 0.65 c of every colour c (linear light): what is left of the
// way from white to black is 34 of 100 units of CIELAB lightness, too little for a smooth map. These have 7 steps whose
// lightness there is 100, 94.3, 89.2, 84.2, 79.2, 70.4, 66.3: at least 4 apart, where about 1 is seen side by side. No
// step has a relative luminance between 0.10 and 0.30, so that black or white figures on it have 7 : 1. Hues are those
// that the map of that name has at that lightness, as far as sRGB reaches. tests/ui/views/projected_maps_test.cpp
// computes all of it anew.
Table sevenSteps(const std::array<std::uint32_t, 7>& colours) {
  constexpr std::array<double, 7> from{0, 0.03, 0.08, 0.2, 0.4, 0.65, 0.9};  // of the way along the map
  Table table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = step(from, colours, static_cast<double>(i) / 255);
  return table;
}

/// White in the middle, four steps to either side, of the same lightness on both.
Table signedSteps() {
  constexpr std::array<double, 5> from{0, 0.04, 0.15, 0.35, 0.7};
  constexpr std::array<std::uint32_t, 5> below{0xFFFFFF, 0xD8DCFE, 0xAABAFF, 0x7194F7, 0x034FA7};
  constexpr std::array<std::uint32_t, 5> above{0xFFFFFF, 0xFFD6BF, 0xFEA975, 0xE57C38, 0x893B00};
  Table table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double value = 2 * static_cast<double>(i) / 255 - 1;
    table[i] = step(from, value < 0 ? below : above, std::abs(value));
  }
  return table;
}

const Table& projectedTable(Colormap map) {
  static const Table viridis = sevenSteps({0xFFFFFF, 0xFDE726, 0xB0DD2F, 0x5FCA60, 0x25AB82, 0x38588C, 0x340041});
  static const Table magma = sevenSteps({0xFFFFFF, 0xFDE3A5, 0xFEC185, 0xFD9B6B, 0xF66C5C, 0x942C80, 0x1D1147});
  static const Table cividis = sevenSteps({0xFFFFFF, 0xFFE737, 0xE3CD52, 0xC4B468, 0xA09875, 0x51586D, 0x001A3F});
  static const Table diverging = signedSteps();
  switch (map) {
    case Colormap::Viridis:
      return viridis;
    case Colormap::Magma:
      return magma;
    case Colormap::Cividis:
      return cividis;
    case Colormap::Diverging:
      break;
  }
  return diverging;
}

}  // namespace

const Table& colormapTable(Colormap map, Ground ground) {
  if (ground == Ground::Projector) return projectedTable(map);
  static const Table viridis = opaque(tables::viridis);
  static const Table magma = opaque(tables::magma);
  static const Table cividis = opaque(tables::cividis);
  static const Table divergingLight = threeColours(Theme::light());
  static const Table divergingDark = threeColours(Theme::dark());
  switch (map) {
    case Colormap::Viridis:
      return viridis;
    case Colormap::Magma:
      return magma;
    case Colormap::Cividis:
      return cividis;
    case Colormap::Diverging:
      break;
  }
  return ground == Ground::Dark ? divergingDark : divergingLight;
}

QColor signedColour(Ground ground, double value) {
  const auto entry = std::lround((within(value, -1.0, 1.0) + 1) / 2 * 255);
  return QColor::fromRgb(colormapTable(Colormap::Diverging, ground)[static_cast<std::size_t>(entry)]);
}

QString colormapName(Colormap map, Ground ground) {
  if (map == Colormap::Diverging) return QCoreApplication::translate("headlight::ui::Colormap", "diverging");
  return ground == Ground::Projector
             ? QCoreApplication::translate("headlight::ui::Colormap", "%1 in steps, dark is much").arg(toString(map))
             : toString(map);
}

QString toString(Colormap map) {
  switch (map) {
    case Colormap::Viridis:
      return QStringLiteral("viridis");
    case Colormap::Magma:
      return QStringLiteral("magma");
    case Colormap::Cividis:
      return QStringLiteral("cividis");
    case Colormap::Diverging:
      break;
  }
  return QStringLiteral("diverging");
}

int colormapIndex(float value, float low, float high, Scale scale, float gamma) {
  float t = 0;
  if (scale == Scale::Log) {
    const float floor = std::max(high * logFloor, 1e-30F);
    t = value <= floor ? 0.0F : std::log2(value / floor) / std::log2(std::max(high, 1e-30F) / floor);
  } else {
    t = high > low ? (value - low) / (high - low) : 0.0F;
  }
  t = within(t, 0.0F, 1.0F);
  if (gamma != 1.0F) t = std::pow(t, gamma);
  return static_cast<int>(t * 255.0F + 0.5F);
}

}  // namespace headlight::ui
