#include "ui/views/view_host.h"

namespace headlight::ui {

void ViewHost::optionsEdited() {
  update();
  emit optionsChanged();
}

}  // namespace headlight::ui
