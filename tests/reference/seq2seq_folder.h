#pragma once

#include <filesystem>
#include <string>

#include "reference/seq2seq.h"

namespace headlight::reference {

/// What a config.json of transformers' Marian, BART, mBART or T5 says of the model; without its tensors. Throws
/// std::runtime_error for another model_type.
Seq2seq readSeq2seqConfig(const std::string& json);

/// What a family's files call a tensor of forEachTensor.
std::string nameInFile(const std::string& family, std::string ours);

/// config.json and model.safetensors of a folder of transformers'.
Seq2seq loadSeq2seq(const std::filesystem::path& folder);

}  // namespace headlight::reference
