#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace headlight::io {

/// The folder that holds `models/`, `samples/`, `icons/`. Looked for in this order: the environment variable
/// HEADLIGHT_ASSETS; `assets` in the executable's folder or in one of the three above it (a build tree inside the
/// source tree); `../share/headlight` from the executable's folder (an installed program). Throws Error naming what was
/// looked at.
std::filesystem::path assetsFolder();

/// What a fresh start opens.
inline constexpr const char* defaultModel = "storyteller";

struct BundledModel {
  std::string name;  ///< "storyteller"
  std::filesystem::path folder;
};
/// Folders of `assets/models` that have a config.json and model.safetensors, by name. Empty when there are no assets.
std::vector<BundledModel> bundledModels();

/// `nameOrPath` as a folder with a config.json or a weights file: a path to one if it exists, otherwise a bundled
/// model's name (letters of any case) or the id of one in the Hugging Face cache ("openai-community/gpt2"). Throws
/// Error naming the bundled models when it is neither.
std::filesystem::path findModel(const std::string& nameOrPath);

/// Texts to begin with, from `assets/samples/NAME.json` ({"default": text, "others": [text]}): the first is what a
/// fresh start shows. Empty where the model has none. Throws Error when the file is broken.
std::vector<std::string> sampleTexts(const std::string& modelName);

}  // namespace headlight::io
