#pragma once

#include <QObject>

#include "ui/document/shown_trace.h"

namespace headlight::ui {

class InputEditors;
class Selection;

/// Of a model that writes one text from another: the token of the target under the pointer, else the one whose
/// alternatives are shown, lights the source's tokens by how much the model looked at each when it wrote that token:
/// cross-attention of the chosen layer, the mean of its heads or the chosen head. Which, a line below the source says.
/// UI thread.
class SourceLight : public QObject {
  Q_OBJECT
 public:
  SourceLight(Selection& selection, InputEditors& editors);
  void setShown(const ShownTrace& shown);
  bool oneHead() const { return oneHead_; }

 private:
  void light();
  /// The row of the target that the pointed token was written from; -1: none is pointed at.
  int writingRow(AttentionId cross) const;

  Selection& selection_;
  InputEditors& editors_;
  ShownTrace shown_;
  InputDocument* source_ = nullptr;  ///< whose tokens are lit
  bool oneHead_ = false;
};

}  // namespace headlight::ui
