#pragma once

#include <QObject>
#include <QUndoStack>
#include <memory>
#include <vector>

#include "info/input.h"
#include "info/input_info.h"
#include "ui/document/what_if.h"

namespace headlight::ui {

class InputReader;
struct InputFiles;

/// The rows of one input, as panels speak of them.
struct InputRows {
  RowNames names;
  std::vector<bool> special;  ///< rows of special tokens; what a mask hides is asked, so it is none of them
};

/// What a person made for one input of a model, with an undo stack of its own. It outlives the models that read it: one
/// class a kind of input. UI thread.
class InputDocument : public QObject {
  Q_OBJECT
 public:
  InputDocument();

  QUndoStack& undoStack() { return undoStack_; }
  /// Inputs of that kind are read from it.
  virtual bool holds(const InputInfo& info) const = 0;
  /// How a model with such files reads it as its input of that place.
  virtual std::shared_ptr<InputReader> makeReader(const ModelInfo& model, std::size_t place,
                                                  const InputFiles& files) = 0;
  /// No model reads it any more.
  virtual void letGo() = 0;

  /// The rows that the model which reads it gets, and what they are called; none while no model reads it.
  virtual int rows() const = 0;
  virtual RowNames rowNames() const = 0;
  /// The same of an input that a trace was computed from; `current`: nothing here has changed since.
  virtual InputRows rowsOf(const Input& input, const InputInfo& info, bool current) const = 0;
  /// How many rows of that input, from the first on, are still rows of what stands here; 0 where places say nothing.
  virtual int commonRows(const Input&) const { return 0; }

  /// "text", "picture": inside a sentence.
  virtual QString word() const = 0;
  /// What is done with it before a pass, inside a sentence: "cutting the text into tokens".
  virtual QString preparation() const = 0;

  /// Puts something in the place of a row that hides it, or shows it again; false: that cannot be done here, and only a
  /// what-if hides the row.
  virtual bool hideRow(int) { return false; }
  /// Something stands in the place of that row.
  virtual bool hidesRow(int) const { return false; }
  /// Cuts off what is more than so many rows.
  virtual void shorten(int) {}

 signals:
  /// What a model gets of it is another now, whether one reads it or not.
  void changed();

 private:
  QUndoStack undoStack_;
};

/// A new one for an input of that kind.
std::unique_ptr<InputDocument> makeInputDocument(const InputInfo& info);

}  // namespace headlight::ui
