#include "models/model_preview.h"

#include <algorithm>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "io/config.h"
#include "io/model_files.h"
#include "io/stored_tensors.h"
#include "io/tokenizer_files.h"
#include "io/weights.h"
#include "models/load_model.h"
#include "models/undescribed.h"
#include "models/weights_check.h"

namespace headlight {
namespace {

std::string labelsOf(const OutputInfo& output, const char* of) {
  if (output.logits == 0) return {};
  return std::to_string(output.logits) + (output.logits == 1 ? " label of " : " labels of ") + of;
}

std::string headOf(const ModelInfo& info) {
  const OutputInfo* output = info.output();
  if (!output) return "none: attention only";
  switch (output->says) {
    case Says::NextToken:
      return "next token";
    case Says::HiddenToken:
      return "hidden token";
    case Says::Label:
      return labelsOf(*output, info.image() ? "the picture" : "the text");
    case Says::LabelPerRow:
      return labelsOf(*output, "each token");
    case Says::Answer:
      return "an answer in the text";
  }
  return {};
}

void show(const ModelInfo& info, ModelPreview& preview) {
  const StackInfo& stack = info.stacks.back();
  preview.layers = stack.layers;
  preview.heads = stack.heads;
  preview.kvHeads = stack.kvHeads;
  preview.headWidth = stack.headWidth;
  preview.width = stack.width;
  preview.vocabulary = info.text() ? info.text()->vocabulary : 0;
  preview.maxTokens = info.input(stack.stack).rows();
  preview.head = headOf(info);
}

void readTensors(const io::StoredTensors& file, ModelPreview& preview) {
  preview.storedDType = file.mainType();
  preview.bytesOnDisk = file.bytesOnDisk();
  preview.matrixElements = preview.vectorElements = 0;
  std::set<const std::byte*> seen;
  for (const io::StoredTensor& tensor : file.tensors()) {
    if (tensor.type == io::StoredType::Other || tensor.bytes.empty()) continue;
    if (!seen.insert(tensor.bytes.data()).second) continue;
    (tensor.shape.size() > 1 ? preview.matrixElements : preview.vectorElements) +=
        static_cast<std::uint64_t>(tensor.elements());
  }
  preview.parameters = preview.matrixElements + preview.vectorElements;
}

/// Runs one part; what speaks against the model is kept, the first sentence only.
template <class Part>
void attempt(ModelPreview& preview, const Part& part) {
  try {
    part();
  } catch (const Error& error) {
    if (preview.problem.empty()) preview.problem = error.what();
  }
}

/// The weights beside a config.json, opened when they are first asked for.
class Beside {
 public:
  Beside(ModelPreview& preview, const Family* family) : preview_(preview), family_(family) {}
  io::Weights& weights() {
    if (!weights_) {
      io::StoredTensors file = io::StoredTensors::open(preview_.weights);
      readTensors(file, preview_);
      weights_.emplace(std::move(file), family_ ? family_->names : io::WeightNames{});
    }
    return *weights_;
  }
  bool has(std::string_view ours) { return !preview_.weights.empty() && weights().has(ours); }

 private:
  ModelPreview& preview_;
  const Family* family_;
  std::optional<io::Weights> weights_;
};

void readConfig(const io::Config& config, PreviewDepth depth, ModelPreview& preview) {
  attempt(preview, [&] {
    preview.family = config.textOr("model_type", "");
    const std::vector<std::string> architectures = config.texts("architectures");
    if (!architectures.empty()) preview.architecture = architectures.front();
  });
  const Family* family = nullptr;
  attempt(preview, [&] { family = &familyOf(config); });
  Beside beside(preview, family);
  std::optional<ModelInfo> info;
  if (family)
    attempt(preview, [&] {
      info = family->describe(config, [&](std::string_view name) { return beside.has(name); });
      show(*info, preview);
    });
  const bool described = info.has_value();
  if (!described) show(undescribed(config), preview);
  if (!preview.weights.empty())
    attempt(preview, [&] {
      const std::vector<std::string> unknown = beside.weights().unknown();
      if (family) preview.notUsed = unknown;
    });
  if (described && depth == PreviewDepth::Shapes && !preview.weights.empty() && preview.problem.empty())
    attempt(preview, [&] { checkWeights(*family, *info, config, beside.weights()); });
  // Without a class' name the head is what the weights are of; without those nobody knows.
  if (preview.architecture.empty() && (!described || preview.parameters == 0)) preview.head.clear();
}

}  // namespace

std::uint64_t ModelPreview::weightBytes(WeightStorage storage) const {
  return matrixElements * (storage == WeightStorage::F32 ? 4 : 2) + vectorElements * 4;
}

std::uint64_t ModelPreview::patternBytes(int tokens) const {
  const auto count = static_cast<std::uint64_t>(std::max(0, tokens));
  return 4 * static_cast<std::uint64_t>(layers) * static_cast<std::uint64_t>(heads) * count * count;
}

std::uint64_t ModelPreview::everySiteBytes(int tokens) const {
  // Per block resid_pre, attn_out, resid_mid, mlp_out, resid_post; q and head_out; k and v. Outside embed, final,
  // logits.
  const auto of = [](int number) { return static_cast<std::uint64_t>(number); };
  const std::uint64_t block = 5 * of(width) + 2 * of(heads) * of(headWidth) + 2 * of(kvHeads) * of(headWidth);
  const bool labels = head != "next token" && head != "hidden token";
  const std::uint64_t token = of(layers) * block + 2 * of(width) + (labels ? 0 : of(vocabulary));
  return patternBytes(tokens) + 4 * of(std::max(0, tokens)) * token;
}

ModelPreview previewModel(const std::filesystem::path& folderOrFile, PreviewDepth depth) {
  ModelPreview preview;
  std::error_code ignored;
  preview.folder = std::filesystem::is_directory(folderOrFile, ignored) ? folderOrFile : folderOrFile.parent_path();
  preview.name = folderOrFile.filename().string();
  attempt(preview, [&] {
    const io::ModelFiles files = io::findModelFiles(folderOrFile);
    preview.folder = files.folder;
    preview.weights = files.weights;
    preview.name = io::modelName(files);
  });
  attempt(preview, [&] { readConfig(io::Config::read(preview.folder / "config.json"), depth, preview); });
  preview.tokenizer = io::tokenizerFiles(preview.folder);
  return preview;
}

}  // namespace headlight
