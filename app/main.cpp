#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <new>
#include <sstream>

#include "base/error.h"
#include "commands.h"
#include "window.h"

namespace {

using headlight::app::Options;

bool isSet(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value;
}

/// Decided before QApplication is made, which would end the program. QT_QPA_PLATFORM says that somebody knows better.
bool hasDisplay() { return isSet("DISPLAY") || isSet("WAYLAND_DISPLAY") || isSet("QT_QPA_PLATFORM"); }

int run(int argc, char** argv, const Options& options) {
  using namespace headlight::app;
  using headlight::fail;
  switch (options.command) {
    case Options::Command::Predict:
      predict(options, std::cout);
      break;
    case Options::Command::Generate:
      generate(options, std::cout);
      break;
    case Options::Command::Trace:
      writeTrace(options, std::cout);
      break;
    case Options::Command::Heads:
      listHeads(options, std::cout);
      break;
    case Options::Command::Patch:
      patch(options, std::cout);
      break;
    case Options::Command::Devices:
      listDevicesTo(options, std::cout);
      break;
    case Options::Command::Models:
      listModelsTo(options, std::cout);
      break;
    case Options::Command::Render:
      return withPictures(argc, argv, [&] { return render(options, std::cout), 0; });
    case Options::Command::Window:
      if (hasDisplay()) return openWindow(argc, argv, options);
      if (!options.session.empty()) fail(options.session, ": it opens in the window, and there is no display");
      return withPictures(argc, argv, [&] { return withoutDisplay(options, std::cout), 0; });
  }
  return 0;
}

/// One sentence on one line.
int failed(std::string sentence) {
  std::replace(sentence.begin(), sentence.end(), '\n', ' ');
  std::cerr << "headlight: " << sentence << '\n';
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  int exitCode = 0;
  const std::optional<Options> options = headlight::app::parseCommandLine(argc, argv, exitCode);
  if (!options) return exitCode;
  try {
    exitCode = run(argc, argv, *options);
    std::cout.flush();
    if (!std::cout) return failed("standard output cannot be written");
    return exitCode;
  } catch (const std::bad_alloc&) {
    return failed("there is not enough memory for this model and input");
  } catch (const std::exception& error) {
    return failed(error.what());
  }
}
