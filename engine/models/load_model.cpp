#include "models/load_model.h"

#include <system_error>
#include <utility>

#include "base/error.h"
#include "io/config.h"
#include "io/model_files.h"
#include "io/stored_tensors.h"
#include "io/weights.h"
#include "models/albert.h"
#include "models/bert.h"
#include "models/dinov2.h"
#include "models/distilbert.h"
#include "models/gpt2.h"
#include "models/image_model.h"
#include "models/llama.h"
#include "models/vit.h"

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
                               {"xlm-roberta", &robertaWeightNames, &makeRoberta},
                               {"camembert", &robertaWeightNames, &makeRoberta},
                               {"distilbert", &distilbertWeightNames, &makeDistilbert},
                               {"albert", &albertWeightNames, &makeAlbert},
                               {"llama", &llamaWeightNames, &makeLlama},
                               {"mistral", &llamaWeightNames, &makeLlama},
                               {"qwen2", &llamaWeightNames, &makeLlama},
                               {"vit", &vitWeightNames, &makeImageModel},
                               {"deit", &vitWeightNames, &makeImageModel},
                               {"dinov2", &dinov2WeightNames, &makeImageModel},
                               {"dinov2_with_registers", &dinov2WeightNames, &makeImageModel}};

const Family& familyOf(const io::Config& config) {
  const std::string modelType = config.modelType();
  std::string known;
  for (const Family& family : families) {
    if (family.modelType == modelType) return family;
    known += (known.empty() ? "" : ", ") + std::string(family.modelType);
  }
  fail(config.name(), ": model_type is \"", modelType, "\"; this version opens: ", known);
}

}  // namespace

std::unique_ptr<Model> loadModel(const std::filesystem::path& path, Backend& backend, const LoadProgress& progress,
                                 std::stop_token stop) {
  const io::ModelFiles files = io::findModelFiles(path);
  const io::Config config = io::Config::read(files.config);
  const Family& family = familyOf(config);
  io::StoredTensors file = io::StoredTensors::open(files.weights);

  ModelInfo info;
  std::error_code status;
  // Of a file only the folder's links are followed: in a download cache it is one itself, to a file without its name.
  const std::filesystem::path absolute = std::filesystem::weakly_canonical(files.folder, status);
  info.folder = (files.given ? absolute / files.weights.filename() : absolute).string();
  info.name = io::modelName(files);
  info.family = family.modelType;
  info.storedDType = file.mainType();
  if (progress) progress(0, "hash");
  info.weightsHash = file.contentHash(stop);
  if (stop.stop_requested()) throw Cancelled{};
  io::Weights weights(std::move(file), family.names(), stop);
  std::unique_ptr<Model> model = family.make(config, weights, backend, std::move(info), progress, stop);
  backend.weightsArePacked();
  return model;
}

io::WeightNames weightNamesOf(const io::Config& config) { return familyOf(config).names(); }

void refuseForeignTokenizer(const ModelInfo& info, int tokenizerVocabulary) {
  for (const InputInfo& input : info.inputs)
    if (const TextInputInfo* text = input.text(); text && tokenizerVocabulary > text->vocabulary)
      fail(info.folder, ": the tokenizer has ", tokenizerVocabulary, " tokens, but the model's embedding has only ",
           text->vocabulary,
           " rows; they are of different models, so take the tokenizer from where the weights are from");
}

}  // namespace headlight
