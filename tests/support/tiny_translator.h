#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "reference/seq2seq_folder.h"

/// Small random folders of the encoder-decoder families in Hugging Face's layout.
namespace headlight::test {

/// Writes `config` as config.json, which says everything of the model, and model.safetensors beside it into `folder`
/// (made if need be); returns the model with the weights as the file holds them.
reference::Seq2seq writeTinyTranslator(const std::filesystem::path& folder, const std::string& config,
                                       std::uint64_t seed = 1);

}  // namespace headlight::test
