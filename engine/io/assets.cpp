#include "io/assets.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <system_error>

#include "base/error.h"
#include "io/config.h"
#include "io/hugging_face_cache.h"
#include "io/in_quotes.h"
#include "io/model_files.h"

namespace headlight::io {

namespace fs = std::filesystem;

namespace {

bool isFolder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool isFile(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

fs::path assetsFolder() {
  if (const char* place = std::getenv("HEADLIGHT_ASSETS"); place && *place) {
    if (!isFolder(place)) fail("HEADLIGHT_ASSETS names ", inQuotes(place), ", which is no folder");
    return place;
  }
  std::error_code problem;
  const fs::path program = fs::read_symlink("/proc/self/exe", problem).parent_path();
  fs::path place = program;
  for (int up = 0; up <= 3 && !problem; ++up, place = place.parent_path())
    if (isFolder(place / "assets" / "models")) return place / "assets";
  if (const fs::path installed = program.parent_path() / "share" / "headlight"; isFolder(installed / "models"))
    return installed;
  fail("no assets found beside ", program.string(), ", in the three folders above it, or in ",
       (program.parent_path() / "share" / "headlight").string(),
       "; set HEADLIGHT_ASSETS to the folder that holds models/");
}

std::vector<BundledModel> bundledModels() {
  std::vector<BundledModel> models;
  fs::path folder;
  try {
    folder = assetsFolder() / "models";
  } catch (const Error&) {
    return models;  // a program without assets still opens folders
  }
  std::error_code problem;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, problem))
    if (isFile(entry.path() / "config.json") && isFile(entry.path() / "model.safetensors"))
      models.push_back({entry.path().filename().string(), entry.path()});
  std::sort(models.begin(), models.end(), [](const BundledModel& a, const BundledModel& b) { return a.name < b.name; });
  return models;
}

fs::path findModel(const std::string& nameOrPath) {
  const std::vector<BundledModel> bundled = bundledModels();
  if (isFolder(nameOrPath)) {
    if (isFile(fs::path(nameOrPath) / "config.json")) return nameOrPath;
    // A folder of that name in the current directory must not hide a bundled model.
    for (const BundledModel& model : bundled)
      if (lower(model.name) == lower(nameOrPath)) return model.folder;
    return findModelFiles(nameOrPath).folder;  // which says what is wrong with it
  }
  if (isFile(nameOrPath)) return findModelFiles(nameOrPath).weights;
  for (const BundledModel& model : bundled)
    if (lower(model.name) == lower(nameOrPath)) return model.folder;
  for (const CachedModel& model : cachedModels())
    if (lower(model.id) == lower(nameOrPath)) return model.folder;
  std::string names;
  for (const BundledModel& model : bundled) names += (names.empty() ? "" : ", ") + model.name;
  fail("there is no folder, no bundled model and none in the Hugging Face cache called ", inQuotes(nameOrPath),
       "; bundled: ", names.empty() ? "none" : names);
}

std::vector<std::string> sampleTexts(const std::string& modelName) {
  fs::path file;
  try {
    file = assetsFolder() / "samples" / (modelName + ".json");
  } catch (const Error&) {
    return {};
  }
  if (!isFile(file)) return {};
  const Config samples = Config::read(file);
  std::vector<std::string> texts = samples.texts("others");
  texts.insert(texts.begin(), samples.text("default"));
  return texts;
}

}  // namespace headlight::io
