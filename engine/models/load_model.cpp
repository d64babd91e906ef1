#include "models/load_model.h"

#include <numeric>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "io/model_files.h"
#include "io/stored_tensors.h"
#include "io/weights.h"
#include "models/quantised.h"

namespace headlight {
namespace {

// The whole registry: a family joins with one line here.
constexpr const Family* families[] = {
    &gpt2Family,        //
    &bertFamily,        //
    &robertaFamily,     //
    &distilbertFamily,  //
    &albertFamily,      //
    &llamaFamily,       //
    &marianFamily,      //
    &bartFamily,        //
    &mbartFamily,       //
    &t5Family,          //
    &rnnsearchFamily,   //
    &vitFamily,         //
    &dinov2Family,      //
};

int stepsOf(const ModelInfo& info) {
  return std::accumulate(info.stacks.begin(), info.stacks.end(), 2,
                         [](int steps, const StackInfo& stack) { return steps + stack.layers; });
}

/// A model's files on the way to what is known of it: config first, weights when that is understood, or leaves the head
/// open.
class Opening {
 public:
  Opening(const std::filesystem::path& path, std::stop_token stop)
      : files(io::findModelFiles(path)),
        config(io::Config::read(files.config)),
        family(familyOf(config)),
        stop_(std::move(stop)) {}
  const io::ModelFiles files;
  const io::Config config;
  const Family& family;

  io::Weights& weights() {
    if (!weights_) weights_.emplace(io::StoredTensors::open(files.weights), family.names, stop_);
    return *weights_;
  }
  ModelInfo describe() {
    ModelInfo info = family.describe(config, [this](std::string_view name) { return weights().has(name); });
    std::error_code status;
    // Of a file only the folder's links are followed: in a download cache it is one itself, to a file without its name.
    const std::filesystem::path absolute = std::filesystem::weakly_canonical(files.folder, status);
    info.folder = (files.given ? absolute / files.weights.filename() : absolute).string();
    info.name = io::modelName(files);
    info.family = config.modelType();
    return info;
  }

 private:
  std::stop_token stop_;
  std::optional<io::Weights> weights_;
};

}  // namespace

ModelInfo describeModel(const std::filesystem::path& path) { return Opening(path, {}).describe(); }

const Family& familyOf(const io::Config& config) {
  const std::string modelType = config.modelType();
  std::string known;
  for (const Family* family : families)
    for (const std::string_view name : family->modelTypes) {
      if (name == modelType) {
        refuseQuantised(config);
        return *family;
      }
      known += (known.empty() ? "" : ", ") + std::string(name);
    }
  fail(config.name(), ": model_type is \"", modelType, "\"; this version opens: ", known);
}

std::unique_ptr<Model> loadModel(const std::filesystem::path& path, Backend& backend, const LoadProgress& progress,
                                 std::stop_token stop) {
  Opening opening(path, stop);
  const auto info = std::make_shared<ModelInfo>(opening.describe());
  io::Weights& weights = opening.weights();
  info->storedDType = weights.file().mainType();
  if (progress) progress(0, "hash");
  info->weightsHash = weights.file().contentHash(stop);
  if (stop.stop_requested()) throw Cancelled{};

  Loading loading(weights, backend, stepsOf(*info), progress, stop);
  std::unique_ptr<Model> model = opening.family.build(info, opening.config, loading);
  info->notUsed = weights.finish();
  info->parameters = weights.elementsTaken();
  if (progress) progress(1.0, "ready");
  backend.weightsArePacked();
  return model;
}

}  // namespace headlight
