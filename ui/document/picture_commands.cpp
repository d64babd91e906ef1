#include "ui/document/picture_commands.h"

namespace headlight::ui {

StrokeCommand::StrokeCommand(EditedPicture& picture, PixelTiles before, bool drawnOnBefore, const QString& name)
    : picture_(picture), tiles_(std::move(before)), drawnOnBefore_(drawnOnBefore) {
  tiles_.settle();
  setText(name);
}

void StrokeCommand::undo() {
  picture_.exchange(tiles_, drawnOnBefore_);
  drawn_ = false;
}

void StrokeCommand::redo() {
  if (drawn_) return;
  picture_.exchange(tiles_, true);
  drawn_ = true;
}

TurnCommand::TurnCommand(EditedPicture& picture, bool mirror)
    : picture_(picture), mirror_(mirror), turnedBefore_(picture.turned_) {
  setText(mirror ? EditedPicture::tr("mirroring") : EditedPicture::tr("turning"));
}

void TurnCommand::undo() {
  picture_.turned_ = turnedBefore_;
  if (mirror_)
    picture_.mirrorNow();
  else
    picture_.turn(false);
}

void TurnCommand::redo() {
  picture_.turned_ = true;
  if (mirror_)
    picture_.mirrorNow();
  else
    picture_.turn(true);
}

CropCommand::CropCommand(EditedPicture& picture, std::optional<QRect> after, quint64 gesture)
    : picture_(picture), before_(picture.crop()), after_(after), gesture_(gesture) {
  setText(after ? EditedPicture::tr("cropping") : EditedPicture::tr("taking the crop back"));
}

void CropCommand::undo() { picture_.applyCrop(before_); }
void CropCommand::redo() { picture_.applyCrop(after_); }

bool CropCommand::mergeWith(const QUndoCommand* command) {
  const auto* next = dynamic_cast<const CropCommand*>(command);
  if (!next || gesture_ == 0 || next->gesture_ != gesture_) return false;
  after_ = next->after_;
  setObsolete(after_ == before_);  // dragged back to where it was
  return true;
}

PatchCommand::PatchCommand(EditedPicture& picture, PatchEdits after, quint64 gesture)
    : picture_(picture), before_(picture.patches()), after_(std::move(after)), gesture_(gesture) {}

void PatchCommand::undo() { picture_.applyPatches(before_); }
void PatchCommand::redo() { picture_.applyPatches(after_); }

bool PatchCommand::mergeWith(const QUndoCommand* command) {
  const auto* next = dynamic_cast<const PatchCommand*>(command);
  if (!next || gesture_ == 0 || next->gesture_ != gesture_) return false;
  after_ = next->after_;
  setObsolete(after_ == before_);
  return true;
}

OpenCommand::OpenCommand(EditedPicture& picture, vision::Picture pixels,
                         std::shared_ptr<const vision::Picture> original, PictureOrigin origin)
    : picture_(picture), origin_(std::move(origin)) {
  keep(pixels, original.get(), original.get());
}

void OpenCommand::keep(const vision::Picture& pixels, const vision::Picture* original, const vision::Picture* base) {
  originalIsPixels_ = original && *original == pixels;
  baseIsOriginal_ = base == original;
  pixels_.set(pixels);
  original_.set(originalIsPixels_ || !original ? vision::Picture{} : *original);
  base_.set(baseIsOriginal_ || !base ? vision::Picture{} : *base);
}

void OpenCommand::exchange() {
  picture_.cancelStroke();
  vision::Picture pixels = pixels_.get();
  auto original = std::make_shared<const vision::Picture>(originalIsPixels_ ? pixels : original_.get());
  auto base = baseIsOriginal_ ? original : std::make_shared<const vision::Picture>(base_.get());
  keep(picture_.source_, picture_.original_.get(), picture_.base_.get());
  picture_.source_ = std::move(pixels);
  picture_.original_ = std::move(original);
  picture_.base_ = std::move(base);
  std::swap(picture_.origin_, origin_);
  std::swap(picture_.crop_, crop_);
  std::swap(picture_.patches_, patches_);
  std::swap(picture_.drawnOn_, drawnOn_);
  std::swap(picture_.turned_, turned_);
  picture_.tellAll();
}

}  // namespace headlight::ui
