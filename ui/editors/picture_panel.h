#pragma once

#include <QHash>
#include <QWidget>
#include <memory>

#include "trace/trace.h"
#include "ui/document/selection.h"
#include "ui/document/shown_trace.h"
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
class PictureThumbs;

/// The left dock while an image model is served: the picture, the tools, what is under the pointer, and the original.
class PicturePanel : public QWidget {
  Q_OBJECT
 public:
  PicturePanel(Document& document, Selection& selection, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  /// Null while no image model is served.
  void setModel(const ModelPicture* model);
  /// Files of sample pictures, shown in the menu beside Open.
  void setSamples(const QStringList& files);
  /// The norms of patches are read from a trace of an image; other traces are none of this panel's business.
  void setShown(const ShownTrace& shown);
  PictureCanvas& canvas() { return *canvas_; }
  void setTool(PictureTool tool);
  /// Entries of the window's menus that stand in this panel's menus too: below the samples, and for saving.
  void addActions(const QList<QAction*>& pictures, const QList<QAction*>& saving);

 signals:
  void openAsked();
  void sampleAsked(const QString& file);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  QWidget* buildFileRow();
  QWidget* buildTools();
  QWidget* buildOptions();
  QWidget* buildThumbs();
  QToolButton* addTool(const QString& name, const QString& words, const QString& tip, const QString& key);
  void choose(const PictureToolSettings& settings);
  void showSettings();
  void setBrushWidth(double width);
  void takePicture();
  void showFile();
  void fitCanvas();
  void showThumbs();
  void fillPictureMenu();

  Document& document_;
  Selection& selection_;
  const Theme* theme_;
  const ModelPicture* model_ = nullptr;
  std::shared_ptr<const Trace> trace_;
  QStringList samples_;
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
