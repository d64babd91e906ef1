#pragma once

#include <QHash>
#include <memory>

#include "trace/trace.h"
#include "ui/document/selection.h"
#include "ui/editors/input_editor.h"
#include "ui/editors/picture_canvas.h"

class QButtonGroup;
class QComboBox;
class QLabel;
class QMenu;
class QPushButton;
class QScrollArea;
class QSlider;
class QToolButton;

namespace headlight::ui {

class ColourRow;
class Document;
class ImageDocument;
class PictureThumbs;

/// An image: the canvas, the tools, what is under the pointer, and the original.
class ImageEditor final : public InputEditor {
  Q_OBJECT
 public:
  ImageEditor(Document& document, ImageDocument& image, Selection& selection, QWidget* parent = nullptr);

  InputDocument& document() override;
  QWidget& keyboardTarget() override { return *canvas_; }
  void setTheme(const Theme& theme) override;
  void setModel(const ModelInfo& model, std::size_t place) override;
  /// The norms of patches are read from a trace of an image; other traces are none of this editor's business.
  void setShown(const ShownTrace& shown) override;
  void takeSample(const QString& sample) override { emit sampleAsked(sample); }
  void addActions(const ImageActionLists& actions) override;
  PictureCanvas& canvas() { return *canvas_; }
  void setTool(PictureTool tool);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget* buildFileRow();
  QWidget* buildTools();
  QWidget* buildOptions();
  QWidget* buildThumbs();
  QToolButton* addTool(const QString& name, const QString& words, const QString& tip, const QString& key);
  void choose(const PictureToolSettings& settings);
  void showSettings();
  void setBrushWidth(double width);
  void takeModel();
  void takePicture();
  void showFile();
  void fitCanvas();
  void fitWidth();
  /// Px across that the panel's rows have.
  int room() const;
  void showThumbs();
  void fillPictureMenu();

  ImageDocument& image_;
  Selection& selection_;
  RowSelection* rows_;
  const Theme* theme_;
  const ModelPicture* model_ = nullptr;
  std::shared_ptr<const Trace> trace_;
  PictureCanvas* canvas_;
  QScrollArea* scroll_;
  QLabel *name_, *size_;
  QToolButton *samplesButton_, *saveButton_, *grid_;
  QPushButton* open_;
  QMenu *pictureMenu_, *saveMenu_;
  QList<QAction*> pictureActions_;
  QWidget* toolGrid_;
  QHash<QString, QToolButton*> tools_;
  QWidget *sizeRow_, *colourRow_, *eraseRow_, *fillRow_, *hintRow_;
  QLabel *sizeName_, *sizeValue_, *hint_;
  QSlider* sizeSlider_;
  ColourRow* colours_;
  QComboBox *eraseTo_, *fillWith_;
  QToolButton* resetCrop_;
  PictureThumbs* thumbs_;
  quint64 shuffles_ = 0;  ///< seed of the last shuffle
  int side_ = 0;          ///< of the picture, px, the shorter one
  bool showing_ = false;
};

}  // namespace headlight::ui
