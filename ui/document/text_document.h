#pragma once

#include <cstdint>
#include <span>
#include <utility>

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

/// A text as segments, and the tokens that the vocabulary of the model which reads it makes of them. A model may read
/// a second text with it as one input (BERT's sentence pairs): that one is a document of its own, with its own undo
/// stack, whose rows come after this one's.
class TextDocument final : public InputDocument {
  Q_OBJECT
 public:
  const Segments& segments() const { return segments_; }
  QString text() const { return segments_.text(); }
  /// Null while no model reads it. Another vocabulary cuts the same text up anew. `pairs`: the model reads the second
  /// text with it.
  void setVocabulary(std::shared_ptr<const Vocabulary> vocabulary, bool pairs = false);
  const std::shared_ptr<const Vocabulary>& vocabulary() const { return vocabulary_; }
  /// This text's tokens, with the special ones around it. A second text of no character has none.
  const std::vector<InputToken>& tokens() const { return tokens_; }

  /// The second text, read or not; made when it is first asked for.
  TextDocument& partner();
  /// The same while a model reads it; else null.
  TextDocument* second() const { return pairs_ ? partner_.get() : nullptr; }
  /// Of a second text, the one that it goes with; else null.
  TextDocument* first() const { return first_; }
  /// The row of the model's input that tokens().front() is.
  int firstRow() const { return first_ ? static_cast<int>(first_->tokens().size()) : 0; }
  /// What a model gets: these tokens, and those of the second text.
  std::vector<InputToken> rowTokens() const;
  std::vector<std::int32_t> ids() const;
  /// The text, this or the second, that a row of the model's input is of, and its place among that text's tokens.
  std::pair<TextDocument*, int> tokenOfRow(int row);

  bool holds(const InputInfo& info) const override { return info.text() != nullptr; }
  std::shared_ptr<InputReader> makeReader(const ModelInfo& model, std::size_t place, const InputFiles& files) override;
  void letGo() override;
  int rows() const override;
  RowNames rowNames() const override;
  InputRows rowsOf(const Input& input, const InputInfo& info, bool current) const override;
  int commonRows(const Input& input) const override;
  QString word() const override { return tr("text"); }
  QString preparation() const override { return tr("cutting the text into tokens"); }
  /// By the vocabulary's mask token.
  bool hideRow(int row) override;
  bool hidesRow(int row) const override;
  /// Of two texts the longer one first.
  void shorten(int rows) override;

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
  /// Puts another token in the place of token `index`; its neighbours stay the tokens that they are.
  void replaceToken(int index, std::int32_t id);
  /// The same, as a person's choice where a model writes the text: it is marked.
  void forceToken(int index, std::int32_t id);
  /// Puts the vocabulary's mask token in the place of token `index`, which remembers what it hides; on a masked row,
  /// puts that back. Nothing happens without a mask token, or on a mask that hides nothing.
  void maskToken(int index);
  /// Takes token `index` out; its neighbours stay the tokens that they are.
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
  TextPart part() const;

  Segments segments_;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::vector<InputToken> tokens_;
  std::unique_ptr<TextDocument> partner_;
  TextDocument* first_ = nullptr;
  bool pairs_ = false;
  bool fromEditor_ = false;
};

}  // namespace headlight::ui
