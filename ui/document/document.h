#pragma once

#include <QObject>
#include <QUndoStack>
#include <memory>
#include <vector>

#include "ui/document/input_tokens.h"
#include "ui/document/sampling.h"
#include "ui/document/segments.h"
#include "ui/document/vocabulary.h"

namespace headlight::ui {

/// What the person made: the text as segments and how the next token is drawn, under one undo stack. Every change of
/// the tokens counts the revision up; traces carry the revision that they were computed from. UI thread.
class Document : public QObject {
  Q_OBJECT
 public:
  explicit Document(QObject* parent = nullptr);

  QUndoStack& undoStack() { return undo_; }
  const Segments& segments() const { return segments_; }
  QString text() const { return segments_.text(); }
  quint64 revision() const { return revision_; }
  const Sampling& sampling() const { return sampling_; }

  /// Null while no model is open. Another vocabulary cuts the same text up anew.
  void setVocabulary(std::shared_ptr<const Vocabulary> vocabulary);
  const std::shared_ptr<const Vocabulary>& vocabulary() const { return vocabulary_; }
  /// The rows that the model gets.
  const std::vector<InputToken>& tokens() const { return tokens_; }
  std::vector<std::int32_t> ids() const;

  /// An edit in the editor: typed text in place of [position, position + removed). A chosen token that is cut by the
  /// edit turns back into typed text.
  void replaceText(int position, int removed, const QString& inserted);
  /// The whole text at once (a sample, a file), as one step of undo named `name`.
  void setText(const QString& text, const QString& name);
  /// Segments of an earlier run; starts with an empty undo stack.
  void restore(const std::vector<Segment>& segments, const Sampling& sampling);
  /// Adds a token at the end, as a chosen segment. `name` says how: "sampled token", "chosen token".
  void appendToken(std::int32_t id, const QString& name);
  /// Puts another token in the place of row `index`; its neighbours stay the tokens that they are.
  void replaceToken(int index, std::int32_t id);
  /// Takes row `index` out; its neighbours stay the tokens that they are.
  void removeToken(int index);
  /// Cuts text off in front until at most `count` tokens (special ones included) are left.
  void keepLast(int count);
  void setSampling(const Sampling& sampling);

 signals:
  /// The tokens are others now; revision() has been counted up.
  void changed();
  /// The text changed otherwise than through the editor that called replaceText (undo, a clicked bar, a sample).
  void textReplaced(int position, int removed, const QString& inserted);
  void samplingChanged();

 private:
  friend class EditCommand;
  friend class SamplingCommand;
  void apply(int position, int removed, const std::vector<Segment>& inserted);
  void applySampling(const Sampling& sampling);
  void push(int position, int removed, std::vector<Segment> inserted, const QString& name, bool typing = false);
  void replaceTokens(int index, const std::vector<Segment>& with, const QString& name);
  Segment chosenSegment(std::int32_t id) const;
  void retokenize();

  QUndoStack undo_;
  Segments segments_;
  Sampling sampling_;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::vector<InputToken> tokens_;
  quint64 revision_ = 0;
  bool fromEditor_ = false;
};

}  // namespace headlight::ui
