#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "info/site.h"
#include "ui/document/shown_trace.h"

namespace headlight::ui {

class Document;
class Selection;

/// What a lesson can ask about: the picture on screen and what a person has done. Numbers are read from the trace,
/// never from the lesson.
struct LessonFacts {
  const ShownTrace& shown;
  const Document& document;
  const Selection& selection;
  QString view;               ///< id of the view in the lens
  bool drawn = false;         ///< something was painted or erased since the step began
  std::optional<int> answer;  ///< the answer that was chosen to the step's question
  /// There is a trace, and it is of what the document holds.
  bool current() const { return shown.trace && shown.current; }
};

/// A row of the input as lessons name it: "owl" (the last token that is called so), "owl#1" (the first of them), "#5",
/// "#last".
struct RowRef {
  QString name;    ///< without the space that it begins with; empty: by number
  int number = 0;  ///< of a name: which of them, from 1, 0: the last; else the row, -1: the last
  /// Nothing where there is no such row.
  std::optional<int> in(const QStringList& names) const;
  bool operator==(const RowRef&) const = default;
};
/// Throws Error for what is no such name.
RowRef parseRow(const QString& text);
QString toString(const RowRef& row);

/// One head, or the mean of a layer's heads, of an attention.
struct HeadRef {
  enum class Of { Main, Encoder, Decoder, Cross } of = Of::Main;
  int layer = 0;
  int head = -1;  ///< -1: the mean of all of them
  /// Nothing where the model has no such head.
  std::optional<AttentionId> attentionIn(const ModelInfo& model) const;
  bool operator==(const HeadRef&) const = default;
};
/// "L4H2", "L4", "cross.L1H0". Throws Error for what is no such name.
HeadRef parseHead(const QString& text);
QString toString(const HeadRef& head);

/// A number that the text of a lesson quotes and that its claims are about:
/// - "p:Silver": the probability of a token or label; "p:Silver@L3": if the model stopped after layer 3;
/// - "was:Silver": without the what-ifs; "drawn:Silver": after temperature, top-k and top-p; "rank:Silver": 1 is first;
/// - "weight:it→cat@L4H2": how much of it goes from one row to another; without a head the one that is chosen;
/// - "id:owl": the token's id; "tokens": how many there are; "tokens:source", "tokens:target";
/// - "candidates": tokens that can be drawn; "temperature", "topK", "topP".
class Quantity {
 public:
  enum class Kind { Probability, Was, Drawn, Rank, Weight, Id, Tokens, Candidates, Temperature, TopK, TopP };
  /// Throws Error with what was expected.
  static Quantity parse(const QString& text);
  const QString& text() const { return text_; }
  Kind kind() const { return kind_; }
  /// Nothing where the trace on screen does not say it.
  std::optional<double> in(const LessonFacts& facts) const;
  /// As a sentence quotes it, in the window's notation: "0.76", "24".
  QString shownIn(const LessonFacts& facts) const;
  /// Sites that a pass has to keep for it; `byLayer` becomes true where it needs the logits by layer.
  void addNeeds(const ModelInfo& model, const Selection& selection, CapturePlan& plan, bool& byLayer) const;
  bool operator==(const Quantity&) const = default;

 private:
  std::optional<double> probability(const LessonFacts& facts) const;
  std::optional<double> weight(const LessonFacts& facts) const;
  std::optional<HeadRef> headIn(const ModelInfo& model, const Selection& selection) const;

  QString text_;
  Kind kind_ = Kind::Tokens;
  QString name_;  ///< of the token or label; of Tokens: the input
  int layer_ = -1;
  RowRef query_, key_;
  std::optional<HeadRef> head_;
};

/// The place among the first output's logits of the token or label that is called so, the likeliest of several; -1:
/// there is none.
int placeOf(const LessonFacts& facts, const QString& name);
/// The likeliest token or label, without the space that it begins with; empty while there is none.
QString likeliest(const LessonFacts& facts);

}  // namespace headlight::ui
