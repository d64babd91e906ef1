#include "ui/document/image_reader.h"

namespace headlight::ui {

ImageReader::ImageReader(ImageDocument& document, InputInfo info, const vision::PreprocessConfig& preprocessing)
    : InputReader(std::move(info)), document_(document), picture_(*this->info().image(), preprocessing) {
  touching_ = QObject::connect(&document.picture(), &EditedPicture::pixelsChanged, &document,
                               [this](const QRect& where) { picture_.touch(where); });
}

ImageReader::~ImageReader() {
  QObject::disconnect(touching_);
  if (document_.model() == &picture_) document_.setModel(nullptr);
}

std::optional<Input> ImageReader::given() {
  if (document_.picture().empty()) return std::nullopt;
  return picture_.input(document_.picture());
}

}  // namespace headlight::ui
