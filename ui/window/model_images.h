#pragma once

#include <QObject>
#include <QStringList>
#include <memory>

#include "ui/document/model_picture.h"

namespace headlight::ui {

class Document;
struct OpenModel;

/// The document's image as the model that serves gets it, and as the one that is coming will. Both are told of every
/// pixel that changes. UI thread.
class ModelImages : public QObject {
  Q_OBJECT
 public:
  explicit ModelImages(Document& document);
  /// Null while a text model serves, or none.
  ModelPicture* serving() const { return serving_.get(); }
  /// Null while no image model is coming.
  ModelPicture* coming() const { return coming_.get(); }

  /// For a model that is loaded; of an image model, there is an image to look at afterwards.
  void prepare(const OpenModel& coming);
  void takeOver(const OpenModel& model);
  /// The model that was coming does not come; `serving`: the one that goes on, or null.
  void dropComing(const OpenModel* serving);
  /// Files of the images that the model which serves offers.
  const QStringList& samples() const { return samples_; }

 private:
  /// A sample that nobody touched makes room for one of this model's own; what somebody opened or drew stays.
  void beginImage(const OpenModel& model);

  Document& document_;
  std::unique_ptr<ModelPicture> serving_, coming_;
  QStringList samples_;
};

/// The document is cut up for that model from now on; `image`: as an image model gets it.
void readFor(Document& document, const OpenModel& model, const ModelPicture* image);
/// Of a blank canvas for that image model, px.
QSize canvasSize(const PictureInfo& model);
/// In place of the image on the canvas, as one step of undo; `path` is empty for one that was pasted.
void putImage(Document& document, vision::Picture image, const QString& path, const QString& name, QSize cameAs);
void putBlankCanvas(Document& document, const PictureInfo& model, const QColor& paper);

}  // namespace headlight::ui
