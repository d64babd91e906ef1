#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace headlight::io {

/// The first of `models` (folders or weights files) whose weights have that hash (StoredTensors::contentHash): what a
/// file that names a model means, wherever the model lies by now. Those that cannot be read are passed over; every
/// other one is read whole, until one fits. Nothing also when stopped.
std::optional<std::filesystem::path> findWeights(const std::vector<std::filesystem::path>& models,
                                                 const std::string& hash, std::stop_token stop = {});

}  // namespace headlight::io
