#pragma once

#include "ui/document/edited_picture.h"
#include "ui/document/input_document.h"

namespace headlight::ui {

class ModelPicture;

/// An image: its pixels, what was drawn on them, crop and edits of patches.
class ImageDocument final : public InputDocument {
  Q_OBJECT
 public:
  ImageDocument();

  EditedPicture& picture() { return picture_; }
  const EditedPicture& picture() const { return picture_; }
  /// As the model that reads it gets it; null while none does.
  const ModelPicture* model() const { return model_; }
  void setModel(const ModelPicture* model);

  /// In place of the image that stands here, as one step of undo; `path` is empty for one that was pasted.
  void put(vision::Picture image, const QString& path, const QString& name, QSize cameAs);
  /// A blank canvas for such a model.
  void putCanvas(const ImageInputInfo& model, const QColor& paper);
  /// There is an image to look at afterwards. A sample that nobody touched makes room for the first of `samples` that
  /// can be read; what somebody opened or drew stays.
  void begin(const ImageInputInfo& model, const QStringList& samples);
  /// What stands here was brought back: it stays, also where it is a sample that nobody touched.
  void keep() { samples_.clear(); }

  bool holds(const InputInfo& info) const override { return info.image() != nullptr; }
  std::shared_ptr<InputReader> makeReader(const ModelInfo& model, std::size_t place, const InputFiles& files) override;
  void letGo() override { setModel(nullptr); }
  int rows() const override;
  RowNames rowNames() const override;
  InputRows rowsOf(const Input& input, const InputInfo& info, bool current) const override;
  QString word() const override { return tr("picture"); }
  QString preparation() const override { return tr("bringing the picture to size"); }

 signals:
  /// Another model reads it, or none.
  void modelChanged();

 private:
  EditedPicture picture_;
  const ModelPicture* model_ = nullptr;
  QStringList samples_;  ///< that it began with
};

/// Of a blank canvas for that model, px.
QSize canvasSize(const ImageInputInfo& model);

}  // namespace headlight::ui
