#pragma once

#include <QString>
#include <memory>

#include "ui/lens/figure.h"
#include "ui/lens/figure_caption.h"
#include "ui/views/view.h"

namespace headlight::ui {

/// How a figure leaves the program, whatever the screen shows it like.
struct FigureOptions {
  enum class Unit { Millimetres, Pixels } unit = Unit::Millimetres;
  double width = 85;         ///< a column of a paper; 174 are two
  bool panels = false;       ///< with what stands beside and below the main picture
  CaptionParts caption{};    ///<
  bool everyTitle = false;   ///< every token has its title: the scene is as wide as that takes, and made smaller
  bool transparent = false;  ///< no background
  bool trimmed = true;       ///< nothing empty below what is drawn
  double pixels = 2;         ///< PNG: device pixels for each pixel of 1/96 inch
  bool operator==(const FigureOptions&) const = default;
};

inline constexpr double smallestFigure = 40, largestFigure = 1000;  ///< mm of width

/// The width that is asked for, logical px: 1/96 inch.
double logicalWidth(const FigureOptions& options);
/// The view's page without a caption: what is hovered is left out, and it is drawn with the theme of `state`. A height
/// of 0 is the view's own.
FigurePage figurePage(const View& view, const std::shared_ptr<const Trace>& trace, ViewState state,
                      const FigureOptions& options, double height = 0);
/// The same with its caption; `shown` are the words.
FigurePage captionedPage(const View& view, const std::shared_ptr<const Trace>& trace, const ViewState& state,
                         const FigureOptions& options, const QString& shown, double height = 0);
/// The smallest type on the page, in points; 0 where there is none. Papers want 6.
double smallestType(const FigurePage& page);

}  // namespace headlight::ui
