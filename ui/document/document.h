#pragma once

#include <QObject>
#include <QUndoGroup>
#include <QUndoStack>
#include <memory>
#include <optional>
#include <vector>

#include "ui/document/edited_picture.h"
#include "ui/document/input_tokens.h"
#include "ui/document/sampling.h"
#include "ui/document/segments.h"
#include "ui/document/vocabulary.h"
#include "ui/document/what_if.h"

namespace headlight::ui {

/// The document is what the person made: the text as segments, the picture, the what-ifs and how the next token is
/// drawn. Text and picture both stay, whichever of them the model reads, and each has its own undo stack, so that
/// nobody undoes what is not on screen; what-ifs and sampling are steps of the one that is. Every change of what the
/// model reads or of the checked what-ifs counts the revision up; traces carry the revision that they were computed
/// from. UI thread.
class Document : public QObject {
  Q_OBJECT
 public:
  explicit Document(QObject* parent = nullptr);

  /// The steps of what the model reads: of the picture, or of the text.
  QUndoStack& undoStack() { return pictureModel_ ? pictureUndo_ : textUndo_; }
  const QUndoStack& undoStack() const { return pictureModel_ ? pictureUndo_ : textUndo_; }
  /// The same as a group whose active stack changes with the model, for menus.
  const QUndoGroup& undoGroup() const { return undoGroup_; }
  const Segments& segments() const { return segments_; }
  QString text() const { return segments_.text(); }
  quint64 revision() const { return revision_; }
  const Sampling& sampling() const { return sampling_; }

  /// Null while no model is open. Another vocabulary cuts the same text up anew.
  void setVocabulary(std::shared_ptr<const Vocabulary> vocabulary);
  const std::shared_ptr<const Vocabulary>& vocabulary() const { return vocabulary_; }
  /// The model reads the picture, cut into `grid`; there are no tokens then. Until a vocabulary is set.
  void setPictureModel(const PictureInfo& model, PatchGrid grid);
  /// How many patches the picture has for that model: of some models that depends on its shape.
  void setPatchGrid(PatchGrid grid) { grid_ = grid; }
  /// Of an image model; nothing while a text is read.
  const std::optional<PictureInfo>& pictureModel() const { return pictureModel_; }
  bool readsPicture() const { return pictureModel_.has_value(); }
  EditedPicture& picture() { return picture_; }
  const EditedPicture& picture() const { return picture_; }
  /// The rows that a text model gets.
  const std::vector<InputToken>& tokens() const { return tokens_; }
  /// Rows that the model gets, and what they are called: "·owl", "[CLS]", "row 6, col 5".
  int rows() const;
  RowNames rowNames() const;
  std::vector<std::int32_t> ids() const;

  /// An edit in the editor: typed text in place of [position, position + removed). A chosen token that is cut by the
  /// edit turns back into typed text.
  void replaceText(int position, int removed, const QString& inserted);
  /// The whole text at once (a sample, a file), as one step of undo named `name`.
  void setText(const QString& text, const QString& name);
  /// Work of an earlier run; both undo stacks are empty afterwards.
  void restore(const std::vector<Segment>& segments, const Sampling& sampling, std::vector<WhatIf> whatIfs = {});
  /// Adds a token at the end, as a chosen segment. `name` says how: "sampled token", "chosen token".
  void appendToken(std::int32_t id, const QString& name);
  /// Puts another token in the place of row `index`; its neighbours stay the tokens that they are.
  void replaceToken(int index, std::int32_t id);
  /// Puts the vocabulary's mask token in the place of row `index`, which remembers what it hides; on a masked row, puts
  /// that back. Nothing happens without a mask token, or on a mask that hides nothing.
  void maskToken(int index);
  /// Takes row `index` out; its neighbours stay the tokens that they are.
  void removeToken(int index);
  /// Cuts text off in front until at most `count` tokens (special ones included) are left.
  void keepLast(int count);
  void setSampling(const Sampling& sampling);

  const std::vector<WhatIf>& whatIfs() const { return whatIfs_; }
  /// The line of the same place, whatever its number; -1: none.
  int findWhatIf(const Intervention& change) const;
  /// Adds a line, checked; the line of the same place takes the number instead. Returns its index.
  int addWhatIf(const Intervention& change);
  /// Another number or check for line `index`. Calls with the same `gesture` (a drag; 0 is none) are one step of undo.
  void setWhatIf(int index, const WhatIf& line, quint64 gesture = 0);
  void removeWhatIf(int index);
  void clearWhatIfs();
  /// Takes out what names layers or heads that `model` has not, as one step of undo; returns what was dropped.
  std::vector<WhatIf> dropMisfits(const ModelInfo& model);

 signals:
  /// What the model reads or the checked what-ifs are others now; revision() has been counted up.
  void changed();
  /// The picture is another one, whether the model reads it or not; before changed().
  void pictureChanged();
  /// The text changed otherwise than through the editor that called replaceText (undo, a clicked bar, a sample).
  void textReplaced(int position, int removed, const QString& inserted);
  void samplingChanged();
  /// A line came, went, or has another number or check; before changed(), which unchecked lines do not cause.
  void whatIfsChanged();

 private:
  friend class EditCommand;
  friend class WhatIfCommand;
  friend class SamplingCommand;
  void apply(int position, int removed, const std::vector<Segment>& inserted);
  void applySampling(const Sampling& sampling);
  void applyWhatIfs(const std::vector<WhatIf>& list);
  void pushWhatIfs(std::vector<WhatIf> list, const QString& name, quint64 gesture = 0);
  void push(int position, int removed, std::vector<Segment> inserted, const QString& name, bool typing = false);
  void replaceTokens(int index, const std::vector<Segment>& with, const QString& name);
  Segment chosenSegment(std::int32_t id) const;
  void retokenize();

  QUndoStack textUndo_, pictureUndo_;
  QUndoGroup undoGroup_;
  Segments segments_;
  Sampling sampling_;
  std::vector<WhatIf> whatIfs_;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::vector<InputToken> tokens_;
  EditedPicture picture_;
  std::optional<PictureInfo> pictureModel_;
  PatchGrid grid_;
  quint64 revision_ = 0;
  bool fromEditor_ = false;
};

}  // namespace headlight::ui
