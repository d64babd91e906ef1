#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "given.h"
#include "models/load_model.h"
#include "options.h"
#include "text/tokenizer.h"
#include "trace/trace.h"

namespace headlight::app {

/// A model on a device with its tokenizer and its input: what predict, trace and render begin with.
struct Opened {
  std::filesystem::path folder;                      ///< or the weights file that was given
  Tokenizers tokenizers;                             ///< for each input
  std::shared_ptr<const text::Tokenizer> tokenizer;  ///< of the text that the last stack reads; null without one
  std::vector<Given> given;                          ///< for each input of the model
  std::shared_ptr<Backend> backend;  // after what was given: a bad text is refused before weights are loaded
  std::unique_ptr<Model> model;
  std::vector<Intervention> changes = {};  ///< what-ifs that the command line asks for

  /// What that stack of the model reads: null where it is no text, or no picture.
  const GivenText* textOf(StackId stack) const;
  /// The text that the last stack reads; null where it is none.
  const GivenText* text() const;
  /// The first picture; null where the model reads none.
  const GivenPicture* picture() const;
};

/// Throws Error with one sentence on anything that is wrong with model, device or input.
Opened openModel(const Options& options);
/// One pass over the input that keeps `plan` and brings the logits of `row` (-1: the last) to the host; of a picture
/// also what the classifier says of every layer.
std::shared_ptr<const Trace> runOnce(const Opened& opened, CapturePlan plan, int row = -1);

/// The same over other inputs than those that the command line opened the model with.
std::shared_ptr<const Trace> runOnce(const Opened& opened, const std::vector<Given>& given, CapturePlan plan,
                                     int row = -1);

/// The row that was asked for; of a masked language model otherwise the first masked token of `text`, which is what its
/// last stack reads; else -1, the last. Throws Error where a masked model has no masked token.
int predictedRow(const Opened& opened, const GivenText& text, std::optional<int> asked);

/// Of two texts as one, which of them a row of the last stack's text belongs to: "A", "B"; empty for special tokens,
/// and where there is one text.
std::string segmentOf(const Opened& opened, int row);

/// How a token is shown in a list: "·owl"; "#7" without a tokenizer.
std::string shownToken(const text::Tokenizer* tokenizer, std::int32_t id);
/// The same of the text that the last stack reads.
std::string shownToken(const Opened& opened, std::int32_t id);

}  // namespace headlight::app
