#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace headlight {

/// How many patches a picture has.
struct PatchGrid {
  int rows = 0, columns = 0;
  int count() const { return rows * columns; }
  bool operator==(const PatchGrid&) const = default;
};

/// A text is read as tokens; the rows of its stack are these.
struct TextInputInfo {
  int vocabulary = 0;  ///< ids are below it
  int maxTokens = 0;   ///< what the position embedding allows, or the model was made for
  /// Longer texts run too (rotary embeddings), though the model was not made for them: `warningOf` says so.
  bool extrapolates = false;
  /// A text of so many tokens is run.
  bool takes(std::size_t tokens) const { return extrapolates || tokens <= static_cast<std::size_t>(maxTokens); }
  bool operator==(const TextInputInfo&) const = default;
};

/// An image is read as patches. The rows of its stack are the special tokens, then the patches from left to right and
/// from the top down.
struct ImageInputInfo {
  int channels = 3;                             ///< 3: red, green, blue; 1: grey
  int height = 0, width = 0;                    ///< pixels that the model was trained on
  int patchHeight = 0, patchWidth = 0;          ///< pixels
  std::vector<std::string> specialTokens = {};  ///< "[CLS]", "[DIST]", "[REG 0]" ...: the rows before the patches
  bool interpolates = false;                    ///< other sizes are taken too, with interpolated position embeddings
  PatchGrid grid() const { return gridOf(height, width); }
  /// The whole patches of a picture of that size; what lies right of and below them belongs to none, as a convolution
  /// without padding leaves it out.
  PatchGrid gridOf(int pixelsDown, int pixelsAcross) const {
    return {pixelsDown / patchHeight, pixelsAcross / patchWidth};
  }
  int specials() const { return static_cast<int>(specialTokens.size()); }
  bool operator==(const ImageInputInfo&) const = default;
};

/// One thing that a model is given.
struct InputInfo {
  std::string name;  ///< what the model calls it: "text", "image"; where it reads two texts "source" and "target"
  std::variant<TextInputInfo, ImageInputInfo> kind;

  /// What is known of a text, of an image; null where the input is of another kind.
  const TextInputInfo* text() const { return std::get_if<TextInputInfo>(&kind); }
  const ImageInputInfo* image() const { return std::get_if<ImageInputInfo>(&kind); }
  /// The rows of the longest text, or of an image of the size that the model was trained on.
  int rows() const;
  bool operator==(const InputInfo&) const = default;
};

/// The input of a model that reads one text, or one of several texts.
InputInfo textInput(int vocabulary, int maxTokens, std::string name = "text", bool extrapolates = false);
/// The input of a model that reads one image.
InputInfo imageInput(ImageInputInfo image);

}  // namespace headlight
