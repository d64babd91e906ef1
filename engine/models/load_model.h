#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "backend/backend.h"
#include "io/weight_rules.h"
#include "models/model.h"

namespace headlight::io {
class Config;
}

namespace headlight {

/// How far loading has come, 0 to 1, and what it is doing: "blocks.3". Called on the loading thread.
using LoadProgress = std::function<void(double fraction, const std::string& what)>;

/// Opens a Hugging Face folder (config.json names the family; the weights are found by io::findModelFiles), or a
/// weights file with a config.json beside it, on `backend`. Throws Error with one sentence naming the file, what was
/// expected and what was found; Cancelled when stopped.
std::unique_ptr<Model> loadModel(const std::filesystem::path& path, Backend& backend, const LoadProgress& progress = {},
                                 std::stop_token stop = {});

/// What a family calls its tensors. Throws Error, naming the families that this version opens, for another one.
io::WeightNames weightNamesOf(const io::Config& config);

/// Throws Error when the tokenizer has tokens that the model has no embedding for: they belong to different models. (An
/// embedding with more rows than tokens is usual: it was padded.)
void refuseForeignTokenizer(const ModelInfo& info, int tokenizerVocabulary);

}  // namespace headlight
