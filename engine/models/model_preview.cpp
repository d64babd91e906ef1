#include "models/model_preview.h"

#include <algorithm>
#include <set>
#include <span>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "io/config.h"
#include "io/model_files.h"
#include "io/stored_tensors.h"
#include "io/tokenizer_files.h"
#include "io/weights.h"
#include "models/image_config.h"
#include "models/llama_config.h"
#include "models/load_model.h"

namespace headlight {
namespace {

/// What families call the same number.
constexpr const char* layerKeys[] = {"num_hidden_layers", "n_layer", "n_layers", "num_layers"};
constexpr const char* headKeys[] = {"num_attention_heads", "n_head", "n_heads", "num_heads"};
constexpr const char* kvHeadKeys[] = {"num_key_value_heads"};
constexpr const char* headWidthKeys[] = {"head_dim"};
constexpr const char* widthKeys[] = {"hidden_size", "n_embd", "dim", "d_model"};
constexpr const char* vocabularyKeys[] = {"vocab_size"};
constexpr const char* positionKeys[] = {"max_position_embeddings", "n_positions", "n_ctx"};

int numberOf(const io::Config& config, std::span<const char* const> keys) {
  for (const char* key : keys)
    if (config.has(key)) return config.integer(key);
  return 0;
}

std::string labelsOf(const io::Config& config, const char* of) {
  const std::size_t named = config.textsByNumber("id2label").size();
  const std::size_t count = named > 0 ? named : 2;  // transformers' default
  return std::to_string(count) + (count == 1 ? " label of " : " labels of ") + of;
}

constexpr const char* noHead = "none: attention only";

std::string headOf(const io::Config& config, const std::string& architecture) {
  const auto is = [&](const char* end) { return architecture.ends_with(end); };
  if (is("ForCausalLM") || is("LMHeadModel")) return "next token";
  if (is("ForMaskedLM") || is("ForPreTraining")) return "hidden token";
  if (is("ForSequenceClassification")) return labelsOf(config, "the text");
  if (is("ForTokenClassification")) return labelsOf(config, "each token");
  if (is("ForImageClassification") || is("ForImageClassificationWithTeacher")) return labelsOf(config, "the picture");
  return architecture.empty() ? "" : noHead;
}

/// The same for a config that names no class, by the weights that are there, as the families decide it.
std::string headOf(const io::Config& config, const io::Weights& weights) {
  const auto has = [&](std::string_view ours) {
    try {
      return weights.has(ours);
    } catch (const Error&) {  // the family's table has no such name
      return false;
    }
  };
  if (isImageFamily(config.modelType())) return imageHead(config, has) ? labelsOf(config, "the picture") : noHead;
  if (has("final.weight")) return "next token";
  if (has("transform.weight")) return "hidden token";
  if (has("pooler.weight") && has("classifier.weight")) return labelsOf(config, "the text");
  return has("classifier.weight") || has("tokenClassifier.weight") ? labelsOf(config, "each token") : noHead;
}

void readConfig(const io::Config& config, ModelPreview& preview) {
  preview.family = config.textOr("model_type", "");
  const std::vector<std::string> architectures = config.texts("architectures");
  if (!architectures.empty()) preview.architecture = architectures.front();
  preview.head = headOf(config, preview.architecture);
  preview.layers = numberOf(config, layerKeys);
  preview.heads = numberOf(config, headKeys);
  preview.kvHeads = numberOf(config, kvHeadKeys);
  if (preview.kvHeads == 0) preview.kvHeads = preview.heads;
  preview.width = numberOf(config, widthKeys);
  preview.headWidth = numberOf(config, headWidthKeys);
  if (preview.headWidth == 0 && preview.heads > 0) preview.headWidth = preview.width / preview.heads;
  preview.vocabulary = numberOf(config, vocabularyKeys);
  preview.maxTokens = numberOf(config, positionKeys);
  // RoBERTa counts positions from behind the padding's on, and says how many rows its table has.
  const bool fromPadding =
      preview.family == "roberta" || preview.family == "xlm-roberta" || preview.family == "camembert";
  if (fromPadding && preview.maxTokens > 0)
    preview.maxTokens = std::max(0, preview.maxTokens - config.integerOr("pad_token_id", 1, 0) - 1);
}

/// Families that scale positions, or take pictures, read their own config and refuse it in their own words.
void readFamily(const io::Config& config, ModelPreview& preview) {
  if (isImageFamily(preview.family)) {
    const ImageInputInfo picture = readImageConfig(config).embedding.picture;
    preview.maxTokens = picture.specials() + picture.grid().count();
  }
  if (preview.family != "llama" && preview.family != "mistral" && preview.family != "qwen2") return;
  const LlamaConfig llama = readLlamaConfig(config);
  preview.maxTokens = llama.maxTokens;
  preview.kvHeads = llama.stack.kvHeads;
  preview.headWidth = llama.stack.headWidth;
  preview.vocabulary = llama.vocabulary;
  llamaHead(config);
}

void readTensors(const io::StoredTensors& file, ModelPreview& preview) {
  preview.storedDType = file.mainType();
  preview.bytesOnDisk = file.bytesOnDisk();
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

ModelPreview previewModel(const std::filesystem::path& folderOrFile) {
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
  attempt(preview, [&] {
    const io::Config config = io::Config::read(preview.folder / "config.json");
    attempt(preview, [&] { readConfig(config, preview); });
    attempt(preview, [&] { weightNamesOf(config); });
    attempt(preview, [&] { readFamily(config, preview); });
    if (preview.weights.empty()) return;
    attempt(preview, [&] {
      io::StoredTensors file = io::StoredTensors::open(preview.weights);
      readTensors(file, preview);
      const io::Weights weights(std::move(file), weightNamesOf(config));
      preview.notUsed = weights.unknown();
      if (preview.architecture.empty()) preview.head = headOf(config, weights);
    });
  });
  preview.tokenizer = io::tokenizerFiles(preview.folder);
  return preview;
}

}  // namespace headlight
