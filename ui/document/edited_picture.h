#pragma once

#include <QColor>
#include <QImage>
#include <QObject>
#include <QRect>
#include <QString>
#include <QUndoStack>
#include <memory>
#include <optional>

#include "ui/document/brush.h"
#include "ui/document/patch_edits.h"
#include "ui/document/pixel_tiles.h"
#include "vision/picture.h"

namespace headlight::ui {

/// Where a picture came from.
struct PictureOrigin {
  QString name;              ///< "cat.jpg", "Canvas", "Pasted"
  QString path;              ///< of the file; empty for a canvas and for what was pasted
  QSize size;                ///< px, as it came
  QColor paper = Qt::white;  ///< what the eraser leaves, of a canvas its colour
  bool canvas = false;       ///< nothing but paper to begin with
  bool operator==(const PictureOrigin&) const = default;
};

/// The picture of a document: its pixels, what was drawn on them, the part that the model sees and what was done to its
/// patches. A part of Document, which gives it an undo stack of its own: one step a stroke. UI thread.
class EditedPicture : public QObject {
  Q_OBJECT
 public:
  /// Pictures of more pixels are made smaller when they are opened: the editor keeps the picture and its original,
  /// 48 MB each at this size.
  static constexpr qint64 mostPixels = 16'000'000;

  explicit EditedPicture(QUndoStack& undo, QObject* parent = nullptr);

  bool empty() const { return source_.empty(); }
  QSize size() const { return {source_.width, source_.height}; }
  const vision::Picture& pixels() const { return source_; }
  /// As it was opened; null while there is none.
  const std::shared_ptr<const vision::Picture>& original() const { return original_; }
  const PictureOrigin& origin() const { return origin_; }
  static constexpr int smallestCrop = 4;  // px a side; a smaller one is not taken
  /// The part of the picture that the model sees, px; nothing: what its preprocessing takes.
  const std::optional<QRect>& crop() const { return crop_; }
  const PatchEdits& patches() const { return patches_; }
  /// Anything was done to it since it was opened.
  bool touched() const { return drawnOn_ || turned_ || crop_ || !patches_.none(); }

  /// Another picture in place of this one, crop and patch edits at their beginnings; one step of undo named `name`.
  void open(vision::Picture picture, PictureOrigin origin, const QString& name);
  /// As open, without a step of undo, and no step before it is left: earlier work, or the first picture. Null
  /// `original`: the picture itself.
  void restore(vision::Picture picture, std::shared_ptr<const vision::Picture> original, PictureOrigin origin,
               std::optional<QRect> crop = {}, PatchEdits patches = {});
  /// The original again, nothing cropped, no patch edited.
  void reset();

  /// A stroke: one step of undo, seen while it is drawn. The eraser that brings back the original is
  /// BrushKind::Original.
  void beginStroke(const Brush& brush, QPointF at);
  /// On to a point; `width` > 0: with another width from there on (a pen's pressure).
  void strokeTo(QPointF at, double width = 0);
  void endStroke();
  /// Takes back what the stroke under way has drawn.
  void cancelStroke();
  bool stroking() const { return stroke_ != nullptr; }
  void fill(QPoint at, const QColor& colour);
  void turnRight();
  void mirror();
  /// Calls with the same `gesture` (a drag; 0 is none) are one step of undo. What lies outside is cut off; an area of
  /// less than 4 × 4 px changes nothing.
  void setCrop(std::optional<QRect> crop, quint64 gesture = 0);
  void setPatches(const PatchEdits& patches, const QString& name, quint64 gesture = 0);

 signals:
  /// Pixels of `where` are others now; a null rectangle: it is another picture, or has another size.
  void pixelsChanged(const QRect& where);
  /// What the model sees may be something else now. After pixelsChanged.
  void changed();

 private:
  friend class StrokeCommand;
  friend class TurnCommand;
  friend class CropCommand;
  friend class PatchCommand;
  friend class OpenCommand;
  struct Stroke {
    Brush brush;
    QPointF at;
    PixelTiles before;
  };
  void exchange(PixelTiles& tiles, bool drawnOn);
  void turn(bool clockwise);
  void mirrorNow();
  void applyCrop(const std::optional<QRect>& crop);
  void applyPatches(const PatchEdits& patches);
  void tellAll();

  QUndoStack& undo_;
  vision::Picture source_;
  std::shared_ptr<const vision::Picture> original_;
  std::shared_ptr<const vision::Picture> base_;  ///< the original, turned as the source is
  PictureOrigin origin_;
  std::optional<QRect> crop_;
  PatchEdits patches_;
  bool drawnOn_ = false, turned_ = false;
  std::unique_ptr<Stroke> stroke_;
};

/// A picture of no more than EditedPicture::mostPixels, made smaller if need be.
vision::Picture fittedToEditor(vision::Picture picture);

}  // namespace headlight::ui
