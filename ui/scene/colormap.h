#pragma once

#include <QColor>
#include <QImage>
#include <array>
#include <cstdint>
#include <string>

#include "ui/scene/scene.h"

namespace headlight::ui {

/// 256 entries 0xffRRGGBB: the one table that shader, painter and legend read. Light and dark differ in Diverging only.
/// On a projector's wall every map goes the other way, from white to dark, in few steps that a lit room leaves apart:
/// see sevenSteps in colormap.cpp.
const std::array<std::uint32_t, 256>& colormapTable(Colormap map, Ground ground);

/// The colour of a signed value, -1 to 1 (clamped), by the diverging map.
QColor signedColour(Ground ground, double value);

/// A large weight is dark there, not bright.
inline bool darkIsMuch(Ground ground) { return ground == Ground::Projector; }

/// "viridis", as files name it.
QString toString(Colormap map);
/// As a person reads it: "viridis", "viridis in steps, dark is much".
QString colormapName(Colormap map, Ground ground);

/// In log scale the low end of the map is this part of the high end (four decades).
inline constexpr float logFloor = 1e-4F;

/// Entry of a value: position in [low, high] (Log: four decades below `high`), clamped, to the power `gamma`, times
/// 255, rounded. `value` must not be NaN. shaders/view/field.frag does the same steps.
int colormapIndex(float value, float low, float high, Scale scale, float gamma);

namespace tables {
extern const std::array<std::uint32_t, 256> viridis;
extern const std::array<std::uint32_t, 256> magma;
extern const std::array<std::uint32_t, 256> cividis;
}  // namespace tables

}  // namespace headlight::ui
