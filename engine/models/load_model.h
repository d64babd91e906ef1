#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>

#include "backend/backend.h"
#include "models/families.h"

namespace headlight {

/// Opens a Hugging Face folder (config.json names the family; the weights are found by io::findModelFiles), or a
/// weights file with a config.json beside it, on `backend`. Throws Error with one sentence naming the file, what was
/// expected and what was found; Cancelled when stopped.
std::unique_ptr<Model> loadModel(const std::filesystem::path& path, Backend& backend, const LoadProgress& progress = {},
                                 std::stop_token stop = {});

/// What is known of such a model before its numbers are read: config.json's part of ModelInfo, name and folder. Weights
/// are opened only where config.json leaves the head open. Throws Error as loadModel does.
ModelInfo describeModel(const std::filesystem::path& path);

/// The family that config.json names. Throws Error, naming the families that this version opens, for another one, and
/// for quantised weights, naming the method.
const Family& familyOf(const io::Config& config);

}  // namespace headlight
