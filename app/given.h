#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "info/input.h"
#include "info/model_info.h"
#include "options.h"
#include "text/tokenizer.h"
#include "vision/preprocess.h"

namespace headlight::app {

/// A text that the command line gave.
struct GivenText {
  bool fromIds = false;
  std::string text;                 ///< empty when ids were given
  TokenInput input;                 ///< special tokens included
  std::optional<std::string> pair;  ///< the second of two texts that are one input
};

/// A picture that it gave.
struct GivenPicture {
  std::string file;
  int width = 0, height = 0;  ///< pixels as decoded, before the model's resize and crop
  PictureInput input;
  vision::Preprocessor::Dropped dropped;  ///< what filled no patch, pixels after the resize
};

using Given = std::variant<GivenText, GivenPicture>;

/// For each input of a model, in their order: null for a picture, and for a folder without one.
using Tokenizers = std::vector<std::shared_ptr<const text::Tokenizer>>;

/// Those of the model's folder. Throws Error with one sentence where they are there but broken.
Tokenizers readTokenizers(const ModelInfo& model, const std::filesystem::path& folder);

/// What the model is to read, in the order of its inputs: --text and its like (with --pair two texts as one), or
/// --image, of a model with one input; --input, by its name, of any. The text that the model writes from others may be
/// missing: of generate it is then of no tokens, of predict what a target begins with. Throws Error with one sentence
/// where an input is missing, of another kind, or not the model's.
std::vector<Given> readGiven(const Options& options, const ModelInfo& model, const std::filesystem::path& folder,
                             const Tokenizers& tokenizers);

/// Ids as in "2,1,0"; blanks around them are allowed.
std::vector<std::int32_t> parseIds(const std::string& text);

}  // namespace headlight::app
