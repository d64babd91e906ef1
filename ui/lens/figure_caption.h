#pragma once

#include <QSizeF>
#include <QString>

#include "ui/scene/scene.h"

namespace headlight::ui {

struct Legend;
struct Theme;

/// px that a caption of one line takes below a figure in a file.
inline constexpr double figureCaptionHeight = 36;

/// What stands under a figure.
struct CaptionParts {
  bool words = true;  ///< what is shown
  bool scale = true;  ///< what the range is, and the colour map between its two ends
  bool operator==(const CaptionParts&) const = default;
};

/// What a file is called inside: `shown` with what the range is and where it ends.
QString figureTitle(const QString& shown, const Legend& legend);
/// Under a figure of `size`, so that it says what it is without this program: `shown` (model, head, what-ifs) with what
/// the range is, and the colour map between its two ends. Gives the height that it takes: figureCaptionHeight where one
/// line has room for everything; where it is narrow, words go on in lines of their own.
double addFigureCaption(Scene& scene, const Theme& theme, const QString& shown, const Legend& legend, QSizeF size,
                        const CaptionParts& parts = {});

}  // namespace headlight::ui
