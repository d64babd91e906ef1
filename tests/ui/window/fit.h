#pragma once

#include <QWidget>
#include <string>
#include <vector>

namespace headlight::ui {

/// What of a window cannot be seen whole.
struct Misfit {
  std::string kind;    ///< "text", "room", "outside", "cut"
  std::string widget;  ///< its way from the window: class and name
  std::string what;    ///< the words, or the sizes
};

/// Everything under `window` that is visible:
/// - text: words that a widget paints beyond its own edges or beyond what it clips them to;
/// - elided: words that end in an ellipsis where no tool tip says the whole;
/// - room: less than the widget itself says it needs (minimumSizeHint);
/// - outside: beyond its parent, unless that scrolls.
/// The picture in the lens and what is being edited are left out: they are moved and zoomed.
std::vector<Misfit> misfitsOf(QWidget& window);

}  // namespace headlight::ui
