#pragma once

#include <QImage>
#include <array>
#include <cstdint>
#include <string>

#include "ui/scene/scene.h"

namespace headlight::ui {

/// 256 entries 0xffRRGGBB: the one table that shader, painter and legend read. `dark` matters for Diverging only.
const std::array<std::uint32_t, 256>& colormapTable(Colormap map, bool dark);

/// "viridis".
QString toString(Colormap map);

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
