#pragma once

#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "opened.h"

/// One function per command. Each throws Error with one sentence; main says it and exits with 1.
namespace headlight::app {

void predict(const Options& options, std::ostream& out);
/// The same for a model that is already open. What is printed depends on its head: tokens, labels of the text, or a
/// label per token; a model without one is refused.
void printPrediction(const Opened& opened, const Options& options, std::ostream& out);
/// Writes the text of the generated stack on, and prints it.
void generate(const Options& options, std::ostream& out);
void writeTrace(const Options& options, std::ostream& out);
/// What each head does by its pattern, as CSV.
void listHeads(const Options& options, std::ostream& out);
/// What becomes of the answer when one row of one layer is taken from another run, each in turn: as CSV, or as a file.
void patch(const Options& options, std::ostream& out);
/// What --view takes, with a word on each; empty in a build without the GUI.
std::vector<std::pair<std::string, std::string>> viewNames();
/// Needs a QGuiApplication. Throws Error in a build without the GUI.
void render(const Options& options, std::ostream& out);
void renderTo(const Opened& opened, const Options& options);
void listDevicesTo(const Options& options, std::ostream& out);
void listModelsTo(const Options& options, std::ostream& out);
/// What `headlight` does where there is no display: predicts on the bundled model's sample sentence and draws
/// headlight.png.
void withoutDisplay(Options options, std::ostream& out);

/// Hash of the weights, stored type, device, version, and text and ids or the picture's file and patches, as JSON: goes
/// into every file that Headlight writes.
std::string fileMetadata(const Opened& opened, const Trace& trace);

}  // namespace headlight::app
