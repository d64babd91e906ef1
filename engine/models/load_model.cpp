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
    &vitFamily,         //
    &dinov2Family,      //
};

int stepsOf(const ModelInfo& info) {
  return std::accumulate(info.stacks.begin(), info.stacks.end(), 2,
                         [](int steps, const StackInfo& stack) { return steps + stack.layers; });
}

}  // namespace

const Family& familyOf(const io::Config& config) {
  const std::string modelType = config.modelType();
  std::string known;
  for (const Family* family : families)
    for (const std::string_view name : family->modelTypes) {
      if (name == modelType) return *family;
      known += (known.empty() ? "" : ", ") + std::string(name);
    }
  fail(config.name(), ": model_type is \"", modelType, "\"; this version opens: ", known);
}

std::unique_ptr<Model> loadModel(const std::filesystem::path& path, Backend& backend, const LoadProgress& progress,
                                 std::stop_token stop) {
  const io::ModelFiles files = io::findModelFiles(path);
  const io::Config config = io::Config::read(files.config);
  const Family& family = familyOf(config);
  std::optional<io::Weights> opened;  // config first: weights are opened when it is understood, or leaves the head open
  const auto weights = [&]() -> io::Weights& {
    if (!opened) opened.emplace(io::StoredTensors::open(files.weights), family.names, stop);
    return *opened;
  };

  const auto info =
      std::make_shared<ModelInfo>(family.describe(config, [&](std::string_view name) { return weights().has(name); }));
  std::error_code status;
  // Of a file only the folder's links are followed: in a download cache it is one itself, to a file without its name.
  const std::filesystem::path absolute = std::filesystem::weakly_canonical(files.folder, status);
  info->folder = (files.given ? absolute / files.weights.filename() : absolute).string();
  info->name = io::modelName(files);
  info->family = config.modelType();
  info->storedDType = weights().file().mainType();
  if (progress) progress(0, "hash");
  info->weightsHash = weights().file().contentHash(stop);
  if (stop.stop_requested()) throw Cancelled{};

  Loading loading(weights(), backend, stepsOf(*info), progress, stop);
  std::unique_ptr<Model> model = family.build(info, config, loading);
  info->notUsed = weights().finish();
  info->parameters = weights().elementsTaken();
  if (progress) progress(1.0, "ready");
  backend.weightsArePacked();
  return model;
}

}  // namespace headlight
