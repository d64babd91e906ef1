#pragma once

#include "ui/document/image_document.h"
#include "ui/document/input_reader.h"
#include "ui/document/model_picture.h"

namespace headlight::ui {

/// An image brought to what one model takes. It is told of every pixel that changes.
class ImageReader final : public InputReader {
 public:
  ImageReader(ImageDocument& document, InputInfo info, const vision::PreprocessConfig& preprocessing);
  ~ImageReader() override;

  InputDocument& document() const override { return document_; }
  void takeOver() override { document_.setModel(&picture_); }
  void begin(const QStringList& samples) override { document_.begin(*info().image(), samples); }
  std::optional<Input> given() override;

 private:
  ImageDocument& document_;
  ModelPicture picture_;
  QMetaObject::Connection touching_;
};

}  // namespace headlight::ui
