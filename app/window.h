#pragma once

#include <functional>

#include "options.h"

namespace headlight::app {

/// Opens the window and runs until it is closed; gives the exit code. Needs a display.
int openWindow(int argc, char** argv, const Options& options);
/// Runs `work` with fonts and images but no display (Qt's offscreen platform).
int withPictures(int argc, char** argv, const std::function<int()>& work);

}  // namespace headlight::app
