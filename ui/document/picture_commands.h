#pragma once

#include <QUndoCommand>

#include "ui/document/edited_picture.h"

namespace headlight::ui {

/// A stroke or a fill, drawn already when it is pushed.
class StrokeCommand : public QUndoCommand {
 public:
  StrokeCommand(EditedPicture& picture, PixelTiles before, bool drawnOnBefore, const QString& name);
  void undo() override;
  void redo() override;

 private:
  EditedPicture& picture_;
  PixelTiles tiles_;
  bool drawnOnBefore_, drawn_ = true;
};

/// A quarter turn clockwise, or left and right exchanged.
class TurnCommand : public QUndoCommand {
 public:
  TurnCommand(EditedPicture& picture, bool mirror);
  void undo() override;
  void redo() override;

 private:
  EditedPicture& picture_;
  bool mirror_;
  bool turnedBefore_;
};

/// Another part of the picture for the model. Changes of one gesture are one command.
class CropCommand : public QUndoCommand {
 public:
  CropCommand(EditedPicture& picture, std::optional<QRect> after, quint64 gesture);
  void undo() override;
  void redo() override;
  int id() const override { return 4; }
  bool mergeWith(const QUndoCommand* command) override;

 private:
  EditedPicture& picture_;
  std::optional<QRect> before_, after_;
  quint64 gesture_;
};

/// Patches erased, exchanged or shuffled. Changes of one gesture are one command.
class PatchCommand : public QUndoCommand {
 public:
  PatchCommand(EditedPicture& picture, PatchEdits after, quint64 gesture);
  void undo() override;
  void redo() override;
  int id() const override { return 5; }
  bool mergeWith(const QUndoCommand* command) override;

 private:
  EditedPicture& picture_;
  PatchEdits before_, after_;
  quint64 gesture_;
};

/// Another picture, or the original again.
class OpenCommand : public QUndoCommand {
 public:
  OpenCommand(EditedPicture& picture, vision::Picture pixels, std::shared_ptr<const vision::Picture> original,
              PictureOrigin origin);
  void undo() override { exchange(); }
  void redo() override { exchange(); }

 private:
  void exchange();

  EditedPicture& picture_;
  // What is not shown at present. An original that is the picture itself is not kept twice.
  KeptPicture pixels_, original_, base_;
  bool originalIsPixels_ = false, baseIsOriginal_ = true;
  PictureOrigin origin_;
  std::optional<QRect> crop_;
  PatchEdits patches_;
  bool drawnOn_ = false, turned_ = false;
  void keep(const vision::Picture& pixels, const vision::Picture* original, const vision::Picture* base);
};

}  // namespace headlight::ui
