#pragma once

#include <optional>

#include "nn/linear.h"
#include "nn/weight_scope.h"
#include "tensor/tensor.h"

namespace headlight {

/// The logits of an image classification. Belongs to the worker thread.
class ImageClassifier {
 public:
  enum class Reads : std::uint8_t {
    FirstRow,        ///< [CLS] (ViT, DeiT)
    FirstTwoRows,    ///< the mean of what two classifiers say of [CLS] and of the distillation token (DeiT)
    FirstRowAndMean  ///< [CLS] and, beside it, the mean over the patches (DINOv2)
  };
  struct Config {
    Reads reads = Reads::FirstRow;
    int specials = 1;  ///< rows before the patches
    int heads = 0, headWidth = 0;
    int labels = 0;
  };
  ImageClassifier(const WeightScope& scope, const Config& config);
  /// How many rows it reads of a stack of `rows`, from the first on.
  int rowsRead(int rows) const;
  /// normed: at least rowsRead rows [rows, width], after the last norm; logits [1, labels].
  void into(const Tensor& normed, Tensor& logits) const;

 private:
  Tensor firstRowAndMean(const Tensor& normed) const;

  Config config_;
  Linear first_;
  std::optional<Linear> second_;
  mutable Tensor meanOf_;  ///< [1, heads, rows]: what each row weighs in the mean over the patches
};

}  // namespace headlight
