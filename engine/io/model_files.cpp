#include "io/model_files.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "io/in_quotes.h"
#include "io/mapped_file.h"
#include "io/shown.h"
#include "io/what_is_there.h"

namespace headlight::io {

namespace fs = std::filesystem;

namespace {

constexpr const char* weightNames[] = {"model.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
                                       "pytorch_model.bin.index.json"};
constexpr std::string_view indexEnd = ".index.json";

/// Whether a regular file is there. Throws Error where that cannot be told, and for a link to nothing.
bool isThere(const fs::path& path) {
  std::error_code problem;
  const fs::file_status state = fs::status(path, problem);
  if (fs::exists(state)) return !fs::is_directory(state);
  if (problem == std::errc::permission_denied)
    fail(path.string(), ": cannot be read (Permission denied); give yourself the right to read the folder");
  if (fs::is_symlink(fs::symlink_status(path, problem)))
    fail(path.string(), ": is a link to ", fs::read_symlink(path, problem).string(),
         ", which is not there; the download is incomplete");
  return false;
}

/// What a file with weights is called: by transformers, or by those who save a state dict with torch.save.
bool isWeightsName(std::string_view name) {
  constexpr std::string_view ends[] = {".safetensors", ".bin", ".pt", ".pth", ".ckpt", indexEnd};
  return std::ranges::any_of(ends, [&](std::string_view end) { return name.ends_with(end); });
}

/// model-00001-of-00002.safetensors -> model.safetensors.index.json, where that lies beside it.
fs::path indexOfShard(const fs::path& file) {
  const std::string name = file.filename().string(), end = file.extension().string();
  const std::size_t of = name.rfind("-of-"), dash = of == name.npos ? of : name.rfind('-', of - 1);
  if (of == name.npos || of == 0 || dash == name.npos) return {};
  const auto digits = [&](std::size_t begin, std::size_t stop) {
    return stop > begin &&
           std::all_of(name.begin() + static_cast<std::ptrdiff_t>(begin),
                       name.begin() + static_cast<std::ptrdiff_t>(stop), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (!digits(dash + 1, of) || !digits(of + 4, name.size() - end.size())) return {};
  const fs::path index = file.parent_path() / (name.substr(0, dash) + end + std::string(indexEnd));
  return isThere(index) ? index : fs::path();
}

}  // namespace

ModelFiles findModelFiles(const fs::path& folderOrFile) {
  std::error_code problem;
  const fs::file_status state = fs::status(folderOrFile, problem);
  if (problem == std::errc::permission_denied)
    fail(folderOrFile.string(), ": cannot be read (Permission denied); give yourself the right to read the folder");
  if (!fs::exists(state))
    fail(folderOrFile.string(), ": expected a model folder (config.json, model.safetensors), found nothing");

  ModelFiles files;
  if (fs::is_directory(state)) {
    files.folder = folderOrFile;
  } else {
    const std::string name = folderOrFile.filename().string();
    if (!isWeightsName(name))
      fail(folderOrFile.string(), ": expected a model folder (config.json, model.safetensors) or a .safetensors file; ",
           whatFileItIs(folderOrFile));
    files.folder = folderOrFile.has_parent_path() ? folderOrFile.parent_path() : fs::path(".");
    const fs::path index = name.ends_with(indexEnd) ? fs::path() : indexOfShard(folderOrFile);
    files.weights = index.empty() ? folderOrFile : index;
    files.given = std::find(std::begin(weightNames), std::end(weightNames), files.weights.filename().string()) ==
                  std::end(weightNames);
  }
  files.config = files.folder / "config.json";
  if (!isThere(files.config))
    fail(files.config.string(), ": is missing; expected a Hugging Face model folder (config.json, model.safetensors), ",
         whatIsThere(files.folder));
  for (const char* name : weightNames)
    if (files.weights.empty() && isThere(files.folder / name)) files.weights = files.folder / name;
  if (files.weights.empty())
    fail(files.folder.string(), ": expected model.safetensors or pytorch_model.bin (or their .index.json), ",
         whatIsThere(files.folder));
  return files;
}

std::vector<ShardEntry> readShardIndex(const fs::path& index) {
  const std::string path = index.string();
  const std::string text = readTextFile(index);
  nlohmann::json json;
  try {
    json = nlohmann::json::parse(text);
  } catch (const nlohmann::json::exception&) {
    fail(path, ": is not JSON");
  }
  if (!json.is_object() || !json.contains("weight_map") || !json["weight_map"].is_object() ||
      json["weight_map"].empty())
    fail(path, ": expected an object with a \"weight_map\" from tensor to file, found none");
  std::set<std::string> checked;
  std::vector<ShardEntry> entries;
  for (const auto& [tensor, value] : json["weight_map"].items()) {
    if (!value.is_string()) fail(path, ": the file of ", inQuotes(tensor), " should be a text, found ", shown(value));
    const std::string name = value.get<std::string>();
    const fs::path shard = index.parent_path() / name;
    if (checked.insert(name).second) {
      if (name.empty() || name == "." || name == ".." || name.find_first_of(std::string_view("/\\\0", 3)) != name.npos)
        fail(path, ": names the file ", inQuotes(name), ", which is no plain file name beside it; nothing was read");
      if (!isThere(shard))
        fail(path, ": names the file ", inQuotes(name), ", which is not in the folder; fetch all parts of the model");
    }
    entries.push_back({tensor, shard});
  }
  return entries;
}

std::vector<fs::path> shardsOf(const fs::path& index) {
  std::set<fs::path> shards;
  for (const ShardEntry& entry : readShardIndex(index)) shards.insert(entry.shard);
  return {shards.begin(), shards.end()};
}

std::string modelName(const ModelFiles& files) {
  std::error_code problem;
  fs::path folder = fs::weakly_canonical(files.folder, problem);
  if (folder.empty()) folder = files.folder;
  if (files.given) return files.weights.stem().string();
  const std::string repository = folder.parent_path().parent_path().filename().string();
  if (folder.parent_path().filename() == "snapshots" && repository.starts_with("models--"))
    return repository.substr(repository.rfind("--") + 2);
  return folder.filename().string();
}

}  // namespace headlight::io
