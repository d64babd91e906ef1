#pragma once

#include <QRect>
#include <QRectF>
#include <memory>
#include <optional>
#include <vector>

#include "info/input.h"
#include "info/model_info.h"
#include "ui/document/edited_picture.h"
#include "vision/preprocess.h"

namespace headlight::ui {

/// The picture of a document as one model gets it: crop, resize, patch edits, normalisation. Told what changed, it
/// computes only what depends on that. UI thread.
///
/// A crop of the person's own is resized straight to the model's size; without one the picture goes the way that the
/// model's preprocessor_config.json says, the centre crop included.
class ModelPicture {
 public:
  ModelPicture(const ImageInputInfo& info, const vision::PreprocessConfig& config);
  ~ModelPicture();

  const ImageInputInfo& info() const { return info_; }
  const vision::PreprocessConfig& config() const { return config_; }
  /// Pixels of the picture changed; a null rectangle: it is another picture.
  void touch(const QRect& where);
  /// What the model gets now. The picture must not be empty.
  const PictureInput& input(const EditedPicture& picture);
  /// After crop, resize and patch edits, of the last input(); and before the patch edits.
  const vision::Picture& seen() const { return seen_; }
  const vision::Picture& plain() const { return plain_; }
  /// Patches of the last input(); before the first those that the model was trained on.
  PatchGrid grid() const;
  /// The part of the picture that the model sees, px; may reach beyond it.
  QRectF seenArea(const EditedPicture& picture) const;
  /// Pixels right of and below the last whole patch, after the model's resize and crop; none where it refuses the
  /// picture.
  vision::Preprocessor::Dropped dropped(const EditedPicture& picture) const;
  /// Width : height of what the model sees of a crop.
  double aspect() const;

 private:
  QSize directSize() const;
  vision::Preprocessor& direct();
  void readCrop(const vision::Picture& pixels, const QRect& crop);

  ImageInputInfo info_;
  vision::PreprocessConfig config_;
  vision::Preprocessor preprocessor_;
  std::unique_ptr<vision::Preprocessor> direct_;  ///< for a crop: resize to the model's size, nothing else
  vision::Picture cut_, plain_, seen_;
  std::optional<QRect> cropRead_;  ///< what plain_ was made from
  PatchEdits patchesRead_;
  bool fresh_ = true;  ///< nothing of the picture is known
  QRect dirty_;        ///< changed since plain_ was made
  PictureInput input_;
};

}  // namespace headlight::ui
