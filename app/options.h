#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/backend.h"

namespace headlight::app {

/// What the command line asks for; plain data.
struct Options {
  enum class Command { Window, Predict, Generate, Trace, Heads, Patch, Render, Devices, Models };
  Command command = Command::Window;

  std::string model;                  ///< a folder or a bundled model's name; empty for the window's own choice
  std::string session;                ///< a session file for the window; empty: none
  std::optional<std::string> device;  ///< nothing: "auto", or the window's own choice
  int threads = 0;                    ///< of the CPU backend; 0: as many as the machine has

  std::optional<WeightStorage> weights;  ///< nothing: f32, or the window's own choice

  std::string deviceOrAuto() const { return device.value_or("auto"); }

  /// Exactly one of the four, or `inputs`, for predict, trace and render ("-" as text is standard input); text alone
  /// for the window.
  std::optional<std::string> text, textFile, ids, image;
  std::optional<std::string> pair;  ///< the second text, of a model that reads two as one
  /// A text, or a picture's file, for each input by its name.
  std::vector<std::pair<std::string, std::string>> inputs;

  /// Of generate; nothing: as the model's files say.
  std::optional<int> beams, maxNewTokens, topK;
  std::optional<double> lengthPenalty, temperature, topP;
  std::optional<std::uint64_t> seed;
  std::optional<std::string> earlyStopping;  ///< "true", "false" or "never"
  bool steps = false;                        ///< each token with its probability too

  /// Of patch: what the rows are taken from and what they are put into, each a text or a picture's file.
  std::string clean, corrupted;
  std::string site = "resid_pre";              ///< of patch: as sites are named, without "blocks.N."
  std::optional<std::string> answer, instead;  ///< of patch: a token or a label; nothing: what the two say

  std::vector<std::string> relativeBias;  ///< of T5: "0", "3=0.5", "encoder=0", "encoder.3=0"

  int top = 10;
  std::optional<int> row;  ///< whose logits predict prints; nothing: the last row, or the masked token's
  bool json = false;
  std::string out;

  std::optional<std::string> against;  ///< of --view compare: A, a text or a picture's file
  std::optional<std::string> beside;   ///< of --view compare: the other head as "LAYER,HEAD"

  std::string view = "heads";         ///< the id of a view
  std::string attention;              ///< "decoder.cross_attn", or "cross"; empty: the model's first, of trace all
  std::optional<int> attentionLayer;  ///< of predict --attention; nothing: the last
  int layer = 0, head = 0;
  std::string mixedHeads;              ///< "mean" or "max" of a layer's heads in place of one head; empty: one
  std::optional<std::string> query;    ///< of a picture: "cls", or a patch as "ROW,COL"
  bool toQuery = false;                ///< of a picture: attention to the query, not from it
  std::optional<std::string> theme;    ///< nothing: light, or the window's own choice
  std::string language;                ///< of the window: "en", "zh_CN"; empty: its own choice
  std::string range = "row";           ///< of the colour map: "row", "own", "p99" or "shared"
  int width = 0, height = 0;           ///< logical pixels; 0: what suits the view
  double millimetres = 0;              ///< of width, in place of pixels; 0: pixels
  std::optional<std::string> caption;  ///< words below the figure; nothing: the program's own, empty: none
  bool panels = true, colourScale = true, allTitles = false, transparent = false;  ///< of a figure
  bool fresh = false;                                                              ///< window: nothing of earlier runs
  double scale = 1;                                                                ///< device pixels per logical pixel
};

/// Reads the command line. Nothing when the program should end at once with `exitCode`: 0 after --help or --version, 2
/// after a usage error, which has been told on standard error.
std::optional<Options> parseCommandLine(int argc, char** argv, int& exitCode);

}  // namespace headlight::app
