#pragma once

#include <QWidget>
#include <algorithm>

namespace headlight::ui {

/// Of the widgets of a class that are on screen, the one at that place from above; null where there are not so many.
template <class Widget>
Widget* onScreen(const QWidget& window, int place) {
  QList<Widget*> all = window.findChildren<Widget*>();
  all.erase(std::remove_if(all.begin(), all.end(), [](const QWidget* one) { return !one->isVisible(); }), all.end());
  std::sort(all.begin(), all.end(), [&window](const QWidget* a, const QWidget* b) {
    return a->mapTo(&window, QPoint()).y() < b->mapTo(&window, QPoint()).y();
  });
  return all.value(place);
}

}  // namespace headlight::ui
