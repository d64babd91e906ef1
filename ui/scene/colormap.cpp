#include "ui/scene/colormap.h"

#include <algorithm>
#include <cmath>

#include "base/within.h"

namespace headlight::ui {
namespace {

using Table = std::array<std::uint32_t, 256>;

/// Linear in sRGB through three colours at -1, 0, +1. Entry 127 and 128 lie either side of 0.
Table threeColours(std::uint32_t low, std::uint32_t middle, std::uint32_t high) {
  Table table{};
  for (int i = 0; i < 256; ++i) {
    const double t = 2.0 * i / 255.0 - 1.0;
    const std::uint32_t end = t < 0 ? low : high;
    std::uint32_t entry = 0xff;
    for (int shift = 16; shift >= 0; shift -= 8) {
      const double a = (middle >> shift) & 0xff;
      const double b = (end >> shift) & 0xff;
      entry = entry << 8 | static_cast<std::uint32_t>(std::lround(a + (b - a) * std::abs(t)));
    }
    table[static_cast<std::size_t>(i)] = entry;
  }
  return table;
}

Table opaque(Table table) {
  for (auto& entry : table) entry |= 0xff000000U;
  return table;
}

}  // namespace

const Table& colormapTable(Colormap map, bool dark) {
  static const Table viridis = opaque(tables::viridis);
  static const Table magma = opaque(tables::magma);
  static const Table cividis = opaque(tables::cividis);
  static const Table divergingLight = threeColours(0x1856B0, 0xF2F2EF, 0xA84A00);
  static const Table divergingDark = threeColours(0x4C9BE8, 0x2A2F37, 0xF08A24);
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
  return dark ? divergingDark : divergingLight;
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
