#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "info/input.h"
#include "models/load_model.h"
#include "options.h"
#include "text/tokenizer.h"
#include "trace/trace.h"
#include "vision/preprocess.h"

namespace headlight::app {

/// What the command line gave the model to read.
struct TextInput {
  bool fromIds = false;
  std::string text;               ///< empty when ids were given
  std::vector<std::int32_t> ids;  ///< special tokens included
};

/// What it gave an image model to look at.
struct GivenPicture {
  std::string file;
  int width = 0, height = 0;  ///< pixels as decoded, before the model's resize and crop
  PictureInput input;
  vision::Preprocessor::Dropped dropped;  ///< what filled no patch, pixels after the resize
};

/// A model on a device with its tokenizer and its input: what predict, trace and render begin with.
struct Opened {
  std::filesystem::path folder;                      ///< or the weights file that was given
  std::shared_ptr<const text::Tokenizer> tokenizer;  ///< null for a folder without one
  TextInput input;
  std::optional<GivenPicture> picture;  ///< of an image model, whose `input` is empty
  std::shared_ptr<Backend> backend;     // after the tokenizer: a bad text is refused before weights are loaded
  std::unique_ptr<Model> model;
};

/// Throws Error with one sentence on anything that is wrong with model, device or input.
Opened openModel(const Options& options);
/// One pass over the input that keeps `plan` and brings the logits of `row` (-1: the last) to the host; of a picture
/// also what the classifier says of every layer.
std::shared_ptr<const Trace> runOnce(const Opened& opened, CapturePlan plan, int row = -1);

/// Ids as in "2,1,0"; blanks around them are allowed.
std::vector<std::int32_t> parseIds(const std::string& text);
/// How a token is shown in a list: "·owl"; "#7" without a tokenizer.
std::string shownToken(const Opened& opened, std::int32_t id);

}  // namespace headlight::app
