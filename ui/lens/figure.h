#pragma once

#include <QByteArray>
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

/// A figure as it leaves the program.
struct FigurePage {
  Scene scene{};
  QSizeF size{};             ///< of the scene, logical px
  double scale = 1;          ///< of the scene in the file: a logical px is then scale / 96 inch
  double pixels = 2;         ///< PNG: device pixels for each of these
  bool transparent = false;  ///< without its background
  QSizeF millimetres() const { return size * scale * 25.4 / 96; }
};

/// "png", "svg" or "pdf" by the name's end; empty: none of them.
QString figureKind(const QString& path);
/// The scene at `scale` device pixels per logical px, Format_RGB32, fields and pictures by the host. Null where it is
/// too large.
QImage figureImage(const Scene& scene, QSizeF size, double scale);
/// The page as pixels; where it is transparent, Format_ARGB32_Premultiplied. Null where it is too large.
QImage figureImage(const FigurePage& page);
/// The page as a file of that kind: pixels, or text and lines as such (.svg, .pdf). There a heatmap is an image without
/// loss, of one pixel a cell (in an SVG, which many programs smooth, of as many as a cell has at 384 dots per inch),
/// and pictures have 384 dots per inch of the scene. Throws Error with one sentence.
QByteArray figureBytes(const FigurePage& page, const QString& kind, const FigureNotes& notes);
/// The same into a file of the kind that its name says, which is either whole or not there. Throws Error with one
/// sentence.
void saveFigure(const FigurePage& page, const QString& path, const FigureNotes& notes);

}  // namespace headlight::ui
