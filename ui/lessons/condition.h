#pragma once

#include <optional>

#include "ui/lessons/quantity.h"

namespace headlight::ui {

/// Something that holds or does not: a claim that the text of a step makes of the weights, or what has to be done for a
/// step to be done.
struct Condition {
  enum class Kind {
    Number,   ///< a quantity lies above `above`, below `below`, or between them
    Top,      ///< the likeliest token or label is called `word`
    Text,     ///< a text that the model reads contains `word`
    Lacks,    ///< none of them does
    Off,      ///< that head is switched off
    Head,     ///< that head is chosen
    View,     ///< that view is in the lens
    Hovered,  ///< the pointer is on that row
    Locked,   ///< that row is locked
    Drawn,    ///< something was painted or erased since the step began
    Answered  ///< an answer was chosen
  };
  Kind kind = Kind::Drawn;
  QString word = {};
  std::optional<Quantity> number = {};
  std::optional<double> above = {}, below = {};
  std::optional<HeadRef> head = {};
  std::optional<RowRef> row = {};

  bool holds(const LessonFacts& facts) const;
  /// It is about what the model computes, and can be claimed: also of a text, which a model may have written.
  bool ofWeights() const {
    return kind == Kind::Number || kind == Kind::Top || kind == Kind::Text || kind == Kind::Lacks;
  }
  /// As a sentence says it: "p:Silver > 0.5 (now 0.03)".
  QString describe(const LessonFacts& facts) const;
  bool operator==(const Condition&) const = default;
};

}  // namespace headlight::ui
