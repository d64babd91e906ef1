#include "ui/window/model_images.h"

#include <QFileInfo>
#include <QImage>
#include <cmath>

#include "ui/document/document.h"
#include "ui/document/saved_picture.h"
#include "ui/window/bundled_models.h"
#include "ui/window/session_bridge.h"
#include "vision/decode.h"

namespace headlight::ui {
namespace {

constexpr int canvasNear = 512;  // px, sides of a blank canvas

}  // namespace

ModelImages::ModelImages(Document& document) : document_(document) {
  connect(&document.picture(), &EditedPicture::pixelsChanged, this, [this](const QRect& where) {
    for (ModelPicture* image : {serving_.get(), coming_.get()})
      if (image) image->touch(where);
  });
}

void ModelImages::prepare(const OpenModel& coming) {
  coming_.reset();
  if (!coming.info->picture) return;
  coming_ = std::make_unique<ModelPicture>(*coming.info->picture, *coming.preprocessing);
  beginImage(coming);
}

void ModelImages::takeOver(const OpenModel& model) {
  serving_ = std::move(coming_);
  if (serving_) samples_ = imageSamplesOf(model.folder);
}

void ModelImages::dropComing(const OpenModel* serving) {
  const bool imageWasComing = coming_ != nullptr;
  coming_.reset();
  // A sample of the one that does not come makes room again for one of this model's own.
  if (imageWasComing && serving && serving->info->picture) beginImage(*serving);
}

void ModelImages::beginImage(const OpenModel& model) {
  const EditedPicture& now = document_.picture();
  const bool untouched = now.empty() || (!now.touched() && samples_.contains(now.origin().path));
  if (!untouched) return;
  samples_ = imageSamplesOf(model.folder);
  for (const QString& file : samples_) {
    try {
      vision::Picture image = vision::readPicture(file.toStdString());
      const QSize size(image.width, image.height);
      return putImage(document_, std::move(image), file, QFileInfo(file).fileName(), size);
    } catch (const std::exception&) {
      // Another one does.
    }
  }
  if (now.empty()) putBlankCanvas(document_, *model.info->picture, Qt::white);
}

void readFor(Document& document, const OpenModel& model, const ModelPicture* image) {
  if (model.info->picture)
    document.setPictureModel(*model.info->picture, image->grid());
  else
    document.setVocabulary(model.vocabulary);
}

QSize canvasSize(const PictureInfo& model) {
  const double side = std::max(model.width, model.height);
  const int times = std::max(1, static_cast<int>(std::lround(canvasNear / side)));
  return {model.width * times, model.height * times};
}

void putImage(Document& document, vision::Picture image, const QString& path, const QString& name, QSize cameAs) {
  PictureOrigin origin;
  origin.name = name;
  origin.path = path;
  origin.size = cameAs;
  // Of a drawing the eraser leaves its paper: the colour of the corners, where they agree.
  const QImage pixels = imageOf(std::as_const(image));
  const QRgb corner = pixels.pixel(0, 0);
  const int right = pixels.width() - 1, bottom = pixels.height() - 1;
  if (corner == pixels.pixel(right, 0) && corner == pixels.pixel(0, bottom) && corner == pixels.pixel(right, bottom))
    origin.paper = QColor(corner);
  document.picture().open(fittedToEditor(std::move(image)), std::move(origin), ModelImages::tr("opening a picture"));
}

void putBlankCanvas(Document& document, const PictureInfo& model, const QColor& paper) {
  const QSize size = canvasSize(model);
  document.picture().open(canvasOf(size, paper), {ModelImages::tr("Canvas"), {}, size, paper, true},
                          ModelImages::tr("a blank canvas"));
}

}  // namespace headlight::ui
