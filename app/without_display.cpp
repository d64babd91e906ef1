#include <filesystem>
#include <ostream>
#include <sstream>

#include "base/error.h"
#include "commands.h"
#include "generation/generation_config.h"
#include "io/assets.h"

namespace headlight::app {
namespace {

#ifdef HEADLIGHT_WITH_GUI
constexpr bool hasPictures = true;
#else
constexpr bool hasPictures = false;
#endif

/// headlight.png, or the first of headlight-2.png, headlight-3.png ... that is free: a file that is there stays as it
/// is.
std::string freeName() {
  std::error_code ignored;
  for (int number = 1; number < 1000; ++number) {
    const std::string name = number == 1 ? "headlight.png" : "headlight-" + std::to_string(number) + ".png";
    if (!std::filesystem::exists(std::filesystem::symlink_status(name, ignored))) return name;
  }
  fail("headlight.png and headlight-2.png to headlight-999.png are all there; remove some");
}

/// The source is the text of `options`, and what the model writes from it is printed and becomes the target.
void translate(Options& options, const ModelInfo& model, std::ostream& out) {
  out << '"' << *options.text << "\" ...\n";
  options.inputs = {{model.inputs.front().name, *options.text}};
  options.text.reset();
  options.command = Options::Command::Generate;
  std::ostringstream written;
  generate(options, written);
  out << written.str();
  std::string target = written.str();
  target.pop_back();  // the end of the line
  options.inputs.emplace_back(model.inputs[static_cast<std::size_t>(model.stack(generatedStack(model)).input)].name,
                              std::move(target));
  options.command = Options::Command::Render;
  options.attention = "cross";
}

}  // namespace

void withoutDisplay(Options options, std::ostream& out) {
  out << "There is no display (DISPLAY and WAYLAND_DISPLAY are empty), so here is what the model says instead of a "
         "window; "
         "see headlight --help.\n";
  if (options.model.empty()) {
    const std::vector<io::BundledModel> models = io::bundledModels();
    if (models.empty()) fail("there is no bundled model; give one with --model FOLDER");
    options.model = models.front().name;
    for (const io::BundledModel& model : models)
      if (model.name == io::defaultModel) options.model = model.name;
  }
  if (!options.text) {
    const std::vector<std::string> samples = io::sampleTexts(io::findModel(options.model).filename().string());
    options.text = samples.empty() ? "Once upon a time" : samples.front();
  }
  if (options.theme == "system") options.theme.reset();
  const ModelInfo model = describeModel(io::findModel(options.model));
  const bool writes = model.inputs.size() > 1 && model.says(Says::NextToken);
  if (writes) translate(options, model, out);
  const Opened opened = openModel(options);
  if (!writes) {
    out << '"' << *options.text << "\" ...\n";
    try {
      printPrediction(opened, options, out);
    } catch (const Error& error) {  // no head, or no masked token: the picture is there all the same
      out << error.what() << '\n';
    }
  }
  if constexpr (!hasPictures) return;
  options.out = freeName();
  renderTo(opened, options);
  if (options.out != "headlight.png") out << "headlight.png was there already and stays as it is.\n";
  out << "Every head's attention is in " << options.out << '\n';
}

}  // namespace headlight::app
