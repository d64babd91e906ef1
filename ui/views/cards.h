#pragma once

#include <QRectF>
#include <QString>
#include <vector>

#include "ui/scene/scene.h"

namespace headlight::ui {

struct Theme;

/// A name and a number of a hover card.
struct CardLine {
  QString name, value;
};

/// 16 x 16, grammar fill, its letter in `surface`.
void addBadge(Scene& scene, const Theme& theme, QPointF topLeft, QChar letter, const QColor& color);
/// The card's empty sheet: surface, strong border, radius 8, shadow.
void addSheet(Scene& scene, const Theme& theme, const QRectF& area);
/// Rows "name ... number" from `top` downwards, 18 px each; returns the y below the last.
double addLines(Scene& scene, const Theme& theme, const QRectF& area, double top, const std::vector<CardLine>& lines);
/// One line with an "i" in a circle before it, and "More" after it where there is somebody to press it.
void addCaveat(Scene& scene, const Theme& theme, const QRectF& line, const QString& text, bool withMore);
/// x of that "More".
double caveatMoreLeft(const QRectF& line, const QString& text);
/// Black or white: what can be read on a colour of a map. Relative luminance as in WCAG, with a plain power of 2.2.
QColor inkOn(const QColor& ground);
/// Width of a text in the theme's font.
double textWidth(const QString& text, int pixelSize, int weight = 400, bool fixedFont = false);

}  // namespace headlight::ui
