#pragma once

#include <QImage>
#include <QString>

#include "ui/scene/scene.h"

namespace headlight::ui {

/// What a file says of itself beside the figure: how it was made, for those who have only the file.
struct FigureNotes {
  QString title{};                                ///< what is shown; PNG: the text "Title"
  QString made{};                                 ///< PNG: the text "headlight"; SVG: description; PDF: creator
  QString program = QStringLiteral("Headlight");  ///< with its version
};

/// "png", "svg" or "pdf" by the name's end; empty: none of them.
QString figureKind(const QString& path);
/// The scene at `scale` device pixels per logical px, Format_RGB32, fields and pictures by the host. Null where it is
/// too large.
QImage figureImage(const Scene& scene, QSizeF size, double scale);
/// Writes the scene: pixels (.png), or text and lines as such with fields and pictures at `scale` (.svg, .pdf). The
/// file is either whole or not there. Throws Error with one sentence.
void saveFigure(const Scene& scene, QSizeF size, double scale, const QString& path, const FigureNotes& notes);

}  // namespace headlight::ui
