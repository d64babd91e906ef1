#include "io/hugging_face_cache.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/error.h"
#include "io/mapped_file.h"
#include "io/model_files.h"

namespace headlight::io {

namespace fs = std::filesystem;

namespace {

std::optional<fs::path> folderOf(const char* variable) {
  const char* value = std::getenv(variable);
  if (!value || !*value) return std::nullopt;
  const std::string_view text(value);
  if (const char* home = std::getenv("HOME"); home && (text == "~" || text.starts_with("~/")))
    return fs::path(home) / text.substr(std::min<std::size_t>(2, text.size()));
  return fs::path(text);
}

/// models--openai-community--gpt2 -> openai-community/gpt2.
std::string idOf(std::string_view folder) {
  folder.remove_prefix(std::string_view("models--").size());
  std::string id(folder);
  if (const std::size_t mark = id.find("--"); mark != id.npos) id.replace(mark, 2, 1, '/');
  return id;
}

bool hasConfig(const fs::path& snapshot) {
  std::error_code ignored;
  return fs::is_regular_file(snapshot / "config.json", ignored);
}

/// The snapshot to open; empty when none has a config.json.
fs::path snapshotOf(const fs::path& repository) {
  std::error_code ignored;
  try {
    std::string revision = readTextFile(repository / "refs" / "main", 256);
    while (!revision.empty() && std::isspace(static_cast<unsigned char>(revision.back()))) revision.pop_back();
    const fs::path named = repository / "snapshots" / revision;
    if (!revision.empty() && revision.find_first_of("/.") == revision.npos && hasConfig(named)) return named;
  } catch (const Error&) {  // no refs/main: somebody asked for a commit by its name
  }
  fs::path newest;
  fs::file_time_type time;
  for (const fs::directory_entry& entry : fs::directory_iterator(repository / "snapshots", ignored)) {
    if (!hasConfig(entry.path())) continue;
    const fs::file_time_type written = fs::last_write_time(entry.path(), ignored);
    if (newest.empty() || written > time) newest = entry.path(), time = written;
  }
  return newest;
}

void lookAtWeights(CachedModel& model) {
  try {
    const ModelFiles files = findModelFiles(model.folder);
    std::vector<fs::path> parts = {files.weights};
    if (files.weights.filename().string().ends_with(".index.json")) parts = shardsOf(files.weights);
    for (const fs::path& part : parts) model.bytes += fs::file_size(part);
  } catch (const Error& error) {
    model.problem = error.what();
  } catch (const fs::filesystem_error& error) {
    model.problem = model.folder.string() + ": cannot be read (" + error.code().message() + ")";
  }
}

}  // namespace

fs::path huggingFaceCacheFolder() {
  for (const char* variable : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"})
    if (const auto folder = folderOf(variable)) return *folder;
  if (const auto home = folderOf("HF_HOME")) return *home / "hub";
  if (const auto caches = folderOf("XDG_CACHE_HOME")) return *caches / "huggingface" / "hub";
  return folderOf("HOME").value_or("/") / ".cache" / "huggingface" / "hub";
}

std::vector<CachedModel> cachedModels() { return cachedModels(huggingFaceCacheFolder()); }

std::vector<CachedModel> cachedModels(const fs::path& cache) {
  std::vector<CachedModel> models;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(cache, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("models--")) continue;
    CachedModel model;
    model.folder = snapshotOf(entry.path());
    if (model.folder.empty()) continue;
    model.id = idOf(name);
    model.revision = model.folder.filename().string();
    lookAtWeights(model);
    models.push_back(std::move(model));
  }
  std::sort(models.begin(), models.end(), [](const CachedModel& a, const CachedModel& b) { return a.id < b.id; });
  return models;
}

}  // namespace headlight::io
