#include "ui/views/view_input.h"

namespace headlight::ui {

Step stepOf(int key) {
  switch (key) {
    case Qt::Key_Left:
      return {.right = -1};
    case Qt::Key_Right:
      return {.right = 1};
    case Qt::Key_Up:
      return {.down = -1};
    case Qt::Key_Down:
      return {.down = 1};
    case Qt::Key_Home:
      return {.toStart = true};
    case Qt::Key_End:
      return {.toEnd = true};
    default:
      return {};
  }
}

bool opens(int key) { return key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space; }

}  // namespace headlight::ui
