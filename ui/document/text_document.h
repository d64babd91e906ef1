#pragma once

#include <cstdint>
#include <span>

#include "ui/document/input_document.h"
#include "ui/document/input_tokens.h"
#include "ui/document/segments.h"
#include "ui/document/vocabulary.h"

namespace headlight::ui {

/// What an edit of a text runs together with into one step of undo.
enum class EditKind : std::uint8_t {
  Single,  ///< nothing
  Typing,  ///< typing on, or deleting on
  Tail     ///< another end of the same text
};

/// A text as segments, and the tokens that the vocabulary of the model which reads it makes of them.
class TextDocument final : public InputDocument {
  Q_OBJECT
 public:
  const Segments& segments() const { return segments_; }
  QString text() const { return segments_.text(); }
  /// Null while no model reads it. Another vocabulary cuts the same text up anew.
  void setVocabulary(std::shared_ptr<const Vocabulary> vocabulary);
  const std::shared_ptr<const Vocabulary>& vocabulary() const { return vocabulary_; }
  /// The rows that a model gets.
  const std::vector<InputToken>& tokens() const { return tokens_; }
  std::vector<std::int32_t> ids() const;

  bool holds(const InputInfo& info) const override { return info.text() != nullptr; }
  std::shared_ptr<InputReader> makeReader(const InputInfo& info, const InputFiles& files) override;
  void letGo() override;
  int rows() const override { return static_cast<int>(tokens_.size()); }
  RowNames rowNames() const override;
  InputRows rowsOf(const Input& input, const InputInfo& info, bool current) const override;
  int commonRows(const Input& input) const override;
  QString word() const override { return tr("text"); }
  QString preparation() const override { return tr("cutting the text into tokens"); }
  /// By the vocabulary's mask token.
  bool hideRow(int row) override;
  bool hidesRow(int row) const override;
  void shorten(int rows) override { keepLast(rows); }

  /// An edit in the editor: typed text in place of [position, position + removed). A chosen token that is cut by the
  /// edit turns back into typed text.
  void replaceText(int position, int removed, const QString& inserted);
  /// The whole text at once (a sample, a file), as one step of undo named `name`.
  void setText(const QString& text, const QString& name);
  /// Work of an earlier run; no step of undo is left.
  void restore(const std::vector<Segment>& segments);
  /// Adds a token at the end, as a chosen segment. `name` says how: "sampled token", "chosen token".
  void appendToken(std::int32_t id, const QString& name);
  /// Puts tokens in the place of row `first` and all behind it, as chosen segments. Calls with the same `first` and
  /// nothing in between are one step of undo.
  void putTokens(int first, const std::vector<std::int32_t>& ids, const QString& name);
  /// Puts another token in the place of row `index`; its neighbours stay the tokens that they are.
  void replaceToken(int index, std::int32_t id);
  /// Puts the vocabulary's mask token in the place of row `index`, which remembers what it hides; on a masked row, puts
  /// that back. Nothing happens without a mask token, or on a mask that hides nothing.
  void maskToken(int index);
  /// Takes row `index` out; its neighbours stay the tokens that they are.
  void removeToken(int index);
  /// Cuts text off in front until at most `count` tokens (special ones included) are left.
  void keepLast(int count);

 signals:
  /// The text changed otherwise than through the editor that called replaceText (undo, a clicked bar, a sample).
  void textReplaced(int position, int removed, const QString& inserted);

 private:
  friend class EditCommand;
  void apply(int position, int removed, const std::vector<Segment>& inserted);
  void push(int position, int removed, std::vector<Segment> inserted, const QString& name,
            EditKind kind = EditKind::Single);
  void replaceTokens(int index, const std::vector<Segment>& with, const QString& name);
  Segment chosenSegment(std::int32_t id) const;
  void retokenize();

  Segments segments_;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::vector<InputToken> tokens_;
  bool fromEditor_ = false;
};

}  // namespace headlight::ui
