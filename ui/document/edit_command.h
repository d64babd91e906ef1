#pragma once

#include <QElapsedTimer>
#include <QUndoCommand>
#include <vector>

#include "ui/document/document.h"
#include "ui/document/text_document.h"

namespace headlight::ui {

/// One replacement of segments. Typing runs together into one command, word by word; a pause ends it. So
/// do ends of a text that replace each other.
class EditCommand : public QUndoCommand {
 public:
  EditCommand(TextDocument& document, int position, std::vector<Segment> removed, std::vector<Segment> inserted,
              EditKind kind);
  void undo() override;
  void redo() override;
  int id() const override { return 1; }
  bool mergeWith(const QUndoCommand* command) override;

 private:
  TextDocument& document_;
  int position_;
  std::vector<Segment> removed_, inserted_;
  EditKind kind_;
  qint64 at_;  ///< ms of the process's clock
};

/// A change of temperature, top-k, top-p or seed; a dragged slider is one command. Numbers that it did not change stay
/// as they are, since steps of the other undo stack may have come in between.
class SamplingCommand : public QUndoCommand {
 public:
  SamplingCommand(Document& document, const Sampling& before, const Sampling& after);
  void undo() override;
  void redo() override;
  int id() const override { return 2; }
  bool mergeWith(const QUndoCommand* command) override;

 private:
  int kind() const;  ///< which number changed
  Document& document_;
  Sampling before_, after_;
  qint64 at_;
};

/// Lines of the What-if list that came, went or changed. Changes of one gesture (a dragged slider) are one command.
/// Other lines stay as they are, since steps of the other undo stack may have come in between.
class WhatIfCommand : public QUndoCommand {
 public:
  WhatIfCommand(Document& document, std::vector<WhatIf> before, std::vector<WhatIf> after, quint64 gesture)
      : document_(document), before_(std::move(before)), after_(std::move(after)), gesture_(gesture) {}
  void undo() override;
  void redo() override;
  int id() const override { return 3; }
  bool mergeWith(const QUndoCommand* command) override;

 private:
  Document& document_;
  std::vector<WhatIf> before_, after_;
  quint64 gesture_;  ///< 0: stands alone
};

}  // namespace headlight::ui
