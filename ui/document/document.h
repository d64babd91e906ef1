#pragma once

#include <QObject>
#include <QUndoGroup>
#include <memory>
#include <vector>

#include "generation/sampling.h"
#include "info/model_info.h"
#include "ui/document/image_document.h"
#include "ui/document/input_reader.h"
#include "ui/document/text_document.h"
#include "ui/document/what_if.h"

namespace headlight::ui {

/// What the person made: a document for each input that a model may have, the what-ifs, and how the next token is
/// drawn. What was made for one model stays while another one reads something else. Each input has its own undo stack;
/// what-ifs and sampling are steps of the one that is active, and of what no model reads nothing can be undone. Every
/// change of what the model reads or of the checked what-ifs counts the revision up; traces carry the revision that
/// they were computed from. UI thread.
class Document : public QObject {
  Q_OBJECT
 public:
  explicit Document(QObject* parent = nullptr);
  ~Document() override;

  quint64 revision() const { return revision_; }

  /// What such a model reads, in the order of its inputs: of each kind the documents from the first on, made where
  /// there are not enough of them.
  std::vector<InputDocument*> documentsFor(const ModelInfo& model);
  InputReaders readersFor(const ModelInfo& model, const InputFiles& files);
  /// That model reads the document from now on; counts the revision up once.
  void read(const ModelInfo& model, InputReaders readers);
  /// Of the model that reads it; none before the first.
  const InputReaders& readers() const { return readers_; }
  /// What that model reads, in the order of its inputs; before the first model the first text.
  const std::vector<InputDocument*>& inputs() const { return inputs_; }
  /// What its last stack reads: the logits are about these rows.
  InputDocument& main() const { return *inputs_[main_]; }
  /// Every document there is, whether a model reads it or not.
  std::vector<InputDocument*> all() const;

  /// The text that is read: the main one where it is a text, else the first; null where none is.
  TextDocument* textRead() const;
  ImageDocument* imageRead() const;
  /// The same; where none is read, the first that there is.
  TextDocument& text() const;
  ImageDocument& image() const;
  /// The texts from the first on, whether they are read or not; made where there is none at that place.
  TextDocument& textAt(int place);
  int texts() const;

  /// The input whose editor has the keyboard, or had it last: its steps are undone.
  void activate(InputDocument& input);
  InputDocument& active() const { return *active_; }
  QUndoStack& undoStack() const { return active_->undoStack(); }
  /// The same as a group whose active stack changes, for menus.
  const QUndoGroup& undoGroup() const { return undoGroup_; }

  /// Rows of the main input, and what they are called: "·owl", "[CLS]", "row 6, col 5".
  int rows() const { return main().rows(); }
  RowNames rowNames() const { return main().rowNames(); }
  /// What that stack of the model reads; null while the document is another model's.
  InputDocument* inputOf(const ModelInfo& model, StackId stack) const;
  /// The names of the rows of every stack.
  NamesByStack namesByStack(const ModelInfo& model) const;
  /// Rows of each stack of the model that reads it, in the order of ModelInfo::stacks.
  std::vector<int> rowsByStack(const ModelInfo& model) const;
  /// One of the inputs has no rows: there is nothing to compute.
  bool empty() const;

  /// Work of an earlier run: its text, and what goes with it. No step of undo is left.
  void restore(const std::vector<Segment>& segments, const Sampling& sampling, std::vector<WhatIf> whatIfs = {});
  const Sampling& sampling() const { return sampling_; }
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
  void samplingChanged();
  /// A line came, went, or has another number or check; before changed(), which unchecked lines do not cause.
  void whatIfsChanged();

 private:
  friend class WhatIfCommand;
  friend class SamplingCommand;
  InputDocument& add(std::unique_ptr<InputDocument> input);
  /// A model reads it, by itself or as the second text of a pair.
  bool isRead(const InputDocument& input) const;
  void inputChanged(InputDocument& input);
  void applySampling(const Sampling& sampling);
  void applyWhatIfs(const std::vector<WhatIf>& list);
  void pushWhatIfs(std::vector<WhatIf> list, const QString& name, quint64 gesture = 0);

  QUndoGroup undoGroup_;
  std::vector<std::unique_ptr<InputDocument>> all_;
  std::vector<InputDocument*> inputs_;
  std::size_t main_ = 0;  ///< place in inputs_
  InputDocument* active_;
  InputReaders readers_;  // after the documents that they read
  bool changingHands_ = false;
  Sampling sampling_;
  std::vector<WhatIf> whatIfs_;
  quint64 revision_ = 0;
};

}  // namespace headlight::ui
