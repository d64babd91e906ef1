#include "ui/document/image_document.h"

#include <QFileInfo>
#include <QImage>
#include <cmath>

#include "ui/document/image_reader.h"
#include "ui/document/input_files.h"
#include "ui/document/model_picture.h"
#include "ui/document/patch_edits.h"
#include "ui/document/saved_picture.h"
#include "vision/decode.h"

namespace headlight::ui {
namespace {

constexpr int canvasNear = 512;  // px, sides of a blank canvas

}  // namespace

ImageDocument::ImageDocument() : picture_(undoStack()) {
  connect(&picture_, &EditedPicture::changed, this, &ImageDocument::changed);
}

void ImageDocument::setModel(const ModelPicture* model) {
  if (model == model_) return;
  model_ = model;
  emit modelChanged();
}

std::shared_ptr<InputReader> ImageDocument::makeReader(const ModelInfo& model, std::size_t place,
                                                       const InputFiles& files) {
  return std::make_shared<ImageReader>(*this, model.inputs[place], *files.preprocessing);
}

int ImageDocument::rows() const { return model_ ? model_->info().specials() + model_->grid().count() : 0; }

RowNames ImageDocument::rowNames() const {
  return {model_ ? pictureRowNames(model_->info(), model_->grid()) : QStringList(), true};
}

InputRows ImageDocument::rowsOf(const Input& input, const InputInfo& info, bool) const {
  const auto& image = std::get<PictureInput>(input);
  const ImageInputInfo& model = *info.image();
  InputRows rows{{pictureRowNames(model, {image.height / model.patchHeight, image.width / model.patchWidth}), true},
                 {}};
  for (int row = 0; row < rows.names.names.size(); ++row) rows.special.push_back(row < model.specials());
  return rows;
}

void ImageDocument::begin(const ImageInputInfo& model, const QStringList& samples) {
  const bool untouched = picture_.empty() || (!picture_.touched() && samples_.contains(picture_.origin().path));
  samples_ = samples;
  if (!untouched) return;
  for (const QString& file : samples) {
    try {
      vision::Picture image = vision::readPicture(file.toStdString());
      const QSize size(image.width, image.height);
      return put(std::move(image), file, QFileInfo(file).fileName(), size);
    } catch (const std::exception&) {
      // Another one does.
    }
  }
  if (picture_.empty()) putCanvas(model, Qt::white);
}

QSize canvasSize(const ImageInputInfo& model) {
  const double side = std::max(model.width, model.height);
  const int times = std::max(1, static_cast<int>(std::lround(canvasNear / side)));
  return {model.width * times, model.height * times};
}

void ImageDocument::put(vision::Picture image, const QString& path, const QString& name, QSize cameAs) {
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
  picture_.open(fittedToEditor(std::move(image)), std::move(origin), tr("opening a picture"));
}

void ImageDocument::putCanvas(const ImageInputInfo& model, const QColor& paper) {
  const QSize size = canvasSize(model);
  picture_.open(canvasOf(size, paper), {tr("Canvas"), {}, size, paper, true}, tr("a blank canvas"));
}

}  // namespace headlight::ui
