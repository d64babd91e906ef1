#pragma once

#include <filesystem>
#include <string>

#include "io/config.h"

namespace headlight::io {

/// What lies in a folder that has no config.json, or one without weights beside it, and what would help: "found
/// adapter_config.json: it is a LoRA adapter of org/base ...". The one place that knows what other programs leave.
std::string whatIsThere(const std::filesystem::path& folder);
/// What a file is that is no weights file by its name, and what would help: "it is a GGUF file of llama.cpp ...".
std::string whatFileItIs(const std::filesystem::path& file);
/// The same of a config.json without "model_type": timm's, a part of a diffusers pipeline.
std::string whoseConfigItIs(const Config& config);

/// The folder `checkpoint-N` in `folder` with the largest N, as a training run leaves them; empty where there is none.
std::filesystem::path latestCheckpoint(const std::filesystem::path& folder);

}  // namespace headlight::io
