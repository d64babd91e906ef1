#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "info/input_info.h"
#include "ui/document/vocabulary.h"
#include "vision/preprocess.h"

namespace headlight::ui {

/// What the folder of a model says about how its inputs are read.
struct InputFiles {
  std::map<std::string, std::shared_ptr<const Vocabulary>> vocabularies;  ///< of each text, by InputInfo::name
  std::optional<vision::PreprocessConfig> preprocessing;                  ///< of a model that reads images

  /// Null where the input is no text.
  std::shared_ptr<const Vocabulary> vocabularyOf(const InputInfo& input) const {
    const auto found = vocabularies.find(input.name);
    return found == vocabularies.end() ? nullptr : found->second;
  }
};

}  // namespace headlight::ui
