#pragma once

#include <QSizeF>
#include <QString>

#include "ui/scene/scene.h"

namespace headlight::ui {

struct Legend;
struct Theme;

/// px that a caption takes below a figure in a file.
inline constexpr double figureCaptionHeight = 36;

/// What a file is called inside: `shown` with what the range is and where it ends.
QString figureTitle(const QString& shown, const Legend& legend);
/// Under a figure of `size`, so that it says what it is without this program: `shown` (model, head, what-ifs) with what
/// the range is, and the colour map between its two ends. The scene is then figureCaptionHeight higher.
void addFigureCaption(Scene& scene, const Theme& theme, const QString& shown, const Legend& legend, QSizeF size);

}  // namespace headlight::ui
