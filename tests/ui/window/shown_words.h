#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>
#include <set>
#include <string>
#include <vector>

namespace headlight::ui {

class LensWidget;

/// Words that somebody can read, and the way to what says them.
struct ShownWords {
  std::string where;
  QString words;
};

/// Everything that the window says: titles, buttons, labels, lists, tool tips, what screen readers read, menus and
/// their entries whether they are open or not, and what painted widgets paint.
std::vector<ShownWords> wordsOf(QWidget& window);
/// What the shown view draws, its cards at a raster of points too, and what it says of itself.
std::vector<ShownWords> wordsOfView(LensWidget& lens);

}  // namespace headlight::ui
