#pragma once

#include <QImage>
#include <QWidget>
#include <optional>

#include "ui/document/edited_picture.h"
#include "ui/document/row_selection.h"

namespace headlight::ui {

class Document;
class ImageDocument;
class ModelPicture;
struct Theme;

enum class PictureTool { Brush, Eraser, Fill, Blur, Noise, Patches, Swap, Crop };

/// What the tools are set to.
struct PictureToolSettings {
  PictureTool tool = PictureTool::Brush;
  double width = 12;  ///< px of the picture
  QColor colour = Qt::black;
  bool eraseToOriginal = false;  ///< else to the paper
  PatchFill fill = PatchFill::Mean;
};

/// The picture to draw on: whole, with the frame of what the model sees and the rest darkened, the patch grid on
/// demand, edited patches as the model gets them. Wheel and Ctrl +/- zoom, the middle button or the space bar pan.
/// Without a mouse arrow keys walk from patch to patch (with Crop they move the frame, with Shift they scale it), and
/// Return uses the tool there.
class PictureCanvas : public QWidget {
  Q_OBJECT
 public:
  PictureCanvas(Document& document, ImageDocument& image, RowSelection& rows, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  /// Null while no image model is served.
  void setModel(const ModelPicture* model);
  void setSettings(const PictureToolSettings& settings);
  const PictureToolSettings& settings() const { return settings_; }
  void setGridShown(bool shown);
  void zoomIn() { zoom(1.25, rect().center()); }
  void zoomOut() { zoom(0.8, rect().center()); }
  void zoomToFit();
  /// Screen px per px of the picture.
  double scale() const { return scale_; }

  QPointF toPicture(QPointF at) const { return (at - offset_) / scale_; }
  QPointF fromPicture(QPointF at) const { return at * scale_ + offset_; }
  /// Place of the grid under a point of the widget, -1: none; where a place is.
  int placeAt(QPointF at) const;
  QRectF placeRect(int place) const;
  /// The place under the pointer, or where the keyboard is; -1: none.
  int currentPlace() const { return place_; }

 signals:
  void currentPlaceChanged();
  /// Alt + click: this colour of the picture is the brush's from now on.
  void colourPicked(const QColor& colour);
  /// "[" and "]": a smaller or larger brush.
  void widthAsked(double factor);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void tabletEvent(QTabletEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool event(QEvent* event) override;

 private:
  enum class Drag { None, Stroke, Patches, Swap, Pan, CropMove, CropCorner };
  // picture_canvas.cpp
  void takePixels(const QRect& where);
  void reduce(const QRect& where);
  void paintPicture(QPainter& painter) const;
  void paintEditedPatches(QPainter& painter) const;
  void paintFrame(QPainter& painter) const;
  void paintGrid(QPainter& painter) const;
  void paintPlace(QPainter& painter, int place, const QColor& color) const;
  void paintBrush(QPainter& painter) const;
  /// Ctrl with + and - is about the picture here, and not about the type.
  bool zoomsHere() const;
  QRectF frame() const;  ///< what the model sees, widget coordinates
  void zoom(double factor, QPointF at);
  void clampOffset();
  double fitScale() const;
  // picture_canvas_input.cpp
  void press(QPointF at, Qt::KeyboardModifiers modifiers, double pressure);
  void move(QPointF at, Qt::KeyboardModifiers modifiers, double pressure);
  void release(QPointF at);
  Brush brush() const;
  bool drawsStrokes() const;
  void usePatchTool(int place);
  void erasePatch(int place);
  void swapPatch(int place);
  void useAtPlace();
  void dragCrop(QPointF at, bool freely);
  void nudgeCrop(QPoint direction, bool scaling);
  int cornerAt(QPointF at) const;
  void setPlace(int place, bool tell = true);
  void showCursor();

  Document& document_;
  EditedPicture& picture_;
  RowSelection& rows_;
  const Theme* theme_;
  const ModelPicture* model_ = nullptr;
  PictureToolSettings settings_;
  bool gridShown_ = false;
  double scale_ = 1;
  QPointF offset_;
  bool fitted_ = true;  ///< the whole picture stays in sight when the widget changes its size
  QImage reduced_;      ///< the picture 1 : reduction_, for scales below 1/2; null else
  int reduction_ = 1;

  Drag drag_ = Drag::None;
  QPointF pressedAt_, pointer_;
  bool pointerInside_ = false, spaceDown_ = false, tablet_ = false;
  QPointF pressedOffset_;
  QRect pressedCrop_;
  int corner_ = -1;         ///< under the pointer: 0 left top, 1 right top, 2 left bottom, 3 right bottom
  quint64 gesture_ = 0;     ///< of the drag under way
  bool restoring_ = false;  ///< the patch tool brings patches back in this drag
  int place_ = -1, swapFrom_ = -1;
};

}  // namespace headlight::ui
