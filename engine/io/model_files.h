#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace headlight::io {

/// Where the parts of a model lie.
struct ModelFiles {
  std::filesystem::path folder;
  std::filesystem::path config;   ///< config.json
  std::filesystem::path weights;  ///< a .safetensors or .bin file, or an index (NAME.index.json) of several
  bool given = false;             ///< the weights were named, not found: they need not be called as in every folder
};

/// What somebody opened: a Hugging Face folder (model.safetensors, model.safetensors.index.json, pytorch_model.bin,
/// pytorch_model.bin.index.json, in this order, as transformers looks for them), or a weights file or index in one
/// (.safetensors, or a state dict as torch.save writes it: .bin, .pt, .pth, .ckpt). A shard stands for its index.
/// Throws Error with a sentence that says what is missing and what lies there instead.
ModelFiles findModelFiles(const std::filesystem::path& folderOrFile);

/// The files that an index names, each once, in order, beside it. Throws Error when it is no index or names anything
/// but a plain file name that is there.
std::vector<std::filesystem::path> shardsOf(const std::filesystem::path& index);

/// By tensor, the shard that an index says it lies in.
struct ShardEntry {
  std::string tensor;
  std::filesystem::path shard;
};
std::vector<ShardEntry> readShardIndex(const std::filesystem::path& index);

/// "gpt2" for ~/.cache/huggingface/hub/models--openai-community--gpt2/snapshots/REVISION; otherwise the folder's name,
/// or the file's where one was given that is not called as in every folder.
std::string modelName(const ModelFiles& files);

}  // namespace headlight::io
