#pragma once

#include <memory>
#include <optional>

#include "ui/document/vocabulary.h"
#include "vision/preprocess.h"

namespace headlight::ui {

/// What the folder of a model says about how its inputs are read.
struct InputFiles {
  std::shared_ptr<const Vocabulary> vocabulary;           ///< of a model that reads text; else null
  std::optional<vision::PreprocessConfig> preprocessing;  ///< of a model that reads images
};

}  // namespace headlight::ui
