#include "models/load_model.h"

#include <map>
#include <utility>

#include "base/error.h"
#include "io/config.h"
#include "io/safetensors.h"
#include "io/weights.h"
#include "models/albert.h"
#include "models/bert.h"
#include "models/distilbert.h"
#include "models/gpt2.h"

namespace headlight {
namespace {

struct Family {
  std::string_view modelType;
  io::WeightNames (*names)();
  std::unique_ptr<Model> (*make)(const io::Config&, io::Weights&, Backend&, ModelInfo, const LoadProgress&,
                                 const std::stop_token&);
};

// The whole registry: a family joins with one line here.
constexpr Family families[] = {{"gpt2", &gpt2WeightNames, &makeGpt2},
                               {"bert", &bertWeightNames, &makeBert},
                               {"roberta", &robertaWeightNames, &makeRoberta},
                               {"distilbert", &distilbertWeightNames, &makeDistilbert},
                               {"albert", &albertWeightNames, &makeAlbert}};

const Family& familyOf(const io::Config& config) {
  const std::string modelType = config.modelType();
  std::string known;
  for (const Family& family : families) {
    if (family.modelType == modelType) return family;
    known += (known.empty() ? "" : ", ") + std::string(family.modelType);
  }
  fail(config.name(), ": model_type is \"", modelType, "\"; this version opens: ", known);
}

/// The type that most bytes of the file have.
std::string mainType(const io::SafeTensors& file) {
  std::map<std::string, std::size_t> bytes;
  for (const io::StoredTensor& tensor : file.tensors()) bytes[tensor.typeName] += tensor.bytes.size();
  std::string most;
  for (const auto& [type, sum] : bytes)
    if (most.empty() || sum > bytes[most]) most = type;
  for (char& letter : most) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return most;
}

}  // namespace

std::unique_ptr<Model> loadModel(const std::filesystem::path& folder, Backend& backend, const LoadProgress& progress,
                                 std::stop_token stop) {
  std::error_code status;
  if (!std::filesystem::is_directory(folder, status))
    fail(folder.string(), ": expected a model folder (config.json, model.safetensors), found ",
         std::filesystem::exists(folder, status) ? "a file" : "nothing");
  const io::Config config = io::Config::read(folder / "config.json");
  const Family& family = familyOf(config);
  io::SafeTensors file = io::SafeTensors::open(folder / "model.safetensors");

  ModelInfo info;
  const std::filesystem::path absolute = std::filesystem::weakly_canonical(folder, status);
  info.folder = (absolute.empty() ? folder : absolute).string();
  info.name = std::filesystem::path(info.folder).filename().string();
  info.family = family.modelType;
  info.storedDType = mainType(file);
  info.weightsHash = file.contentHash();
  io::Weights weights(std::move(file), family.names());
  return family.make(config, weights, backend, std::move(info), progress, stop);
}

}  // namespace headlight
