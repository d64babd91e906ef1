#include "io/find_weights.h"

#include <algorithm>

#include "io/model_files.h"
#include "io/stored_tensors.h"

namespace headlight::io {

std::optional<std::filesystem::path> findWeights(const std::vector<std::filesystem::path>& models,
                                                 const std::string& hash, std::stop_token stop) {
  std::vector<std::filesystem::path> seen;
  for (const std::filesystem::path& model : models) {
    if (stop.stop_requested()) return std::nullopt;
    if (std::ranges::find(seen, model) != seen.end()) continue;
    seen.push_back(model);
    try {
      if (StoredTensors::open(findModelFiles(model).weights).contentHash(stop) == hash) return model;
    } catch (const std::exception&) {
      // It is gone, or no model: another one may fit.
    }
  }
  return std::nullopt;
}

}  // namespace headlight::io
