#include "io/what_is_there.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/error.h"
#include "io/in_quotes.h"

namespace headlight::io {

namespace fs = std::filesystem;

namespace {

constexpr const char* asSafetensors = "download the model in the safetensors format";

/// How a file's name ends, and what such a file is and helps. The first that fits is told: formats first, then what
/// may be weights, then what lies beside them.
struct Ending {
  std::string_view end;
  const char* what;
};
constexpr Ending otherFormats[] = {
    {".gguf", "it is a GGUF file of llama.cpp, which cannot be opened; download the model in the safetensors format"},
    {".ggml", "it is a GGML file of llama.cpp, which cannot be opened; download the model in the safetensors format"},
    {".onnx", "it is an ONNX graph; download the model in the safetensors format"},
    {".h5", "it is TensorFlow's; save it from transformers 4 (from_tf=True) as safetensors"},
    {".keras", "it is TensorFlow's; save it from transformers 4 (from_tf=True) as safetensors"},
    {".ckpt.index", "it is a checkpoint of TensorFlow; download the model in the safetensors format"},
    {"saved_model.pb", "it is TensorFlow's; download the model in the safetensors format"},
    {".tflite", "it is a TensorFlow Lite graph; download the model in the safetensors format"},
    {".msgpack", "it is Flax's; save it from transformers 4 (from_flax=True) as safetensors"},
    {"openvino_model.xml", "it is an OpenVINO graph; download the model in the safetensors format"},
    {".mlmodel", "it is a Core ML model; download the model in the safetensors format"},
    {".ot", "it is of rust-bert; download the model in the safetensors format"},
    {".nemo", "it is an archive of NVIDIA NeMo; download the model in the safetensors format"},
    {".engine", "it is a TensorRT engine; download the model in the safetensors format"},
    {".distcp", "it is a distributed checkpoint of PyTorch; gather it into one file (dcp_to_torch_save) first"},
    {".incomplete", "the download is not complete; fetch the model again"},
    {".part", "the download is not complete; fetch the model again"},
    {".crdownload", "the download is not complete; fetch the model again"},
    {".aria2", "the download is not complete; fetch the model again"},
};
constexpr Ending archives[] = {
    {".zip", "it is an archive; unpack it and open the folder that comes out"},
    {".tar", "it is an archive; unpack it and open the folder that comes out"},
    {".tar.gz", "it is an archive; unpack it and open the folder that comes out"},
    {".tgz", "it is an archive; unpack it and open the folder that comes out"},
    {".7z", "it is an archive; unpack it and open the folder that comes out"},
};
constexpr std::string_view torchEndings[] = {".pth", ".pt", ".ckpt"};

/// What a training run keeps to go on later.
bool ofTraining(std::string_view name) {
  constexpr std::string_view fronts[] = {"optimizer", "scheduler", "training_args",
                                         "rng_state", "scaler",    "random_states"};
  return std::ranges::any_of(fronts, [&](std::string_view front) { return name.starts_with(front); });
}

bool isFile(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

/// Plain names of what lies in a folder, in order: files, and folders with a config.json or an adapter in them.
struct Contents {
  std::vector<std::string> files, folders;

  explicit Contents(const fs::path& folder) {
    std::error_code problem;
    for (fs::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem)) {
      std::error_code ignored;
      (at->is_directory(ignored) ? folders : files).push_back(at->path().filename().string());
    }
    std::ranges::sort(files);
    std::ranges::sort(folders);
  }
  bool has(std::string_view name) const { return std::ranges::count(files, name) > 0; }
  bool hasFolder(std::string_view name) const { return std::ranges::count(folders, name) > 0; }
  /// The first file whose name ends so, with more in front; nullptr when there is none.
  const std::string* ending(std::string_view end) const {
    const auto found =
        std::ranges::find_if(files, [&](const std::string& name) { return name.ends_with(end) && !ofTraining(name); });
    return found == files.end() ? nullptr : &*found;
  }
};

/// The text under `key` of a small JSON file that may not be one.
std::string textOf(const fs::path& file, std::string_view key) {
  try {
    return Config::read(file).textOr(key, "");
  } catch (const Error&) {
    return {};
  }
}

bool isModel(const fs::path& folder) { return isFile(folder / "config.json"); }

bool isAdapter(const Contents& there) {
  return there.has("adapter_config.json") || there.has("adapter_model.safetensors") || there.has("adapter_model.bin");
}

std::string adapter(const fs::path& folder, const Contents& there) {
  const fs::path config = folder / "adapter_config.json";
  std::string kind = textOf(config, "peft_type"), base = textOf(config, "base_model_name_or_path");
  if (kind == "LORA") kind = "LoRA";
  std::string is = "found ";
  is += there.has("adapter_config.json")
            ? "adapter_config.json"
            : *there.ending(there.has("adapter_model.bin") ? "adapter_model.bin" : "adapter_model.safetensors");
  is += kind.empty() ? ": it is an adapter"
                     : ": it is a " + inQuotes(kind).substr(1, inQuotes(kind).size() - 2) + " adapter";
  is += base.empty() ? ", not a model" : " of the model " + inQuotes(base) + ", not a model by itself";
  return is + "; merge it into " + (base.empty() ? "its base model" : "that model") +
         " (PEFT: merge_and_unload(), then save_pretrained()) and open the folder this gives";
}

/// A shard's name ends in -00001-of-00002 before its suffix.
bool isShard(std::string_view name) { return name.find("-of-0") != name.npos; }

/// Weights under a name that no model folder gives them.
std::optional<std::string> weightsByAnotherName(const Contents& there, bool withConfig) {
  const std::string* named = there.ending(".safetensors");
  if (!named) named = there.ending(".bin");
  if (!named)
    for (const std::string_view end : torchEndings)
      if (!named) named = there.ending(end);
  if (!named) return std::nullopt;
  if (!withConfig)
    return "found " + *named +
           ", weights without the config.json that says what they are; copy it from the model's "
           "page, or write it beside them (config.save_pretrained)";
  if (isShard(*named))
    return "found " + *named + ", one part of several, but not their index; fetch " +
           (named->ends_with(".bin") ? "pytorch_model.bin.index.json" : "model.safetensors.index.json") + " too";
  return "found " + *named + "; open that file itself if it holds the weights";
}

/// What may lie one folder deeper.
std::optional<std::string> deeper(const fs::path& folder, const Contents& there) {
  if (const fs::path latest = latestCheckpoint(folder); !latest.empty()) {
    const std::string name = latest.filename().string();
    if (isModel(latest)) return "found the checkpoints of a training run; open the latest of them, " + name;
    return "found the checkpoints of a training run; in the latest, " + name + ": " + whatIsThere(latest);
  }
  if (there.hasFolder("snapshots")) {
    std::string id = folder.filename().string();
    if (id.starts_with("models--")) id.erase(0, 8);
    if (const std::size_t mark = id.find("--"); mark != id.npos) id.replace(mark, 2, "/");
    return "found the snapshots of a download cache; open it by its name, " + id + ", or a folder in snapshots";
  }
  std::vector<std::string> models;
  for (const std::string& name : there.folders)
    if (isModel(folder / name)) models.push_back(name);
  if (!models.empty()) {
    std::string list = "found ";
    list += models.size() == 1 ? "a model" : "models";
    list += " one folder deeper; open ";
    for (std::size_t i = 0; i < models.size() && i < 4; ++i)
      list += (i ? i + 1 == models.size() ? " or " : ", " : "") + models[i];
    return list + (models.size() > 4 ? " or another of its folders" : "");
  }
  for (const std::string& name : there.folders) {
    const Contents within(folder / name);
    if (within.ending(".onnx"))
      return "found " + name + "/" + *within.ending(".onnx") + ": it is an ONNX graph; " + asSafetensors;
  }
  return std::nullopt;
}

}  // namespace

fs::path latestCheckpoint(const fs::path& folder) {
  fs::path latest;
  std::uint64_t most = 0;
  for (const std::string& name : Contents(folder).folders) {
    constexpr std::string_view front = "checkpoint-";
    std::uint64_t step = 0;
    if (!name.starts_with(front)) continue;
    const auto [end, problem] = std::from_chars(name.data() + front.size(), name.data() + name.size(), step);
    if (problem != std::errc{} || end != name.data() + name.size()) continue;
    if (latest.empty() || step > most) latest = folder / name, most = step;
  }
  return latest;
}

std::string whatIsThere(const fs::path& folder) {
  const Contents there(folder);
  const bool withConfig = there.has("config.json");
  if (there.files.empty() && there.folders.empty()) return "found an empty folder";
  if (isAdapter(there)) return adapter(folder, there);
  if (there.has("model_index.json")) {
    const std::string pipeline = textOf(folder / "model_index.json", "_class_name");
    return "found model_index.json: it is a pipeline of diffusers" +
           (pipeline.empty() ? "" : ", " + inQuotes(pipeline)) +
           ", several networks in folders of their own; open a transformer among them if there is one";
  }
  if (there.has("modules.json") || there.has("config_sentence_transformers.json")) {
    for (const std::string& name : there.folders)
      if (isModel(folder / name))
        return "found a model of sentence-transformers; its transformer lies one folder deeper, open " + name;
    return "found a model of sentence-transformers without its transformer; fetch config.json and model.safetensors "
           "too";
  }
  if (there.has("params.json") && (there.ending("consolidated.00.pth") || there.ending(".safetensors")))
    return std::string(
        "found params.json: the weights are in their makers' own format; download the ones for "
        "transformers (config.json beside model.safetensors)");
  if (there.has("bert_config.json"))
    return std::string("found bert_config.json: it is a checkpoint of Google's BERT code for TensorFlow; ") +
           asSafetensors;
  if (there.has("open_clip_config.json"))
    return std::string("found open_clip_config.json: it is a model of OpenCLIP, and CLIP is none of the families here");
  if (there.has("zero_to_fp32.py"))
    return std::string(
        "found the parts of a DeepSpeed checkpoint; run zero_to_fp32.py in the folder, which writes pytorch_model.bin");
  if (!withConfig)
    if (const auto found = deeper(folder, there)) return *found;
  for (const Ending& format : otherFormats)
    if (const std::string* other = there.ending(format.end)) return "found " + *other + ": " + format.what;
  if (const auto weights = weightsByAnotherName(there, withConfig)) return *weights;
  for (const Ending& format : archives)
    if (const std::string* other = there.ending(format.end)) return "found " + *other + ": " + format.what;
  if (withConfig)
    if (const auto found = deeper(folder, there)) return *found;
  if (there.has("tokenizer.json") || there.has("vocab.txt") || there.has("vocab.json"))
    return withConfig ? "found a config and a tokenizer, but no weights" : "found a tokenizer, but no model";
  return "found no weights";
}

std::string whatFileItIs(const fs::path& file) {
  const std::string name = file.filename().string();
  char magic[4] = {};
  std::ifstream(file, std::ios::binary).read(magic, sizeof magic);
  if (std::string_view(magic, sizeof magic) == "GGUF") return otherFormats[0].what;
  for (const Ending& format : otherFormats)
    if (name.ends_with(format.end)) return format.what;
  for (const Ending& format : archives)
    if (name.ends_with(format.end)) return format.what;
  if (name.ends_with(".json") || name.ends_with(".txt")) return "it is a text; open its folder instead";
  return "it is another file";
}

std::string whoseConfigItIs(const Config& config) {
  const auto text = [&](std::string_view key) {
    try {
      return config.textOr(key, "");
    } catch (const Error&) {
      return std::string();
    }
  };
  if (const std::string network = text("architecture"); !network.empty() || config.has("pretrained_cfg"))
    return "it is timm's, of the network " + inQuotes(network) +
           "; download the model saved by transformers (for ViT, DeiT and DINOv2 there is one of each)";
  if (const std::string part = text("_class_name"); !part.empty())
    return "it is a part of a diffusers pipeline, " + inQuotes(part) + ", and no model of transformers";
  std::vector<std::string> classes;
  try {
    classes = config.texts("architectures");
  } catch (const Error&) {  // a key of another meaning
  }
  if (!classes.empty())
    return "its class is " + inQuotes(classes.front()) + "; add the model_type that transformers has for it";
  return "expected the config.json that transformers writes beside the weights";
}

}  // namespace headlight::io
