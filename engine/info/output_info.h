#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "info/stack_info.h"

namespace headlight {

/// What the logits of an output are about. Each has a reading in ui/panels/readings.
enum class Says : std::uint8_t {
  NextToken,    ///< [vocabulary] what comes after the predicted row
  HiddenToken,  ///< [vocabulary] what belongs in the place of the predicted row
  Label,        ///< [labels] what the input as a whole is
  LabelPerRow,  ///< [labels] what the predicted row is
  Answer  ///< [start, end] whether an answer that lies in the text begins, and ends, at the predicted row: each is
          ///< read over the rows (derived/answer_spans.h), never one against the other
};

/// How the logits of labels are read.
enum class LabelKind : std::uint8_t {
  OneOf,  ///< softmax: one label holds
  AnyOf,  ///< sigmoid of each: several may hold (problem_type multi_label_classification)
  Number  ///< each logit is a number by itself (regression: one label, or so named)
};

/// One thing that a model says of its input, as a vector of logits.
struct OutputInfo {
  Says says = Says::NextToken;
  StackId stack = StackId::Decoder;  ///< whose rows it is made of
  int logits = 0;                    ///< how many there are: the vocabulary, or the labels
  LabelKind kind = LabelKind::OneOf;
  std::vector<std::string> labels = {};  ///< by number (config.json's id2label), or "start" and "end"; none of tokens
  /// Of Says::Label, the row that it is read from: the last one (decoders), which `padding` at the end does not count
  /// for; else the first.
  bool ofLastRow = false;
  std::optional<std::int32_t> padding = {};
  /// Of Says::Label, what is labelled is how the second text of a pair goes with the first.
  bool ofPair = false;

  /// Its logits stand for tokens of the vocabulary.
  bool ofTokens() const { return says == Says::NextToken || says == Says::HiddenToken; }
  /// Every row has logits of its own (Site::Logits); else there is one vector for the whole input.
  bool ofEveryRow() const { return says != Says::Label; }
  bool operator==(const OutputInfo&) const = default;
};

}  // namespace headlight
