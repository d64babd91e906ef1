// A build with -DHEADLIGHT_GUI=OFF has the commands that need no picture.
#include <iostream>

#include "base/error.h"
#include "commands.h"
#include "window.h"

namespace headlight::app {

void renderTo(const Opened&, const Options&) { fail("this build has no pictures; configure with -DHEADLIGHT_GUI=ON"); }
void render(const Options& options, std::ostream&) { renderTo({}, options); }

std::vector<std::pair<std::string, std::string>> viewNames() { return {}; }

int openWindow(int, char**, const Options&) {
  fail("this build has no window; take a command (headlight --help), or configure with -DHEADLIGHT_GUI=ON");
}

int withPictures(int, char**, const std::function<int()>& work) { return work(); }

}  // namespace headlight::app
